"""Post gate: orders of a plan are read back by another user, compared, and confirmed where the profile says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

from connectors.odoo.purchasing.differing import differences
from connectors.odoo.purchasing.outcomes import StandingOrder
from domain.catalogue import finding
from domain.errors import TryAgain
from domain.findings import Finding
from domain.planning.orders import Kind, PlannedOrder
from ledger.plan_orders import OrderRow, OrderSettle
from tasks.planning.case import Case
from tasks.planning.open_orders import ADOPTED, AT_ONCE, settle_open
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.runtime.resources import Resources


@dataclass
class CheckedSummary:
    """What reading back came to."""

    verified: int = 0
    """As approved, and left as drafts for buyers."""
    confirmed: int = 0
    waiting: int = 0
    """For an approval in Odoo."""
    aside: int = 0
    """Differ, are gone, or are people's by now."""
    again: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def stop(self) -> TryAgain | None:
        """Some could not be confirmed yet: the run tries again."""
        return TryAgain(f"{self.again} orders of a plan could not be confirmed yet.") if self.again else None


@plan_stage("post-gate")
def post_gate(house: Resources, plan: int) -> Step:
    """Supplier, place, lines, quantities, prices, dates, as approved; what differs stays a draft."""
    summary = check_orders(house, plan)
    return Step(_told(summary), summary.stop)


def finish_open(house: Resources, profile: str) -> None:
    """Before a snapshot is read: settle what earlier runs left open, so that it is counted and not ordered again.

    Odoo counts no transfer that is a draft: one whose run died before it was confirmed is confirmed now.

    Raises:
        TryAgain: the outcome of some is not known yet.
    """
    stop = settle_open(house, profile).stop
    if stop is not None:
        raise stop
    with house.ledger.open() as book:
        rows = book.plan_orders.of(profile=profile, states=["drafted", "verified"])
    for plan in sorted({row.plan_id for row in rows if row.kind == "transfer" and not row.findings}):
        check_orders(house, plan)


def check_orders(house: Resources, plan: int) -> CheckedSummary:
    """Read a plan's orders back, tell what differs, confirm the others; may be run at any time and again.

    Transfers are confirmed always: Odoo counts no transfer that is a draft. Purchase orders where the profile says so.

    Raises:
        Refused: there is no such plan. Misconfigured, StopTheRun: nothing can be asked. TryAgain: Odoo is away.
    """
    case = Case.of(house, plan)
    with house.ledger.open() as book:
        rows = book.plan_orders.of(plan, states=["drafted", "verified"])
    summary = CheckedSummary()
    for kind in get_args(Kind):
        ours = [row for row in rows if row.kind == kind and ADOPTED not in row.payload]
        confirm = kind == "transfer" or case.profile.posting.confirm
        asked = ours if confirm else [row for row in ours if row.state == "drafted"]
        summary.verified += len(ours) - len(asked)
        for begin in range(0, len(asked), AT_ONCE):
            good = _compared(house, kind, asked[begin : begin + AT_ONCE], summary)
            if confirm:
                _confirmed(house, kind, good, summary)
            else:
                summary.verified += len(good)
    return summary


def _compared(house: Resources, kind: Kind, rows: Sequence[OrderRow], summary: CheckedSummary) -> list[StandingOrder]:
    """Orders that stand as approved; the others are told, and stay as they are."""
    standing = house.purchasing.read_back(kind, [row.external_id for row in rows])
    good, settles = [], []
    for row in rows:
        found = standing.get(row.external_id)
        told = _differs(house, row, found)
        if found is not None and not told:
            good.append(found)
        summary.aside += bool(told)
        summary.findings += told
        state = row.state if told else "verified"
        name = found.name if found else row.name
        settles.append(OrderSettle(external_id=row.external_id, state=state, name=name, findings=told))
    with house.ledger.open() as book:
        book.plan_orders.settle(settles)
        book.commit("tasks.planning.orders.verified")
    return good


def _differs(house: Resources, row: OrderRow, found: StandingOrder | None) -> tuple[Finding, ...]:
    """What a person changed is theirs: it is told once, not field by field."""
    if found is None:
        return (finding("PL-POST-004", value=row.payload["origin"]),)
    told = differences(PlannedOrder.model_validate(row.payload), found)
    return (
        (finding("PL-POST-005", value=found.name, who="a person"),)
        if told and house.purchasing.by_people(found)
        else told
    )


def _confirmed(house: Resources, kind: Kind, orders: Sequence[StandingOrder], summary: CheckedSummary) -> None:
    settles = []
    for answer in house.purchasing.confirm(kind, orders):
        summary.findings += [answer.finding] if answer.finding else []
        match answer.outcome:
            case "confirmed" | "existing":
                summary.confirmed += 1
                settles.append(OrderSettle(external_id=answer.external_id, state="confirmed", name=answer.name))
            case "waits":
                summary.waiting += 1
            case "try_again" | "unknown":
                summary.again += 1
            case _:
                summary.aside += 1
    if settles:
        with house.ledger.open() as book:
            book.plan_orders.settle(settles)
            book.commit("tasks.planning.orders.confirmed")


def _told(summary: CheckedSummary) -> str:
    rows = [
        ("orders as approved, drafts", summary.verified),
        ("orders confirmed", summary.confirmed),
        ("orders that wait for an approval in Odoo", summary.waiting),
        ("orders set aside for a buyer", summary.aside),
        ("orders open still", summary.again),
    ]
    told = "".join(f"- {one.message} {one.next_step} [{one.code}]\n" for one in summary.findings[:20])
    return table("Read back", "", ("what", "count"), rows) + (f"\n{told}" if told else "")
