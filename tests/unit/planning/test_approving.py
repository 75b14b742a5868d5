"""Who may approve which lines of a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.errors import Refused
from domain.planning.approving import Choice, automatic, judged, order_money, who_may
from domain.planning.profile_parts import Approval, Approver
from domain.planning.selecting import selected
from tests.unit.planning.lines import plan_line

MIA = Approver(person="mia", up_to=Decimal(500))
JO = Approver(person="jo", suppliers=("ACME*",))
NAMED = Approval(approvers=(MIA, JO))


def choice(line, verdict="accept", **more):
    return Choice(line=line.line, verdict=verdict, **more)


def outcome(lines, choices, approval=NAMED, by="mia", made_by="lading"):
    return [one.outcome for one in judged(lines, choices, approval, by=by, made_by=made_by)]


def after(lines, choices, approval=NAMED, by="mia"):
    """All the lines with what the choices made of them."""
    done = {one.line.line: one.line for one in judged(lines, choices, approval, by=by)}
    return [done.get(one.line, one) for one in lines]


def test_a_limit_looks_at_the_order_not_at_the_line():
    lines = [plan_line("MUG", 30), plan_line("CUP", 30), plan_line("PEN", 40, origin="BIRO")]
    assert outcome(lines, [choice(lines[0])]) == ["refused"], "the order to ACME is worth 600"
    assert outcome(lines, [choice(lines[2])]) == ["approved"]
    small = [replace(lines[0], state="rejected"), *lines[1:]]
    assert outcome(small, [choice(small[1])]) == ["approved"], "rejected lines are not in the order"
    both = [choice(lines[0], "reject", reason="late season"), choice(lines[1])]
    assert outcome(lines, both) == ["rejected", "approved"], "looked at together"


def test_an_approver_is_one_for_some_suppliers_only():
    lines = [plan_line("MUG", 300), plan_line("PEN", 1, origin="BIRO")]
    assert outcome(lines, [choice(one) for one in lines], by="jo") == ["approved", "refused"]
    assert outcome(lines, [choice(lines[0])], by="sam") == ["refused"]
    assert who_may(NAMED, lines[0], Decimal(3000)) == ("jo",)


def test_who_changed_a_line_or_made_the_plan_does_not_approve_it_where_approvers_are_named():
    lines = [plan_line("MUG", 30)]
    grown = after(lines, [choice(lines[0], "change", quantity=Decimal(40), reason="fair")], by="mia")
    assert (grown[0].state, grown[0].final_quantity, grown[0].changed_by) == ("proposed", 40, "mia")
    assert outcome(grown, [choice(grown[0])], by="mia@desk-7") == ["refused"]
    assert outcome(grown, [choice(grown[0])], by="jo") == ["approved"]
    later = after(grown, [choice(grown[0], "change", due_on=date(2026, 4, 1), reason="fair")], by="jo")
    assert later[0].changers == ("mia", "jo")
    assert outcome(later, [choice(later[0])], by="jo") == ["refused"], "the quantity is mia's, the date is jo's"
    assert outcome(lines, [choice(lines[0])], made_by="mia") == ["refused"]
    nobody = Approval()
    assert outcome(lines, [choice(lines[0], "change", quantity=Decimal(40), reason="fair")], nobody) == ["approved"]
    assert outcome(lines, [choice(lines[0])], nobody, made_by="mia") == ["approved"]


def test_a_change_of_an_approved_line_has_to_be_approved_again():
    lines = [plan_line("MUG", 30, state="approved", decided_by="jo")]
    change = choice(lines[0], "change", quantity=Decimal(31), reason="fair")
    assert after(lines, [change])[0].state == "proposed"
    back = [replace(lines[0], changed_quantity=Decimal(31), changed_by="mia", state="proposed")]
    undone = after(back, [choice(back[0], "change", quantity=Decimal(30), reason="as it was")], by="jo")
    assert (undone[0].state, undone[0].is_changed, undone[0].changed_by) == ("approved", False, "")


def test_a_change_of_supplier_counts_in_the_other_order():
    lines = [plan_line("MUG", 30), plan_line("PEN", 40, origin="BIRO")]
    moved = [choice(lines[0], "change", origin="BIRO", price=Decimal(9), reason="quicker")]
    told = judged(lines, moved, Approval(approvers=(MIA,), automatic_below=Decimal(100)), by="jo")
    assert (told[0].outcome, told[0].line.order, told[0].line.money) == ("changed", ("purchase", "BIRO", "WH"), 270)
    assert order_money([told[0].line, lines[1]]) == {("purchase", "BIRO", "WH"): 670}


def test_above_an_amount_two_persons_approve():
    two = Approval(second_person_above=Decimal(200))
    lines = [plan_line("MUG", 30)]
    first = after(lines, [choice(lines[0])], two, by="mia")
    assert (first[0].state, first[0].first_by) == ("proposed", "mia")
    assert outcome(first, [choice(first[0])], two, by="mia@elsewhere") == ["unchanged"], "twice is harmless, and one"
    assert after(first, [choice(first[0])], two, by="jo")[0].state == "approved"
    grown = after(first, [choice(first[0], "change", quantity=Decimal(50), reason="fair")], two, by="jo")
    assert grown[0].first_by == "jo", "the first approval was of another quantity"
    assert outcome(lines, [choice(lines[0])], Approval(second_person_above=Decimal(300))) == ["approved"]


def test_what_needs_nobody_is_approved_by_policy():
    lines = [plan_line("MUG", 5), plan_line("CUP", 6), plan_line("PEN", 5, origin="BIRO", urgency="late")]
    below = Approval(approvers=(JO,), automatic_below=Decimal(100))
    assert [one.sku for one in automatic(lines, below)] == ["PEN"], "the order to ACME is worth 110"
    below = below.model_copy(update={"automatic_below": Decimal(110)})
    assert [one.state for one in automatic(lines, below)] == ["approved"] * 3
    urgent = below.model_copy(update={"automatic_urgent_only": True})
    assert [one.sku for one in automatic(lines, urgent)] == ["PEN"]
    assert automatic(lines, Approval(approvers=(JO,))) == []
    assert outcome(lines, [choice(lines[1], "change", quantity=Decimal(4), reason="fair")], below, by="sam") == [
        "approved"
    ]


@pytest.mark.parametrize(
    ("state", "verdict", "expected"),
    [
        ("posting", "accept", "refused"),
        ("posted", "reject", "refused"),
        ("superseded", "change", "refused"),
        ("approved", "accept", "unchanged"),
        ("rejected", "reject", "unchanged"),
        ("rejected", "accept", "approved"),
        ("refused", "accept", "approved"),
        ("approved", "reject", "rejected"),
    ],
)
def test_what_may_follow_what(state, verdict, expected):
    lines = [plan_line(state=state)]
    more = {} if verdict == "accept" else {"reason": "fair"}
    assert outcome(lines, [choice(lines[0], verdict, **more)]) == [expected]


def test_a_change_or_rejection_needs_a_reason_and_a_change_a_quantity():
    lines = [plan_line()]
    told = judged(lines, [choice(lines[0], "reject", reason=" ")], NAMED, by="mia")[0]
    assert (told.outcome, told.says) == ("refused", "a change or rejection needs a reason.")
    zero = judged(lines, [choice(lines[0], "change", quantity=Decimal(0), reason="none")], NAMED, by="mia")[0]
    assert (zero.outcome, zero.line) == ("refused", lines[0])


def test_lines_are_chosen_by_terms():
    lines = [
        plan_line("MUG", 10),
        plan_line("CUP", 100, urgency="late"),
        plan_line("PEN", 1, origin="BIRO", category="Office", why='[{"rule":"need"},{"rule":"price_break"}]'),
    ]

    def chosen(*terms):
        return [one.sku for one in selected(lines, terms)]

    assert chosen() == ["MUG", "CUP", "PEN"]
    assert chosen("sku:MUG sku:PEN") == ["MUG", "PEN"]
    assert chosen("supplier:ACME value<500") == ["MUG"]
    assert chosen("value>=10", "value<=100") == ["MUG", "PEN"]
    assert chosen("category:Kitchen / Cups", "urgency:late") == ["CUP"]
    assert chosen("sku:*U*") == ["MUG", "CUP"]
    assert chosen("rule:price_*") == ["PEN"]
    for wrong in ("colour:red", "value<x", "sku", "sku<3", "value:3"):
        with pytest.raises(Refused) as refusal:
            chosen(wrong)
        assert refusal.value.value == wrong
