"""Planners' edits that survive the next plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from domain.errors import Refused
from domain.planning.overrides import Override, Scope, canonical
from ledger.audit import AuditTrail
from ledger.found import storable
from ledger.statements import statement
from ledger.values import AuditIn


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """An edit with its profile, and who ended it."""

    override: Override
    profile: str
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideIn:
    """An edit that is to be kept."""

    scope: Scope
    what: str
    value: str
    reason: str
    expires_on: date | None = None
    since: date | None = None
    """Orders from that day on count against a quantity: the day of the plan that was decided; none: of the edit."""


class PlanOverrides:
    """The edits, in the book's transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection
        self._trail = AuditTrail(connection)

    def _run(self, name: str, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def add(self, profile: str, edit: OverrideIn, *, by: str) -> int | None:
        """Keep an edit; its number, or None where the very same stands already.

        Raises:
            Refused: no reason, nothing of that name to override, or no value for it.
        """
        if not edit.reason.strip() or not by.strip():
            message = "An edit that is kept needs who and why."
            raise Refused(message, field="reason", next_step="Repeat it with a reason.")
        scope = {name: storable(text) for name, text in edit.scope.model_dump().items() if text}
        values = {
            "profile": profile,
            "scope": orjson.dumps(scope).decode(),
            "what": edit.what,
            "value": storable(canonical(edit.what, edit.value)),
            "reason": storable(edit.reason),
            "by": storable(by),
            "expires_on": edit.expires_on,
            "since": edit.since,
        }
        self._run("planning_alone", profile=profile)
        made = self._run("planning_override", **values)
        if not made:
            return None
        self._audit(by, "plan override", values | {"override": made[0].id, "scope": scope})
        return int(made[0].id)

    def end(self, ids: Sequence[int], *, by: str) -> frozenset[int]:
        """These count no more; the numbers of those that counted until now."""
        ended = frozenset(row.id for row in self._run("planning_override_end", ids=[*ids], by=storable(by)))
        for number in sorted(ended):
            self._audit(by, "plan override ended", {"override": number})
        return ended

    def standing(self, profile: str) -> list[Override]:
        """Those that nobody ended; what has expired is for the reader to leave out, by the company's day."""
        return [one.override for one in self.list(profile)]

    def list(
        self, profile: str | None = None, *, ids: Sequence[int] | None = None, with_ended: bool = False
    ) -> list[OverrideRow]:
        """Edits of a profile, or of all."""
        listed = None if ids is None else [*ids]
        rows = self._run("planning_overrides", profile=profile, ids=listed, with_ended=with_ended)
        return [_override(row) for row in rows]

    def _audit(self, by: str, kind: str, data: dict[str, Any]) -> None:
        self._trail.append_many([AuditIn(actor=storable(by), kind=kind, data=data)])


def _override(row: Row[Any]) -> OverrideRow:
    made = Override(
        id=row.id,
        scope=Scope(**row.scope),
        what=row.what,
        value=row.value,
        reason=row.reason,
        by=row.made_by,
        made_at=row.made_at,
        expires_on=row.expires_on,
        since=row.since,
    )
    return OverrideRow(made, row.profile, row.ended_by, row.ended_at)
