"""Publish: a note on the order in Odoo that says where it came from, and the outcome for the sender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from connectors.odoo.outcomes import Note
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order_change import CHANGE_TYPE
from domain.errors import OutcomeUnknown, Refused, TryAgain
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.carry_out import Answer, AnswerKind, Effect, carry_out
from tasks.changes.cases import of_changes
from tasks.obligations import start_confirmed
from tasks.outcome_files import write_outcomes
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage


@stage("publish")
def publish(house: Resources, batch: Batch) -> Outcome:
    """Leave the note in Odoo and the outcome file, each once; then the document is done."""
    with house.ledger.open() as book:
        confirmed = [row for row in book.documents.in_batch(batch, ["confirmed", "verified"]) if _ready(row)]
    start_confirmed(house, batch.channel, confirmed)
    changed = [row.record_id for row in of_changes(confirmed) if row.record_id is not None]
    with suppress(TryAgain, OutcomeUnknown, Refused):  # the tag of a hold that was released
        house.sales.untag(changed)
    there = [row for row in confirmed if row.record_id is not None]
    noted = carry_out(house, batch, there, Effect("note", house.odoo_target), lambda rows: _note(house, rows))
    if noted.stop is not None:
        return noted
    return write_outcomes(house, batch, confirmed, to="done")


def _ready(row: DocumentRow) -> bool:
    """Confirmed; or a change, which is not; or of a backfill whose orders stay drafts."""
    return row.state == "confirmed" or row.type == CHANGE_TYPE or row.posted_as == "draft"


def _note(house: Resources, rows: Sequence[DocumentRow]) -> Mapping[int, Answer]:
    notes = [Note(external_id=row.external_id, record_id=row.record_id or 0, body=_body(row)) for row in rows]
    answers = {answer.external_id: answer for answer in house.sales.note(notes)}
    return {row.id: Answer(_kind(answers[row.external_id].outcome)) for row in rows}


def _kind(outcome: str) -> AnswerKind:
    """A note that Odoo refuses is no reason to keep an order from being done: it is recorded and left."""
    known: dict[str, AnswerKind] = {"created": "settled", "existing": "settled", "refused": "refused"}
    return known.get(outcome, "again")


def _what(row: DocumentRow) -> str:
    if row.type != CHANGE_TYPE:
        return "From"
    return "Cancelled by" if row.key is not None and row.key.purpose == "cancel" else "Changed by"


def _body(row: DocumentRow) -> str:
    resolved = ResolvedOrder.model_validate_json(row.resolved or b"{}")
    warned = " ".join(f"{found.code} {found.message}" for found in row.findings)
    said = f" Noted: {warned}" if warned else ""
    return (
        f"{_what(row)} {resolved.source_label}, document {row.number}. External id {row.external_id}."
        f" Show the whole thread: lading trace document:{row.id}.{said}"
    )
