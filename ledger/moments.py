"""Documents that are sent again after each edit.

The first moment is the document, a later one with other content a change, an older one nothing any more. Whatever the
order in which they arrive, the last moment wins.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from domain.catalogue import finding
from ledger.statements import statement

if TYPE_CHECKING:
    from ledger.registering import Entry


@dataclass(frozen=True, slots=True)
class Moment:
    """How an order was at a time."""

    stamp: datetime
    content_hash: str
    document_id: int


class Moments:
    """Judges the entries of one chunk that have an edit stamp."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection
        self._fresh: list[tuple[str, Moment]] = []

    def judge(self, entries: Sequence[Entry], later: Collection[int]) -> tuple[list[Entry], list[Entry]]:
        """Decide about each; give those that became changes, and those that only their content can tell.

        Args:
            entries: with an edit stamp, in the order of the delivery.
            later: ids of those whose key another document had before.
        """
        if not entries:
            return [], []
        keys = sorted({entry.document.external_id for entry in entries})
        self._connection.execute(statement("lock_business_keys"), {"keys": keys})
        rows = self._connection.execute(statement("latest_moments"), {"keys": keys})
        latest = {row.key: Moment(row.stamp, row.content_hash, row.document_id) for row in rows}
        changes: list[Entry] = []
        others: list[Entry] = []
        for entry in entries:
            self._one(entry, latest, (changes, others), later=entry.id in later)
        self._keep()
        return changes, others

    def _one(
        self, entry: Entry, latest: dict[str, Moment], found: tuple[list[Entry], list[Entry]], *, later: bool
    ) -> None:
        document, stamp = entry.document, entry.document.stamp
        key, known = document.external_id, latest.get(document.external_id)
        assert stamp is not None  # noqa: S101 - only entries with one come here
        if known is not None and stamp <= known.stamp:
            if stamp == known.stamp and document.content_hash != known.content_hash:
                found[1].append(entry)
                return
            _known_already(entry, known)
            return
        if known is None and later:
            found[1].append(entry)  # its first came without a moment: only the content can tell
            return
        if known is not None and document.content_hash == known.content_hash:
            _known_already(entry, known)
        elif known is not None and document.as_change is not None:
            entry.document = document.as_change
            found[0].append(entry)
        elif known is not None:
            found[1].append(entry)
            return
        latest[key] = Moment(stamp, document.content_hash, entry.id)
        self._fresh.append((key, latest[key]))

    def _keep(self) -> None:
        if not self._fresh:
            return
        values = {
            "keys": [key for key, _ in self._fresh],
            "stamps": [moment.stamp for _, moment in self._fresh],
            "hashes": [moment.content_hash for _, moment in self._fresh],
            "documents": [moment.document_id for _, moment in self._fresh],
        }
        self._connection.execute(statement("keep_moments"), values)


def _known_already(entry: Entry, known: Moment) -> None:
    """The same again, or older than what is known."""
    document = entry.document
    entry.twin_of, entry.outcome, entry.state = known.document_id, "duplicate", "duplicate"
    when = f"{known.stamp.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC by the sender's clock"
    code = "ID-KEY-001" if document.content_hash == known.content_hash else "ID-KEY-004"
    entry.findings.append(finding(code, value=document.number, when=when))
