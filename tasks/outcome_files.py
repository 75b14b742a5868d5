"""Outcome files: one a document, its name and bytes fixed by what it says, so that writing twice is writing once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order_change import CHANGE_TYPE
from domain.keys import content_hash, version_of
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.answering import safe
from tasks.answering_orders import answer_orders
from tasks.carry_out import Answer, Effect, carry_out
from tasks.runtime.resources import Resources
from tasks.stage import Outcome


def write_outcomes(house: Resources, batch: Batch, documents: Sequence[DocumentRow], *, to: str) -> Outcome:
    """Tell the sender what became of each document, and move it to ``to`` (done or rejected)."""
    answer_orders(house, batch, documents, done=to == "done")
    return carry_out(
        house, batch, documents, Effect(f"outcome-{to}", batch.channel), lambda rows: _write(house, batch, rows, to)
    )


def _write(house: Resources, batch: Batch, rows: Sequence[DocumentRow], to: str) -> Mapping[int, Answer]:
    inbox, profile = house.inbox(batch.channel), house.profile(batch.channel)
    wanted = inbox is not None and profile.transport.outcomes and profile.answers.json_too()
    answers: dict[int, Answer] = {}
    for row in rows:
        awaited = row.plan_id is None  # nobody waits for an answer to an order of long ago
        if awaited and inbox is not None and wanted:
            content = _content(row, to)
            name = f"{safe(row.number)}.{to}.{content_hash(content)[:12]}.json"
            inbox.write_outcome(name, content)
        answers[row.id] = Answer("settled", to, row.record_id, row.record_name)
    return answers


def done_as(row: DocumentRow) -> str:
    """What a document that is done came to, in the sender's eyes: confirmed, changed, cancelled."""
    if row.type != CHANGE_TYPE:
        return "confirmed"
    return "cancelled" if row.key is not None and row.key.purpose == "cancel" else "changed"


def _content(row: DocumentRow, to: str) -> bytes:
    resolved = ResolvedOrder.model_validate_json(row.resolved) if row.resolved else None
    said = [found.model_dump(mode="json", exclude={"owner"}) for found in row.findings]
    body = {
        "document": row.number,
        "external_id": row.external_id,
        "outcome": done_as(row) if to == "done" else to,
        "our_reference": row.record_name if to == "done" else None,
        "untaxed_total": str(resolved.untaxed_total) if resolved and to == "done" else None,
        "currency": row.currency or (resolved.currency if resolved else ""),
        "findings": said,
    }
    if row.type == CHANGE_TYPE:
        body |= {"version": version_of(row.key)}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"
