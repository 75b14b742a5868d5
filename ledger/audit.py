"""Audit rows are written in the business transaction; nothing can change them later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection

from ledger.statements import statement
from ledger.values import AuditIn


@dataclass(frozen=True, slots=True)
class Tail:
    """Audit rows that no seal covers yet."""

    rows: int
    seconds: float
    """Age of the oldest of them; 0 without any."""


class AuditTrail:
    """What happened, who did it, in which transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def append_many(self, rows: Sequence[AuditIn]) -> None:
        """Add rows; they stand once the book commits."""
        if not rows:
            return
        values = {
            "actors": [row.actor for row in rows],
            "kinds": [row.kind for row in rows],
            "documents": [row.document_id for row in rows],
            "deliveries": [row.delivery_id for row in rows],
            "datas": [orjson.dumps(dict(row.data), default=str).decode() for row in rows],
        }
        self._connection.execute(statement("append_audit"), values)

    def tail(self) -> Tail:
        """What is not sealed yet: seconds old where a sealer runs and no transaction of the server stays open."""
        row = self._connection.execute(statement("audit_tail")).one()
        return Tail(row.rows, float(row.seconds))
