"""Circuits: a channel that failed a gate gives no work until a person or a passing probe closes its circuit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.findings import Finding
from ledger.audit import AuditTrail
from ledger.found import storable
from ledger.statements import statement
from ledger.values import AuditIn


@dataclass(frozen=True, slots=True)
class CircuitRow:
    """A channel that was stopped, and whether it still is."""

    channel: str
    reason: str
    finding: Finding | None
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str | None
    closed_reason: str | None


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """An expectation of a gate that a named person lets be overlooked on a channel, until a time."""

    channel: str
    code: str
    approver: str
    reason: str
    given_at: datetime
    expires_at: datetime


class Circuits:
    """Channels that are stopped, and what of a gate may be overlooked on a channel."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection
        self._audit = AuditTrail(connection)

    def open(self, channel: str, reason: str, finding: Finding | None = None, *, by: str = "gate") -> bool:
        """Stop the channel; False: it was stopped already, and the first reason stands."""
        raw = None if finding is None else finding.model_dump_json()
        values = {"channel": channel, "reason": storable(reason), "finding": raw, "by": by}
        if self._connection.execute(statement("open_circuit"), values).one_or_none() is None:
            return False
        self._audit.append_many([AuditIn(by, "circuit opened", data={"channel": channel, "reason": reason})])
        return True

    def close(self, channel: str, by: str, reason: str) -> bool:
        """Let the channel go on; False: it was not stopped."""
        values = {"channel": channel, "by": storable(by), "reason": storable(reason)}
        if self._connection.execute(statement("close_circuit"), values).one_or_none() is None:
            return False
        self._audit.append_many([AuditIn(by, "circuit closed", data={"channel": channel, "reason": reason})])
        self._connection.execute(statement("notify"), {"channel": channel})
        return True

    def list(self, *, include_closed: bool = False) -> list[CircuitRow]:
        """Stopped channels, newest first; with ``include_closed`` those of the past after them."""
        rows = self._connection.execute(statement("circuits"), {"include_closed": include_closed}).mappings()
        return [
            CircuitRow(**{**row, "finding": Finding.model_validate(row["finding"]) if row["finding"] else None})
            for row in rows
        ]

    def is_open(self, channel: str) -> bool:
        """Whether the channel is stopped."""
        return any(row.channel == channel for row in self.list())

    def waive(self, channel: str, code: str, *, by: str, reason: str, until: datetime) -> None:
        """Let the expectation with this code be overlooked on the channel until then; kept in the audit trail."""
        values = {"channel": channel, "code": code, "by": storable(by), "reason": storable(reason), "until": until}
        self._connection.execute(statement("give_waiver"), values)
        data = {"channel": channel, "code": code, "reason": reason, "until": until.isoformat()}
        self._audit.append_many([AuditIn(by, "waiver given", data=data)])

    def waivers(self, channel: str | None = None) -> tuple[WaiverRow, ...]:
        """Waivers in force now, of one channel or of all."""
        rows = self._connection.execute(statement("waivers"), {"channel": channel}).mappings()
        return tuple(WaiverRow(**row) for row in rows)
