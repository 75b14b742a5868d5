"""What waits for people: listed by money at risk, grouped by cause, decided once."""

from __future__ import annotations

import builtins
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from domain.errors import Refused
from ledger.assigning import assign
from ledger.deciding import Deciding, Kind
from ledger.decision import Decision
from ledger.editing import Edited, edit
from ledger.found import loaded
from ledger.statements import statement
from ledger.values import ExceptionRow

_TERMS = {
    "id": "ids",
    "document": "documents",
    "channel": "channels",
    "partner": "partners",
    "code": "codes",
    "cause": "causes",
    "assignee": "assignees",
    "kind": "kinds",
    "number": "numbers",
}
_NUMBERS = {"ids", "documents"}
_LOWER = {"numbers", "assignees"}
NOBODY = "nobody"
"""``assignee:nobody`` chooses what is given to nobody."""
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """Documents that one repair may cure."""

    cause: str
    code: str
    kind: str
    documents: int
    money: dict[str, Decimal]
    earliest_due: date | None
    oldest: datetime
    sample_ids: tuple[int, ...]
    """A few exception ids."""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A decision that was given."""

    id: int
    exception_id: int
    document_id: int
    kind: str
    by: str
    reason: str
    waived: frozenset[str]
    at: datetime


class Exceptions:
    """Holds and exceptions."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def list(
        self, select: Sequence[str] = (), *, include_resolved: bool = False, limit: int | None = 1000
    ) -> list[ExceptionRow]:
        """Ranked by money at risk, then by date due.

        Args:
            select: terms such as ``channel:web``, ``partner:acme``, ``code:SO-LINE-004``, ``kind:held``,
                ``cause:SO-LINE-004 A-17`` (or only the code), ``assignee:mia`` (or nobody), ``number:4711``,
                ``document:12``, ``id:7``; equal kinds of term are alternatives, others must all hold.
            include_resolved: those that were decided, too.
            limit: at most so many; None: all.

        Raises:
            Refused: a term that is none of these.
        """
        values = _chosen(select) | {"include_resolved": include_resolved, "limit": limit}
        return self._listed(values)

    def of(self, document_ids: Sequence[int]) -> builtins.list[ExceptionRow]:
        """Every exception of these documents, the decided ones too, oldest first."""
        values = _chosen(()) | {"documents": [*document_ids], "include_resolved": True, "limit": None}
        return sorted(self._listed(values), key=lambda row: row.id)

    def _listed(self, values: dict[str, Any]) -> builtins.list[ExceptionRow]:
        rows = self._connection.execute(statement("exceptions"), values).mappings()
        return [ExceptionRow(**{**row, "findings": loaded(row["findings"])}) for row in rows]

    def show(self, exception_id: int) -> ExceptionRow | None:
        """One exception, decided or not; None: there is none."""
        values = _chosen(()) | {"ids": [exception_id], "include_resolved": True, "limit": 1}
        return next(iter(self._listed(values)), None)

    def grouped(self, select: Sequence[str] = ()) -> builtins.list[CauseGroup]:
        """Open ones by cause, the one with the most documents first."""
        groups: dict[tuple[str, str, str], list[ExceptionRow]] = defaultdict(builtins.list)
        for row in self._listed(_chosen(select) | {"include_resolved": False, "limit": None}):
            groups[row.cause, row.code, row.kind].append(row)
        return sorted((_group(place, rows) for place, rows in groups.items()), key=lambda group: -group.documents)

    def codes(self) -> dict[str, int]:
        """Open exceptions by code of finding."""
        return {row.code: row.documents for row in self._connection.execute(statement("waived_codes"))}

    def decide(
        self,
        ids: Sequence[int],
        kind: Kind,
        *,
        by: str,
        reason: str,
        waived_codes: Sequence[str] = (),
        start: str = "",
        dry_run: bool = False,
    ) -> builtins.list[Decision]:
        """A person decides. Of two people the second is told; ``dry_run`` says what would happen.

        Args:
            ids: exceptions.
            kind: release (re-enters at the rules, or at the read-back when a draft exists), replay (after a mended
                mapping or master record), reject (is told to the partner), resolve (a person did it outside: nothing
                more happens, and it counts as done), retry (goes on at ``start``).
            by: who.
            reason: why; may not be empty.
            waived_codes: codes of findings that no longer stop these documents.
            start: for a retry, the state from which the stage takes that shall begin; only what the document passed
                before it was set aside is skipped, and never more.
            dry_run: change nothing.

        Raises:
            Refused: no name or no reason was given.
        """
        deciding = Deciding(self._connection, kind, by, reason, start)
        return deciding.decide(ids, waived_codes, dry_run=dry_run)

    def assign(self, ids: Sequence[int], *, to: str, by: str, dry_run: bool = False) -> builtins.list[Decision]:
        """Say who takes care of open exceptions; an empty name: nobody.

        Raises:
            Refused: no name of who assigns, or a name too long.
        """
        return assign(self._connection, ids, to=to, by=by, dry_run=dry_run)

    def edit(self, exception_id: int, version: Edited, *, by: str, reason: str, dry_run: bool = False) -> Decision:
        """Replace what was read by a person's version, as a new attempt that begins at the first gate.

        Raises:
            Refused: no name or no reason was given.
        """
        return edit(self._connection, exception_id, version, by=by, reason=reason, dry_run=dry_run)

    def approvals(self, document_ids: Sequence[int]) -> builtins.list[ApprovalRow]:
        """Decisions about these documents, oldest first."""
        rows = self._connection.execute(statement("approvals"), {"documents": [*document_ids]})
        return [_approval(row) for row in rows]


def _chosen(select: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(_TERMS.values())
    for term in select:
        word, _, text = term.partition(":")
        name = _TERMS.get(word)
        if name is None or not text or (name in _NUMBERS and not (text.isascii() and text.isdigit())):
            raise Refused(
                "This selection is not understood.",
                value=term,
                next_step=f"Give --select as one of {', '.join(f'{each}:…' for each in _TERMS)}.",
            )
        value: Any = int(text) if name in _NUMBERS else text.lower() if name in _LOWER else text
        value = "" if (word, value) == ("assignee", NOBODY) else value
        values[name] = [*(values[name] or ()), value]
    return values


def _group(place: tuple[str, str, str], rows: Sequence[ExceptionRow]) -> CauseGroup:
    cause, code, kind = place
    money = {currency: sum(row.money for row in rows if row.currency == currency) for currency in _currencies(rows)}
    return CauseGroup(
        cause=cause,
        code=code,
        kind=kind,
        documents=len(rows),
        money={currency: amount for currency, amount in money.items() if amount},
        earliest_due=min((row.due for row in rows if row.due), default=None),
        oldest=min(row.opened_at for row in rows),
        sample_ids=tuple(row.id for row in rows[:_SAMPLES]),
    )


def _currencies(rows: Sequence[ExceptionRow]) -> builtins.list[str]:
    return sorted({row.currency for row in rows})


def _approval(row: Row[Any]) -> ApprovalRow:
    values = row._asdict()
    return ApprovalRow(**{**values, "waived": frozenset(values["waived"])})
