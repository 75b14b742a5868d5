"""Orders that were recorded: sent to Odoo, and what came back. Those that a run left open are looked up first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from connectors.odoo.purchasing.outcomes import Posted
from domain.errors import TryAgain
from domain.findings import Finding
from domain.planning.orders import PlannedOrder
from ledger.plan_orders import UNSETTLED, OrderRow, OrderSettle, OrderState
from tasks.runtime.resources import Resources

AT_ONCE = 50
"""Orders that are recorded, sent and settled together: what a run that dies leaves open."""
ADOPTED = "adopted"
"""In the payload of an order that was not sent: its lines stood in Odoo already, in this record."""


@dataclass
class Sent:
    """What became of some orders."""

    made: int = 0
    existing: int = 0
    refused: int = 0
    unknown: int = 0
    """Their answer was lost: they are looked up once Odoo can no longer be running the call."""
    again: int = 0
    """Odoo could not be asked, or the time to look them up has not come."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def stop(self) -> TryAgain | None:
        """Some are open still: the run tries again."""
        open_ones = self.again + self.unknown
        return TryAgain(f"{open_ones} orders of a plan could not be settled in Odoo yet.") if open_ones else None

    def __iadd__(self, other: Sent) -> Self:
        """Both together."""
        for name in ("made", "existing", "refused", "unknown", "again"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.findings += other.findings
        return self


def settle_open(house: Resources, profile: str) -> Sent:
    """Settle what earlier runs of the profile left open: look each order up by its external id, send what is not there.

    Called before a snapshot is read, so that it counts what was ordered.
    """
    with house.ledger.open() as book:
        rows = [row for row in book.plan_orders.of(profile=profile, states=UNSETTLED) if row.kind != "rule"]
    now = datetime.now(UTC)
    early = [row for row in rows if row.not_before is not None and row.not_before > now]
    sent = Sent(again=len(early))
    waiting = {row.external_id for row in early}
    due = [row for row in rows if row.external_id not in waiting]
    for begin in range(0, len(due), AT_ONCE):
        sent += send(house, due[begin : begin + AT_ONCE])
    return sent


def send(house: Resources, rows: Sequence[OrderRow]) -> Sent:
    """Send recorded orders and settle them; what stands in Odoo already is as it is."""
    orders = [PlannedOrder.model_validate(row.payload) for row in rows if ADOPTED not in row.payload]
    answers = house.purchasing.post(orders)
    sent = Sent(findings=[one.finding for one in answers if one.finding is not None])
    for one in answers:
        name = {"created": "made", "try_again": "again"}.get(one.outcome, one.outcome)
        setattr(sent, name, getattr(sent, name) + 1)
    lost = [one.external_id for one in answers if one.outcome == "unknown"]
    settles = [_settled(one) for one in answers if one.outcome not in {"unknown", "try_again"}]
    adopted = [row for row in rows if ADOPTED in row.payload]
    settles += [
        OrderSettle(external_id=row.external_id, state="drafted", record_id=row.payload[ADOPTED]) for row in adopted
    ]
    sent.existing += len(adopted)
    with house.ledger.open() as book:
        book.plan_orders.settle(settles)
        if lost:
            running = timedelta(seconds=house.settings.odoo_limit_seconds)
            book.plan_orders.unknown(lost, datetime.now(UTC) + running)
        book.commit("tasks.planning.orders.settle")
    return sent


def _settled(answer: Posted) -> OrderSettle:
    findings = (answer.finding,) if answer.finding is not None else ()
    state: OrderState = "refused" if answer.outcome == "refused" else "drafted"
    return OrderSettle(external_id=answer.external_id, state=state, record_id=answer.record_id, findings=findings)
