"""What a planner answers in the form, and why a plan says what it says: on a real ledger, without a server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import Refused
from domain.planning.plan_frames import LINES, NEEDS
from tasks.planning.asking import OrdersDecided, answered, told
from tasks.planning.keeping import keep_frames
from tasks.runtime.settings import settings
from tests.integration.cli.planned import planner_of, some_lines
from tests.integration.ledger.planned import begun


@pytest.fixture
def planner(shop, ledger_url, tmp_path, monkeypatch):
    folder = tmp_path / "partners"
    monkeypatch.setenv("LADING_PARTNERS", str(folder))
    settings.cache_clear()
    made = planner_of(ledger_url, tmp_path / "home", folder)
    yield made
    made.house.ledger.close()


def shown(planner, plan):
    with planner.house.ledger.open() as book:
        head = book.plans.of(plan)
        return head, told(planner.house, head, book.plan_lines.of(plan))


def test_orders_are_decided_by_supplier_and_what_is_not_there_is_told(planner):
    plan = planner.propose("north-1", *some_lines())
    planner.rules("  approvers: [{person: mia, suppliers: [ACME]}]")
    head, text = shown(planner, plan)
    assert text.splitlines() == [
        f"Plan north-1, number {plan}, of 2026-03-02:",
        "",
        "- **ACME @ WH**: 2 lines (1 late), order worth 270.00 EUR, first due 2026-03-12. May: mia.",
        "- **BIRO @ WH**: 1 lines, order worth 15.00 EUR, first due 2026-03-12. May: nobody.",
    ]
    answer = OrdersDecided(accept=["ACME @ WH", "BIRO", "ZETA"], by="mia", plan=plan, seen=head.hash)
    done, unknown = answered(planner.house, answer)
    assert (done.count("approved"), done.count("refused"), unknown) == (2, 1, ("ZETA",))
    answer = OrdersDecided(accept=["*"], reject=["BIRO"], by="ole", reason="enough", plan=plan, seen=head.hash)
    assert answered(planner.house, answer)[0].count("rejected") == 1
    assert planner.states(plan) == {"MUG": "approved", "CUP": "approved", "PEN": "rejected"}
    assert shown(planner, plan)[1] == "Nothing waits for a decision."


def test_an_answer_holds_for_the_plan_that_was_shown_only(planner):
    plan = planner.propose("north-1", *some_lines())
    with pytest.raises(Refused, match="not the one that you saw"):
        answered(planner.house, OrdersDecided(accept=["*"], by="mia", plan=plan, seen="another"))
    head, _ = shown(planner, plan)
    planner.propose("north-2", *some_lines())
    with pytest.raises(Refused, match="superseded"):
        answered(planner.house, OrdersDecided(accept=["*"], by="mia", plan=plan, seen=head.hash))


def test_why_tells_the_steps_and_what_people_decided(shop, planner):
    need = {"sku": "MUG", "place": "WH", "supply_kind": "purchase", "origin": "ACME", "method": "default"}
    numbers = {name: 1.0 for name, kind in NEEDS.schema.items() if kind == LINES.schema["quantity"]}
    steps = '[{"rule": "pack", "before": 118, "after": 120, "says": "Rounded up to whole packs of 6."}]'
    mug = some_lines()[0]
    row = {name: getattr(mug, name) for name in LINES.schema} | {"why": steps}
    row |= {name: float(row[name] or 0) for name in ("quantity", "need", "unit_price", "value", "stock_out_cost")}
    digests = keep_frames(planner.house.archive, {NEEDS: NEEDS.of([numbers | need]), LINES: LINES.of([row])})
    with planner.house.ledger.open() as book:
        plan = begun(book, profile="north")
        book.plans.keep(plan, outputs=digests)
        book.plans.name(plan, "north-1", datetime(2026, 3, 2, tzinfo=UTC))
        book.plans.propose(plan, "hash", {"currency": "EUR"}, [mug])
        book.commit("test.why")
    words = ("plan", "change", str(plan), "--line", "MUG", "--quantity", "48", "--reason", "trade fair")
    assert shop.run(*words)[0] == 0
    told = shop.json("why", "plan", "--sku", "MUG")["places"][0]
    text = " ".join(told["sentences"])
    assert "Rounded up to whole packs of 6." in text
    assert "changed the quantity to 48 (plan: 120)" in text
    assert "approved" in text
    assert "trade fair" in text
    assert shop.run("why", "plan", "--sku", "NOPE")[0] == 2
