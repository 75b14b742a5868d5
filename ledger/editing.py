"""A person's version of a document takes the place of what was read: a new attempt, with the difference on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from ledger.audit import AuditTrail
from ledger.deciding import Deciding
from ledger.decision import Decision
from ledger.statements import statement
from ledger.values import AuditIn


@dataclass(frozen=True, slots=True)
class Edited:
    """What a person made of a document.

    Amounts as they were captured stay with the document: they say what the partner sent, and both sides of the
    conservation proof count them. So does the content's hash: the same file again is still a duplicate.
    """

    payload: bytes
    """Canonical JSON."""
    differences: Sequence[dict[str, str | None]]
    """Field, before, after."""
    alike_hash: str
    ordered_at: datetime | None
    due: date | None


def edit(
    connection: Connection, exception_id: int, version: Edited, *, by: str, reason: str, dry_run: bool = False
) -> Decision:
    """Replace the payload of an open exception's document, and let it be judged as if it had just been read.

    Raises:
        Refused: no name or no reason was given.
    """
    (decision,) = Deciding(connection, "edit", by, reason).decide([exception_id], (), dry_run=dry_run)
    if decision.outcome == "done" and not dry_run:
        values = {
            "document": decision.document_id,
            "payload": version.payload,
            "alike": version.alike_hash,
            "ordered_at": version.ordered_at,
            "due": version.due,
        }
        was = connection.execute(statement("payload_hash"), {"document": decision.document_id}).scalar_one()
        connection.execute(statement("replace_payload"), values)
        connection.execute(statement("redate_document"), values)
        now = connection.execute(statement("payload_hash"), {"document": decision.document_id}).scalar_one()
        data = {"differences": list(version.differences), "reason": reason, "before": was, "after": now}
        AuditTrail(connection).append_many([AuditIn(by, "edited", decision.document_id, data=data)])
    return decision
