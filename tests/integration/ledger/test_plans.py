"""Demand plans in the ledger: what may follow what, what takes the place of what, and who is first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.errors import Refused
from domain.planning.budget import left_today
from domain.planning.overrides import Scope
from domain.planning.profile_parts import Budget
from ledger.plan_overrides import OverrideIn
from tests.integration.ledger.planned import NOW, TODAY, audited, begun, decided, line, proposed, states


@pytest.fixture
def book(ledger):
    with ledger.open() as opened:
        yield opened


def test_a_plan_goes_from_making_to_done_and_nowhere_else(book):
    plan = begun(book)
    book.plans.keep(plan, inputs={"items": "aa"}, outputs={"needs": "bb"})
    book.plans.keep(plan, inputs={"items": "zz", "stock": "cc"})
    assert book.plans.of(plan).inputs == {"items": "aa", "stock": "cc"}
    assert not book.plans.move(plan, "posting")
    assert book.plans.propose(plan, "h", {}, [line()]).lines == 0, "it has no code yet"
    assert book.plans.name(plan, "north-1", NOW).as_of == NOW
    assert book.plans.propose(plan, "h", {"money": "25"}, [line(), line("CUP")]).lines == 2
    assert book.plans.propose(plan, "other", {}, [line("NEW")]).lines == 0, "proposed once"
    assert [book.plans.move(plan, to) for to in ("stopped", "posting", "done", "posting", "done")] == [
        False, True, True, True, True,
    ]  # fmt: skip
    head = book.plans.of(plan)
    assert (head.state, head.hash, head.summary) == ("done", "h", {"money": "25"})
    assert [kind for _, kind, _ in audited(book)][:3] == ["plan making", "plan proposed", "plan posting"]


def test_a_plan_is_found_by_number_code_beginning_and_hash(book):
    plan = proposed(book, "north-2026-03-02-1a2b3c4d", [line()])
    other = proposed(book, "south-2026-03-02-99", [line()], profile="south")
    found = book.plans.find
    for reference in (str(plan), "north-2026-03-02-1a2b3c4d", "north-2026"):
        assert found(reference).id == plan
    assert found("latest").id == other
    assert found("latest", "north").id == plan
    assert found("nor") is None
    assert found("south-2026", "north") is None


def test_what_is_made_of_the_same_is_the_same_plan(book):
    first = proposed(book, "north-1", [line()])
    again = begun(book)
    assert book.plans.name(again, "north-1", NOW).id == first
    assert (book.plans.of(again).state, book.plans.of(first).state) == ("superseded", "proposed")


def test_a_new_plan_takes_the_place_of_what_nobody_recorded(book):
    old = proposed(book, "north-1", [line("MUG"), line("CUP")])
    elsewhere = proposed(book, "south-1", [line("MUG")], profile="south")
    decided(book, old)
    book.plan_orders.record(old, [order("o1", "MUG")])
    new = begun(book, "north-2")
    told = book.plans.propose(new, "north-2 hash", {}, [line("MUG"), line("CUP")])
    assert (told.superseded, told.of_people) == (1, (f"{old}:purchase/CUP/WH/ACME",))
    assert states(book, old) == {"MUG": "posting", "CUP": "superseded"}
    assert states(book, elsewhere) == {"MUG": "proposed"}
    assert decided(book, old) == frozenset(), "the new plan covers its items"
    assert book.plans.of(old).state == "proposed", "one line is being posted"


def test_an_urgent_plan_takes_the_place_of_its_items_only(book):
    old = proposed(book, "north-1", [line("MUG"), line("CUP")])
    proposed(book, "north-2", [line("MUG", quantity=20)], skus=["MUG"], kind="urgent")
    assert states(book, old) == {"MUG": "superseded", "CUP": "proposed"}
    assert len(decided(book, old)) == 1
    whole = proposed(book, "north-3", [line("PEN")])
    assert [book.plans.of(one).state for one in (old, old + 1, whole)] == ["superseded", "superseded", "proposed"]


def test_an_urgent_plan_has_what_its_day_left_of_the_money(book):
    """Ordered, and approved for other items; not what it proposes anew, another day's, another profile's, a transfer."""
    old = proposed(book, "north-1", [
        line("MUG"), line("CUP"), line("PEN", origin="BIRO"), line("POT"), line("BAG", line="transfer/BAG", kind="transfer"),
    ])  # fmt: skip
    decided(book, proposed(book, "south-1", [line("MUG")], profile="south"))
    assert book.plan_lines.bound("north", TODAY, ["MUG"]) == {}
    kept = [one for one in book.plan_lines.of(old) if one.sku != "POT"]
    wanted = [replace(one, state="approved", changed_quantity=Decimal(4) if one.sku == "CUP" else None) for one in kept]
    book.plan_lines.decide(old, "north-1 hash", wanted, by="mia", verdict="approved")
    assert book.plan_lines.bound("north", TODAY, ["MUG"]) == {"ACME": 10, "BIRO": 25}
    book.plan_orders.record(old, [order("o1", "MUG")])
    bound = book.plan_lines.bound("north", TODAY, ["MUG"])
    assert bound == {"ACME": 35, "BIRO": 25}
    assert book.plan_lines.bound("north", TODAY + timedelta(days=1), ["MUG"]) == {}
    assert book.plan_lines.bound("north", TODAY, []) == {"ACME": 25}, "of all items only what is ordered"
    left = left_today(Budget(per_plan=100, per_supplier={"ACME": 30, "ZETA": 7}), bound)
    assert (left.per_plan, left.per_supplier) == (40, {"ACME": 0, "ZETA": 7})
    assert left_today(Budget(), bound) == Budget()


def test_an_older_plan_never_takes_the_place_of_a_newer_one(book):
    slow, few = begun(book, "north-1"), begun(book, "north-2", skus=["MUG"])
    proposed(book, "north-3", [line("MUG"), line("CUP")], skus=["MUG", "CUP"])
    told = book.plans.propose(few, "h", {}, [line("MUG")])
    assert (told.lines, told.newer, book.plans.of(few).state) == (0, "north-3", "superseded")
    told = book.plans.propose(slow, "h", {}, [line("MUG"), line("PEN")])
    assert (told.lines, told.elsewhere) == (2, ("purchase/MUG/WH/ACME",)), "the newer one covers two items of all"
    assert states(book, slow) == {"MUG": "superseded", "PEN": "proposed"}
    late = begun(book, "north-4")
    proposed(book, "north-5", [line("PEN")])
    assert (book.plans.propose(late, "h", {}, [line("PEN")]).lines, book.plans.of(late).state) == (0, "superseded")


def test_what_was_ordered_while_a_plan_was_made_is_not_proposed_again(book):
    """MUG's order for WH was under way when the new plan read Odoo, CUP's had come back; PEN is approved and no more."""
    old = proposed(book, "north-1", [line("MUG"), line("CUP"), line("PEN")])
    decided(book, old)
    book.plan_orders.record(old, [order("o1", "MUG"), order("o2", "CUP")])
    at = "UPDATE plan_orders SET recorded_at = '2026-03-02 04:59+00'"
    settled = ", state = 'drafted', settled_at = '2026-03-02 04:59:30+00' WHERE external_id = 'o2'"
    for sql in (at, at + settled):
        book._connection.exec_driver_sql(sql)
    new = begun(book, "north-2")
    again = [line("MUG", origin="ZETA"), line("MUG", place="EAST"), line("CUP"), line("PEN")]
    told = book.plans.propose(new, "h", {}, again)
    assert (told.elsewhere, told.of_people) == (("purchase/MUG/WH/ZETA",), (f"{old}:purchase/PEN/WH/ACME",))
    gone = next(one for one in book.plan_lines.of(new) if one.state == "superseded")
    assert gone.reason == "Plan north-1 has ordered this item for WH since Odoo was read for this plan."
    assert [one.state for one in book.plan_lines.of(new)].count("proposed") == 3
    assert audited(book, "plan proposed")[-1][2]["elsewhere"] == ["purchase/MUG/WH/ZETA"]


def order(key, *skus, **more):
    from ledger.plan_orders import OrderIn

    lines = tuple(f"purchase/{sku}/WH/ACME" for sku in skus)
    return OrderIn(external_id=key, kind="purchase", payload_hash="p", payload={"n": 1}, lines=lines, **more)


def test_a_decision_binds_to_the_hash_that_was_seen_and_twice_is_harmless(book):
    plan = proposed(book, "north-1", [line("MUG")])
    lines = book.plan_lines.of(plan)
    assert book.plan_lines.decide(plan, "another", lines, by="mia", verdict="approved") == frozenset()
    assert len(decided(book, plan)) == 1
    assert len(decided(book, plan)) == 1
    seen = book.plan_lines.of(plan)[0]
    assert (seen.state, seen.decided_by, seen.reason) == ("approved", "mia", "fair")


def test_a_changed_line_keeps_what_was_proposed(book):
    plan = proposed(book, "north-1", [line("MUG")])
    decided(book, plan, changed_quantity=Decimal(24), changed_due_on=date(2026, 3, 20), changed_by="mia")
    seen = book.plan_lines.of(plan)[0]
    assert (seen.quantity, seen.final_quantity, seen.final_due_on) == (10, 24, date(2026, 3, 20))
    assert (seen.value, seen.money) == (Decimal("25.00"), Decimal("60.00"))
    total = book.plan_lines.sums(plan)[0]
    assert (total.lines, total.money, total.changed) == (1, Decimal("60.00"), 1)
    data = audited(book, "plan line%")[-1][2]
    assert (data["quantity"], data["proposed"], data["due_on"]) == (24, 10, "2026-03-20")


def test_what_differs_from_the_plan_before(book):
    old = proposed(book, "north-1", [line("MUG"), line("CUP"), line("PEN")])
    new = proposed(book, "north-2", [line("MUG"), line("CUP", quantity=30), line("BOWL", quantity=5)])
    found = {one.sku: (one.before, one.after) for one in book.plan_lines.between(new, old)}
    assert found == {"CUP": (10, 30), "PEN": (10, None), "BOWL": (None, 5)}
    assert book.plans.before(book.plans.of(new)).id == old
    assert book.plan_lines.plans_of("MUG") == {"WH": new}


def test_an_edit_is_kept_once_and_ends_once(book):
    edit = OverrideIn(scope=Scope(sku="MUG"), what="quantity", value="24.0", reason="fair", expires_on=TODAY)
    number = book.overrides.add("north", edit, by="mia")
    assert book.overrides.add("north", edit, by="mia") is None
    assert [(one.id, one.value, str(one.scope)) for one in book.overrides.standing("north")] == [
        (number, "24", "sku:MUG")
    ]
    assert book.overrides.end([number], by="jo") == {number}
    assert book.overrides.end([number], by="jo") == frozenset()
    assert book.overrides.standing("north") == []
    assert book.overrides.list("north", with_ended=True)[0].ended_by == "jo"
    with pytest.raises(Refused):
        book.overrides.add("north", OverrideIn(scope=Scope(), what="quantity", value="x", reason="r"), by="mia")
    assert [kind for _, kind, _ in audited(book)] == ["plan override", "plan override ended"]


def test_many_lines_are_kept_by_copy_and_summed(book):
    lines = (line(f"S{number}", quantity=number % 7 + 1) for number in range(3000))
    plan = begun(book, "north-1")
    assert book.plans.propose(plan, "h", {}, lines).lines == 3000
    assert sum(one.lines for one in book.plan_lines.sums(plan)) == 3000
