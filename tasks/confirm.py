"""Confirm: only what passed the read-back gate; the state is read, acted on, and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from connectors.odoo.outcomes import Confirmed, ConfirmOrder
from domain.documents.resolved_order import ResolvedOrder
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.backfill.keeping import history_kept
from tasks.carry_out import Answer, Effect, carry_out
from tasks.changes.cases import of_orders
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage


@stage("confirm", odoo=True)
def confirm(house: Resources, batch: Batch) -> Outcome:
    """Confirm verified drafts in Odoo and keep the orders' own dates; a backfill's drafts stay drafts, changes pass by.

    What a backfill takes over as history is looked at again before more of it follows.
    """
    with house.ledger.open() as book:
        orders = of_orders(book.documents.in_batch(batch, ["verified"]))
    documents = [row for row in orders if row.posted_as != "draft"]
    effect = Effect("confirm", house.odoo_target, running_seconds=house.settings.odoo_limit_seconds)
    outcome = carry_out(house, batch, documents, effect, lambda rows: _confirm(house, rows))
    return outcome if outcome.stop is not None else replace(outcome, stop=history_kept(house, batch))


def _confirm(house: Resources, rows: Sequence[DocumentRow]) -> Mapping[int, Answer]:
    orders = [
        ConfirmOrder(
            external_id=row.external_id,
            record_id=row.record_id or 0,
            ordered_at=ResolvedOrder.model_validate_json(row.resolved or b"{}").ordered_at,
            write_date=row.record_seen,
            lines=row.line_count,
            history=row.posted_as == "history",
        )
        for row in rows
    ]
    answers = {answer.external_id: answer for answer in house.sales.confirm(orders)}
    return {row.id: _confirmed(row, answers[row.external_id]) for row in rows}


def _confirmed(row: DocumentRow, answer: Confirmed) -> Answer:
    findings = (answer.finding,) if answer.finding else ()
    match answer.outcome:
        case "confirmed" | "existing":
            noted = (*row.findings, *findings) if findings else ()
            return Answer("settled", "confirmed", row.record_id, answer.record_name or row.record_name, noted)
        case "refused":
            return Answer("refused", "exception", row.record_id, row.record_name, findings)
        case "unknown":
            return Answer("unknown")
        case _:
            return Answer("again")
