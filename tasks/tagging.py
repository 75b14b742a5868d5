"""Drafts that are about to be held are tagged in Odoo first: a run that dies in between tags them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connectors.odoo.outcomes import Hold, Tagged
from domain.findings import Finding
from ledger.values import DocumentRow, Move
from tasks.runtime.resources import Resources


def tag_held(house: Resources, documents: Sequence[DocumentRow], moves: Sequence[Move]) -> tuple[list[Move], int]:
    """Tag in Odoo the drafts among what is to be held, with the reason.

    The moves that may be recorded now, and how many have to wait because Odoo could not be asked or its answer was
    lost. The tag is our own write: the move carries its time, so that a later write is known to be a person's.
    """
    rows = {row.id: row for row in documents}
    holds = {
        move.document_id: Hold(
            external_id=row.external_id, record_id=row.record_id, reason=_reason(move.findings or ())
        )
        for move in moves
        if move.to == "held" and (row := rows[move.document_id]).record_id is not None
    }
    if not holds:
        return list(moves), 0
    tagged = {one.external_id: one for one in house.sales.tag_held(list(holds.values()))}
    answers = {number: tagged[hold.external_id] for number, hold in holds.items()}
    waiting = {number for number, answer in answers.items() if answer.outcome in {"try_again", "unknown"}}
    ready = [_seen(move, answers.get(move.document_id)) for move in moves if move.document_id not in waiting]
    return ready, len(waiting)


def _seen(move: Move, answer: Tagged | None) -> Move:
    return move if answer is None or answer.write_date is None else replace(move, record_seen=answer.write_date)


def _reason(findings: Sequence[Finding]) -> str:
    return "; ".join(f"{found.code} {found.message}" for found in findings if found.severity == "hold")
