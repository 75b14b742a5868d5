"""Draft: create-only loads into Odoo under the orders' external ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.odoo.outcomes import Drafted, MendOrder
from domain.documents.resolved_order import ResolvedOrder
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.carry_out import Answer, Effect, carry_out
from tasks.changes.cases import of_orders
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage


@stage("draft", odoo=True)
def draft(house: Resources, batch: Batch) -> Outcome:
    """Bring ready documents into Odoo as drafts, each once; a released draft is mended, never made again."""
    with house.ledger.open() as book:
        documents = of_orders(book.documents.in_batch(batch, ["ready"]))
    new = [row for row in documents if row.record_id is None]
    held_before = [row for row in documents if row.record_id is not None]
    create = Effect("create", house.odoo_target)
    mend = Effect("mend", house.odoo_target, running_seconds=house.settings.odoo_limit_seconds)
    made = carry_out(house, batch, new, create, lambda rows: _create(house, rows))
    mended = carry_out(house, batch, held_before, mend, lambda rows: _mend(house, rows))
    return Outcome(passed=made.passed + mended.passed, aside=made.aside + mended.aside, stop=made.stop or mended.stop)


def _resolved(row: DocumentRow) -> ResolvedOrder:
    return ResolvedOrder.model_validate_json(row.resolved or b"{}")


def _create(house: Resources, rows: Sequence[DocumentRow]) -> Mapping[int, Answer]:
    answers = {answer.external_id: answer for answer in house.sales.draft([_resolved(row) for row in rows])}
    return {row.id: _created(answers[row.external_id]) for row in rows}


def _created(answer: Drafted) -> Answer:
    findings = (answer.finding,) if answer.finding else ()
    match answer.outcome:
        case "created" | "existing":
            return Answer("settled", "drafted", answer.record_id)
        case "refused":
            return Answer("refused", "exception", findings=findings)
        case _:
            return Answer("again")  # create-only: a lost answer is simply asked again


def _mend(house: Resources, rows: Sequence[DocumentRow]) -> Mapping[int, Answer]:
    orders = [
        MendOrder(
            external_id=row.external_id, record_id=row.record_id or 0, order=_resolved(row), write_date=row.record_seen
        )
        for row in rows
    ]
    answers = {answer.external_id: answer for answer in house.sales.mend(orders)}
    mended: dict[int, Answer] = {}
    for row in rows:
        answer = answers[row.external_id]
        findings = (answer.finding,) if answer.finding else ()
        match answer.outcome:
            case "mended" | "same":
                mended[row.id] = Answer("settled", "drafted", row.record_id, row.record_name)
            case "refused":
                mended[row.id] = Answer("refused", "exception", row.record_id, row.record_name, findings)
            case "unknown":
                mended[row.id] = Answer("unknown")
            case _:
                mended[row.id] = Answer("again")
    return mended
