"""Obligations: started when a document comes in or moves on, met when the answer leaves."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.obligations import Owed, State, state_of
from ledger.found import storable
from ledger.statements import statement


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One thing owed for one document."""

    document_id: int
    kind: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    met_by: str
    """What met it: the publication or interchange that left."""
    number: str
    channel: str
    partner: str
    document_state: str
    now: datetime
    """The ledger's clock."""

    @property
    def state(self) -> State:
        """due, late, met, met late."""
        return state_of(self.due_at, self.met_at, self.now)


@dataclass(frozen=True, slots=True)
class ObligationCount:
    """How many of a kind, in one channel."""

    channel: str
    kind: str
    due: int
    late: int
    met: int
    met_late: int


class Obligations:
    """What we owe our partners."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def start(self, owed: Sequence[Owed]) -> None:
        """Set clocks going; one that runs already keeps its deadline."""
        if owed:
            values = {
                "documents": [one.document_id for one in owed],
                "kinds": [one.kind for one in owed],
                "due": [one.due_at for one in owed],
            }
            self._connection.execute(statement("start_obligations"), values)

    def met(self, document_ids: Sequence[int], kind: str, by: str, at: datetime | None = None) -> set[int]:
        """The answer has left.

        Args:
            document_ids: documents that it answers.
            kind: 997, 855 and so on.
            by: what left: the publication's key or the interchange's number.
            at: when; None: now.

        Returns:
            Documents that had such an obligation open: one that is met stays as it was.
        """
        if not document_ids:
            return set()
        values = {"documents": list(document_ids), "kind": kind, "by": storable(by), "at": at}
        return {row.document_id for row in self._connection.execute(statement("meet_obligations"), values)}

    def list(
        self,
        *,
        include_met: bool = False,
        channels: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        documents: Sequence[int] | None = None,
        limit: int | None = 1000,
    ) -> builtins.list[ObligationRow]:
        """What is owed, first due in front; those that were met behind, where wanted."""
        values = {
            "include_met": include_met,
            "channels": None if channels is None else [*channels],
            "kinds": None if kinds is None else [*kinds],
            "documents": None if documents is None else [*documents],
            "limit": limit,
        }
        return [ObligationRow(**row) for row in self._connection.execute(statement("obligations"), values).mappings()]

    def counts(self) -> builtins.list[ObligationCount]:
        """How many are due, late and met, by channel and kind."""
        return [ObligationCount(**row) for row in self._connection.execute(statement("obligation_counts")).mappings()]
