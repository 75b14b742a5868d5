"""Who may approve which lines of a plan: pure, same in, same out.

Limits look at the order that a line will stand in (kind, supplier, place), never at the line alone: nobody splits an
order to stay below a limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Literal

from domain.approving import same_login, same_person
from domain.planning.plan_line import COUNTED_STATES, LineState, PlanLine
from domain.planning.profile_parts import Approval

POLICY = "policy"
"""Who approves what needs nobody."""
HOUSE = "lading"
"""Who makes the plans that nobody asked for."""
SAID: Mapping[str, str] = {
    "approved": "approved",
    "first": "approved once, waits for a second person",
    "changed": "changed, waits for another person's approval",
    "rejected": "rejected",
    "refused": "left as it was",
    "unchanged": "stood like that already",
}
"""Outcomes of a choice, in words."""
Order = tuple[str, str, str]
Orders = Mapping[Order, Decimal]
_DECIDABLE: frozenset[LineState] = frozenset({"proposed", "approved", "rejected", "refused"})
_FIXED: Mapping[LineState, str] = {
    "posting": "its order is being posted.",
    "posted": "it stands in Odoo already; change the draft there.",
    "superseded": "a newer plan took its place.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person wants for one line."""

    line: str
    verdict: Literal["accept", "change", "reject"]
    quantity: Decimal | None = None
    """For a change, as the next ones; none: as it is."""
    due_on: date | None = None
    origin: str | None = None
    price: Decimal | None = None
    reason: str = ""
    keep_until: date | None = None
    """A change or rejection holds for the next plans too, until that day."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a choice came to."""

    line: PlanLine
    """As it is to be kept."""
    outcome: Literal["approved", "first", "changed", "rejected", "refused", "unchanged"]
    """first: a second person is awaited; changed: somebody else has to approve; refused: nothing happens."""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person's yes to an order comes to."""

    kind: Literal["given", "first", "refused"]
    says: str = ""


def order_money(lines: Iterable[PlanLine]) -> dict[Order, Decimal]:
    """Money of each order, by kind, supplier (or place it comes from) and place; rejected lines left out."""
    sums: dict[Order, Decimal] = defaultdict(Decimal)
    for one in lines:
        if one.state in COUNTED_STATES:
            sums[one.order] += one.money
    return dict(sums)


def automatic(lines: Sequence[PlanLine], approval: Approval) -> list[PlanLine]:
    """Undecided lines whose order needs nobody, approved by policy; what is made here a person has to see to."""
    money = order_money(lines)
    nobody = _need_nobody(lines, money, approval)
    reason = f"order up to {approval.automatic_below:,.2f}"
    return [
        replace(one, state="approved", reason=reason)
        for one in lines
        if one.state == "proposed" and one.kind != "make" and not one.is_changed and one.order in nobody
    ]


def _need_nobody(lines: Iterable[PlanLine], money: Orders, approval: Approval) -> frozenset[Order]:
    """Orders that need nobody."""
    late = {one.order for one in lines if one.urgency == "late" and one.state in COUNTED_STATES}
    small = (one for one, amount in money.items() if amount <= approval.automatic_below)
    if not approval.automatic_below:
        return frozenset()
    return frozenset(one for one in small if one in late or not approval.automatic_urgent_only)


def answer(approval: Approval, person: str, line: PlanLine, money: Decimal, *, made_by: str = HOUSE) -> Answer:
    """What ``person``'s yes to a line of an order of this money comes to.

    Args:
        approval: the profile's.
        person: who says yes.
        line: as it is to be ordered, with who changed it and who approved it first.
        money: of the whole order.
        made_by: who asked for the plan.
    """
    if barred := _asked(approval, person, line, made_by) or _lacking(approval, person, line, money):
        return Answer("refused", barred)
    limit = approval.second_person_above
    if limit is None or money <= limit:
        return Answer("given")
    if not line.first_by:
        return Answer("first", f"the order is worth {money:,.2f}: it waits for a second person.")
    if same_login(line.first_by, person):
        return Answer("refused", f"{line.first_by} approved it first; the second approval is another person's.")
    return Answer("given")


def _asked(approval: Approval, person: str, line: PlanLine, made_by: str) -> str:
    """Where approvers are named nobody approves what he asked for himself."""
    if approval.approvers and any(same_login(one, person) for one in line.changers):
        return f"{person} changed the line; another person approves it."
    if approval.approvers and made_by != HOUSE and same_login(made_by, person):
        return f"{person} made the plan; another person approves it."
    return ""


