"""Which run worked on which batch, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from domain.lifecycle import BUCKET
from domain.work import Batch
from ledger.statements import statement


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """Documents in one state and currency."""

    state: str
    currency: str
    documents: int
    lines: int
    money: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the documents that some batches worked on, as they stand now."""

    rows: tuple[SummaryRow, ...]
    findings: dict[str, int]
    """How often each code was found."""

    def documents(self) -> int:
        """How many documents."""
        return sum(row.documents for row in self.rows)

    def by_bucket(self) -> dict[str, int]:
        """Documents by done, held, exception, duplicate, rejected, in_flight."""
        counted = dict.fromkeys(("done", "held", "exception", "duplicate", "rejected", "in_flight"), 0)
        for row in self.rows:
            counted[BUCKET[row.state]] += row.documents
        return counted

    def by_state(self) -> dict[str, int]:
        """Documents by state."""
        counted: dict[str, int] = {}
        for row in self.rows:
            counted[row.state] = counted.get(row.state, 0) + row.documents
        return counted


class Runs:
    """Links from batches to the runs that worked on them."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def link(self, batch: Batch, run_id: str, *, name: str = "", url: str = "") -> None:
        """Remember that this run worked on the batch."""
        values = {"batch": batch.id, "run": run_id, "name": name, "url": url}
        self._connection.execute(statement("link_run"), values)

    def batches_of(self, owner: str) -> list[str]:
        """Ids of the batches that one owner (host, process, flow run) has claimed."""
        return [row.id for row in self._connection.execute(statement("batches_of_owner"), {"owner": owner})]


def summary(connection: Connection, batch_ids: Sequence[str]) -> Summary:
    """States, lines and money of the documents that these batches registered or moved."""
    values = {"batches": list(batch_ids)}
    rows = connection.execute(statement("summary_states"), values).mappings()
    codes = connection.execute(statement("summary_codes"), values)
    return Summary(tuple(SummaryRow(**row) for row in rows), {row.code: row.findings for row in codes})
