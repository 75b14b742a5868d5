"""Holds that wait for their approval: the first of two, reminders, escalation. The decision itself: ``exceptions``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ledger.found import storable
from ledger.statements import statement


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What happened to a request so far."""

    exception_id: int
    first_by: str = ""
    first_reason: str = ""
    first_at: datetime | None = None
    reminders: int = 0
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    escalated_to: str = ""


class ApprovalRequests:
    """What the ledger knows of requests."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def of(self, ids: Sequence[int]) -> Mapping[int, RequestRow]:
        """By exception; one of which nothing is known yet has an empty row."""
        rows = self._connection.execute(statement("approval_requests"), {"ids": [*ids]}).mappings()
        known = {row["exception_id"]: RequestRow(**row) for row in rows}
        return {number: known.get(number, RequestRow(number)) for number in ids}

    def askers(self, documents: Sequence[int]) -> Mapping[int, frozenset[str]]:
        """Who changed each document by hand; documents that nobody changed are left out."""
        rows = self._connection.execute(statement("approval_askers"), {"documents": [*documents]})
        return {row.document_id: frozenset(row.people) for row in rows}

    def lock(self, ids: Sequence[int]) -> None:
        """Decide alone on these until the transaction ends."""
        self._connection.execute(statement("lock_holds"), {"ids": [*ids]})

    def approve_first(self, ids: Sequence[int], *, by: str, reason: str) -> None:
        """Keep the first of two approvals. Lock before: of two first ones only one counts."""
        values = {"ids": [*ids], "by": storable(by), "reason": storable(reason)}
        self._connection.execute(statement("approve_first"), values)
        self._audit(ids, by, "first approval", reason)

    def remind(self, ids: Sequence[int], *, by: str) -> None:
        """People are told again that these wait."""
        self._connection.execute(statement("remind_of"), {"ids": [*ids]})
        self._audit(ids, by, "reminder", "")

    def escalate(self, ids: Sequence[int], *, to: str, by: str) -> None:
        """These go further up; once."""
        self._connection.execute(statement("escalate_holds"), {"ids": [*ids], "to": storable(to)})
        self._audit(ids, by, "escalation", to)

    def _audit(self, ids: Sequence[int], by: str, what: str, says: str) -> None:
        values = {"ids": [*ids], "by": storable(by), "what": what, "says": storable(says)}
        self._connection.execute(statement("audit_requests"), values)