def _lacking(approval: Approval, person: str, line: PlanLine, money: Decimal) -> str:
    if not approval.approvers:
        return ""
    mine = [one for one in approval.approvers if same_person(one.person, person)]
    if not mine:
        return f"{person} is no approver of this profile."
    fitting = [one for one in mine if any(fnmatchcase(line.final_origin, each) for each in one.suppliers)]
    if not fitting:
        return f"{person} may not approve orders to {line.final_origin}."
    if all(one.up_to is not None and money > one.up_to for one in fitting):
        most = max(one.up_to or Decimal(0) for one in fitting)
        return f"the order to {line.final_origin} is worth {money:,.2f}; {person} approves up to {most:,.2f}."
    return ""


def who_may(approval: Approval, line: PlanLine, money: Decimal, *, made_by: str = HOUSE) -> tuple[str, ...]:
    """The approvers whose yes would count now; empty where nobody is named: then everybody may."""
    names = dict.fromkeys(one.person for one in approval.approvers)
    return tuple(one for one in names if answer(approval, one, line, money, made_by=made_by).kind != "refused")


def judged(
    lines: Sequence[PlanLine], choices: Sequence[Choice], approval: Approval, *, by: str, made_by: str = HOUSE
) -> list[Judged]:
    """What a person's choices come to, all looked at together: money is that of the orders as they would be then.

    Args:
        lines: all lines of the plan.
        choices: at most one a line.
        approval: the profile's.
        by: who chooses.
        made_by: who asked for the plan.
    """
    known = {one.line: one for one in lines}
    wanted = {one.line: _wanted(known[one.line], one, by) for one in choices if one.line in known}
    then = [wanted.get(one.line, one) for one in lines]
    money = order_money(then)
    seat = _Seat(approval, by, made_by, money, _need_nobody(then, money, approval))
    return [_judge(known[one.line], wanted[one.line], one, seat) for one in choices if one.line in known]


@dataclass(frozen=True, slots=True)
class _Seat:
    """Who judges by what."""

    approval: Approval
    by: str
    made_by: str
    money: Orders
    need_nobody: frozenset[Order]


def _wanted(line: PlanLine, choice: Choice, by: str) -> PlanLine:
    """The line as the person wants it; a line that can no longer be decided stays."""
    if line.state not in _DECIDABLE:
        return line
    if choice.verdict == "reject":
        return replace(line, state="rejected", reason=choice.reason, first_by="")
    wanted = changed(line, choice, by) if choice.verdict == "change" else line
    return wanted if wanted.state in COUNTED_STATES else replace(wanted, state="proposed", first_by="")


def changed(line: PlanLine, choice: Choice, by: str) -> PlanLine:
    """The line with the values of a change; what is as the plan proposed it counts as not changed."""
    quantity = line.final_quantity if choice.quantity is None else choice.quantity
    due_on = choice.due_on or line.final_due_on
    origin = choice.origin or line.final_origin
    price = line.final_price if choice.price is None else choice.price
    wanted = replace(
        line,
        changed_quantity=None if quantity == line.quantity else quantity,
        changed_due_on=None if due_on == line.due_on else due_on,
        changed_origin=None if origin == line.origin else origin,
        changed_price=None if price == line.unit_price else price,
    )
    if wanted == line:
        return line
    who = ", ".join(dict.fromkeys((*line.changers, by))) if wanted.is_changed else ""
    return replace(wanted, changed_by=who, state="proposed", first_by="", reason=choice.reason)


def _judge(before: PlanLine, after: PlanLine, choice: Choice, seat: _Seat) -> Judged:
    if before.state not in _DECIDABLE:
        return Judged(before, "refused", _FIXED[before.state])
    if choice.verdict != "accept" and not choice.reason.strip():
        return Judged(before, "refused", "a change or rejection needs a reason.")
    if choice.verdict == "reject":
        return Judged(after, "unchanged" if before.state == "rejected" else "rejected")
    if after == before and before.state == "approved":
        return Judged(before, "unchanged")
    return _approved(before, after, choice, seat)


def _approved(before: PlanLine, after: PlanLine, choice: Choice, seat: _Seat) -> Judged:
    if not after.final_quantity:
        return Judged(before, "refused", "its quantity would be 0: reject it instead.")
    reason = choice.reason or after.reason
    said = answer(seat.approval, seat.by, after, seat.money[after.order], made_by=seat.made_by)
    if said.kind == "given" or after.order in seat.need_nobody:
        return Judged(replace(after, state="approved", reason=reason), "approved")
    if said.kind == "first":
        return Judged(replace(after, first_by=seat.by, reason=reason), "first", said.says)
    if after.changes != before.changes:
        return Judged(after, "changed", said.says)
    again = choice.verdict == "change" or (after == before and same_login(before.first_by, seat.by))
    return Judged(before, "unchanged" if again else "refused", said.says)
