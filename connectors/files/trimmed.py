"""A table as people export it: a heading over several rows, totals below the lines, headings repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.files.row_table import RowTable
from connectors.formats.csv_rows import RowChunk
from connectors.ports import Raw
from domain.findings import Finding
from domain.mapping import TableMapping


def first_text(row: Sequence[str]) -> str:
    """The first filled cell of a row; empty: there is none."""
    return next((text for cell in row if (text := cell.strip())), "")


def joined_heading(rows: Sequence[Sequence[str]]) -> list[str]:
    """One heading of several rows: each column is called by the lowest text that stands above it."""
    width = max(map(len, rows))
    wide = [[*row, *[""] * (width - len(row))] for row in rows]
    return [next((row[at].strip() for row in reversed(wide) if row[at].strip()), "") for at in range(width)]


class TrimmedTable(RowTable):
    """Another table without the rows that are no lines."""

    def __init__(self, raw: Raw, mapping: TableMapping, table: RowTable) -> None:
        """Read the rows of the heading that stand below its first."""
        super().__init__(raw, mapping)
        self.table = table
        self._left_out = frozenset(text.strip().casefold() for text in mapping.leave_out)
        self._below = mapping.header_rows - 1 if mapping.header else 0
        rows = [table.header]
        if self._below:
            chunk = next(iter(table.chunks()), None)
            rows += chunk.rows[: self._below] if chunk else []
        self.header = joined_heading(rows)

    def faults(self) -> Sequence[Finding]:
        """As ``RowTable.faults``."""
        return self.table.faults()

    def chunks(self) -> Iterator[RowChunk]:
        """The rows, each with its own number in the file."""
        above = self._below
        for chunk in self.table.chunks():
            kept = [
                index
                for index, row in enumerate(chunk.rows)
                if index >= above and first_text(row).casefold() not in self._left_out
            ]
            above = max(above - len(chunk.rows), 0)
            rows = [chunk.rows[index] for index in kept]
            yield RowChunk(rows, chunk.first_line, [chunk.line_of(index) for index in kept], chunk.stray_quotes)


def trimmed(raw: Raw, mapping: TableMapping, table: RowTable) -> RowTable:
    """The table itself, or without what the profile says is no line."""
    plain = not mapping.leave_out and (mapping.header_rows == 1 or not mapping.header)
    return table if plain else TrimmedTable(raw, mapping, table)
