"""How far each source was asked: one process at a time, and never back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from ledger.statements import statement


class Cursors:
    """Cursors of sources that are asked for what they have, and what is known of it already."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def take_turn(self, source_id: str, name: str, seconds: float) -> str | None:
        """The cursor, if nobody looked within so many seconds; None: it is not our turn. Commit before looking."""
        values = {"source_id": source_id, "name": name, "seconds": seconds}
        return self._connection.execute(statement("take_turn"), values).scalar_one_or_none()

    def look_again(self, source_id: str, name: str, ago_seconds: float) -> None:
        """A look failed: it counts as if it had been so long ago."""
        values = {"source_id": source_id, "name": name, "seconds": ago_seconds}
        self._connection.execute(statement("look_again"), values)

    def keep(self, source_id: str, name: str, value: str) -> None:
        """Remember how far the reading came; texts of moments in UTC sort as the moments do."""
        self._connection.execute(statement("keep_cursor"), {"source_id": source_id, "name": name, "value": value})

    def show(self, source_id: str, name: str) -> tuple[str, datetime | None]:
        """The cursor, and when the source was last looked at."""
        row = self._connection.execute(statement("show_cursor"), {"source_id": source_id, "name": name}).one_or_none()
        return ("", None) if row is None else (row.value, row.looked_at)

    def moments(self, keys: Sequence[str]) -> Mapping[str, datetime]:
        """The last known moment of each order, by external id; those that are not known are left out."""
        rows = self._connection.execute(statement("latest_moments"), {"keys": list(keys)})
        return {row.key: row.stamp for row in rows}

    def known(self, keys: Sequence[str]) -> set[str]:
        """Which of these external ids belong to documents that are registered."""
        return {row.key for row in self._connection.execute(statement("keys_that_are_known"), {"keys": list(keys)})}
