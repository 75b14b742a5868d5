"""Amend: what a change says is written on its order in Odoo, once; or the order is cancelled there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connectors.odoo.outcomes import Amended, AmendOrder, CancelOrder
from domain.amending import Stands, amendment, cancellation
from domain.catalogue import finding
from domain.errors import TryAgain
from domain.findings import Finding
from domain.rules import apply_severities, decide
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.carry_out import Answer, Effect, carry_out
from tasks.changes.cases import ChangeCase, cases_of, of_changes
from tasks.changes.gates import cancels, wanted
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage


@stage("amend", odoo=True)
def amend(house: Resources, batch: Batch) -> Outcome:
    """Write ready changes on their orders, and cancel what is cancelled; what is too late goes to a person."""
    with house.ledger.open() as book:
        ready = of_changes(book.documents.in_batch(batch, ["ready"]))
    if not ready:
        return Outcome()
    running = house.settings.odoo_limit_seconds
    work = _Amending(house, batch)
    changes, cancelled = [row for row in ready if not cancels(row)], [row for row in ready if cancels(row)]
    one = carry_out(house, batch, changes, Effect("amend", house.odoo_target, running_seconds=running), work.amend)
    other = carry_out(
        house, batch, cancelled, Effect("cancel", house.odoo_target, running_seconds=running), work.cancel
    )
    return Outcome(one.passed + other.passed, one.aside + other.aside, stop=one.stop or other.stop)


@dataclass(frozen=True, slots=True)
class _Amending:
    """The two acts, for one batch."""

    house: Resources
    batch: Batch

    def amend(self, rows: Sequence[DocumentRow]) -> Mapping[int, Answer]:
        """What differs is written; what cannot be changed any more is not, and a person is told why."""
        cases = cases_of(self.house, rows)
        try:
            stands = self.house.sales.stands([case.order_external_id for case in cases])
        except TryAgain:
            return {row.id: Answer("again") for row in rows}
        answers: dict[int, Answer] = {}
        orders: dict[int, AmendOrder] = {}
        for case in cases:
            seen = self._looked_at(case, stands.get(case.order_external_id))
            if isinstance(seen, AmendOrder):
                orders[case.row.id] = seen
            else:
                answers[case.row.id] = seen
        written = {one.external_id: one for one in self.house.sales.amend(list(orders.values()))}
        rows_by_id = {row.id: row for row in rows}
        for number, order in orders.items():
            told = written[order.external_id]
            aside = (told.finding,) if told.outcome == "amended" and told.finding is not None else ()
            answers[number] = _answer(rows_by_id[number], order, told, aside)
        return answers

    def _looked_at(self, case: ChangeCase, now: Stands | None) -> Answer | AmendOrder:
        row, base = case.row, case.base
        if now is None or base is None:
            return self._aside(row, (finding("SC-STATE-002", path="number", value=row.number),))
        said = amendment(base, wanted(row), now)
        if said.findings and self._decided(row, said.findings) != "checked":
            return self._aside(row, said.findings)
        ordered_at = wanted(row).ordered_at
        if said.nothing and not now.date_moved(ordered_at):
            return Answer("settled", "drafted", now.order.record_id, now.order.name, seen=now.order.write_date)
        return AmendOrder(
            external_id=row.external_id,
            record_id=now.order.record_id,
            name=now.order.name,
            number=row.number,
            wanted=wanted(row),
            amendment=said,
            confirmed=now.confirmed,
            ordered_at=now.own_date(ordered_at),
        )

    def cancel(self, rows: Sequence[DocumentRow]) -> Mapping[int, Answer]:
        """The order's state is read, it is cancelled unless it is, and read again."""
        ids = {case.row.id: case.order_external_id for case in cases_of(self.house, rows)}
        try:
            stands = self.house.sales.stands(list(ids.values()))
        except TryAgain:
            return {row.id: Answer("again") for row in rows}
        answers: dict[int, Answer] = {}
        orders: dict[int, CancelOrder] = {}
        for row in rows:
            now = stands.get(ids[row.id])
            told = self._cancellable(row, now)
            if told is not None:
                answers[row.id] = told
            elif now is not None:
                name, record = now.order.name, now.order.record_id
                orders[row.id] = CancelOrder(
                    external_id=row.external_id, record_id=record, name=name, number=row.number
                )
        written = {one.external_id: one for one in self.house.sales.cancel(list(orders.values()))}
        shipped = self._shipped(orders, ids)
        for row in rows:
            if row.id in orders:
                answers[row.id] = _answer(row, orders[row.id], written[row.external_id], shipped.get(row.id, ()))
        return answers

    def _cancellable(self, row: DocumentRow, now: Stands | None) -> Answer | None:
        """Why it is not sent to Odoo: there is nothing of it there, it is cancelled, or it cannot be any more."""
        if now is None:
            return Answer("settled", "drafted")
        found = cancellation(now)
        if found and self._decided(row, found) != "checked":
            return self._aside(row, found)
        if now.order.state != "cancel":
            return None
        shipped = _shipped(now)
        to, said = ("exception", (*row.findings, *shipped)) if shipped else ("drafted", ())
        return Answer("settled", to, now.order.record_id, now.order.name, said)

    def _shipped(self, orders: Mapping[int, CancelOrder], ids: Mapping[int, str]) -> Mapping[int, tuple[Finding, ...]]:
        """What was delivered between the look before the cancellation and the one after it."""
        try:
            after = self.house.sales.stands([ids[number] for number in orders]) if orders else {}
        except TryAgain:
            return {}  # the gate reads it back once more
        return {number: _shipped(after[ids[number]]) for number in orders if ids[number] in after}

    def _decided(self, row: DocumentRow, found: Sequence[Finding]) -> str:
        profile = self.house.profile(self.batch.channel)
        return decide(apply_severities(found, profile), row.waived)

    def _aside(self, row: DocumentRow, found: Sequence[Finding]) -> Answer:
        profile = self.house.profile(self.batch.channel)
        said = apply_severities(found, profile)
        decided = decide(said, row.waived)
        to = "held" if decided == "checked" else decided
        return Answer("refused", to, findings=(*row.findings, *said))


def _shipped(now: Stands) -> tuple[Finding, ...]:
    """Cancelled and delivered: Odoo lets both stand."""
    if now.order.state != "cancel" or not now.any_delivered:
        return ()
    quantity = f"{sum(now.delivered.values(), Decimal(0)).normalize():f}"
    return (finding("SC-SHIP-004", path="state", value=now.order.name, quantity=quantity),)


def _answer(row: DocumentRow, order: CancelOrder, answer: Amended, aside: Sequence[Finding] = ()) -> Answer:
    match answer.outcome:
        case "amended" if not aside:
            return Answer("settled", "drafted", order.record_id, order.name)
        case "amended":
            return Answer("settled", "exception", order.record_id, order.name, (*row.findings, *aside))
        case "refused":
            return Answer(
                "refused", "exception", findings=(*row.findings, *([answer.finding] if answer.finding else []))
            )
        case "unknown":
            return Answer("unknown")
        case _:
            return Answer("again")
