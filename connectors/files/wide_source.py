"""A table with one column a size (or colour, or shop): each filled cell becomes a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.files.columns import place
from connectors.files.problem import Unreadable
from connectors.files.row_table import RowTable
from connectors.formats.csv_rows import RowChunk
from connectors.ports import Raw
from domain.catalogue import finding
from domain.findings import Finding
from domain.mapping import TableMapping
from domain.mapping_wide import WideColumns

NOTHING = frozenset("0.,-–— ")  # noqa: RUF001 - dashes that people type
"""A cell of only these marks asks for nothing: 0, 0,00, a dash."""


class WideTable(RowTable):
    """Another table's rows, as many times as they have filled cells."""

    def __init__(self, raw: Raw, mapping: TableMapping, table: RowTable, wide: WideColumns) -> None:
        """Raises Unreadable where a column of the profile is not in the file."""
        super().__init__(raw, mapping)
        self._table, self._wide = table, wide
        self._at = [(name, place(name, table.header)) for name in wide.columns]
        item = [(name, place(name, table.header)) for name in wide.item_parts() if name != wide.heading]
        absent = [name for name, at in [*self._at, *item] if at is None]
        if absent:
            shown = ", ".join(table.header[:40]) or "no columns"
            fields = ", ".join(f"wide ({name})" for name in absent)
            raise Unreadable(finding("FI-FILE-003", value=raw.name, fields=fields, columns=shown))
        self._item = [(name, at) for name, at in item if at is not None]
        added = [wide.heading, wide.value, wide.item_column]
        self.header = ["" if name in added else name for name in table.header] + added  # the profile's names win

    def faults(self) -> Sequence[Finding]:
        """As ``RowTable.faults``."""
        return self._table.faults()

    def chunks(self) -> Iterator[RowChunk]:
        """The rows, one a filled cell; a row that fills none comes once, without a quantity, so that it is told."""
        width = self._table.width()
        for chunk in self._table.chunks():
            rows: list[list[str]] = []
            lines: list[int] = []
            for index, row in enumerate(chunk.rows):
                made = list(self._rows(row, width)) if any(cell.strip() for cell in row) else []
                rows += made
                lines += [chunk.line_of(index)] * len(made)
            yield RowChunk(rows, chunk.first_line, lines, chunk.stray_quotes)

    def _rows(self, row: list[str], width: int) -> Iterator[list[str]]:
        if len(row) != width:  # ragged: its width says so further on, whatever stands in it
            yield row if len(row) < width else [*row[:width], "", "", "", *row[width:]]
            return
        filled = [(name, row[at]) for name, at in self._at if at is not None and set(row[at].strip()) - NOTHING]
        for name, cell in filled or [("", "")]:
            label = self._wide.labels.get(name, name)
            yield [*row, label, cell, self._name(row, label)]

    def _name(self, row: list[str], heading: str) -> str:
        words = {name: row[at].strip() for name, at in self._item} | {self._wide.heading: heading}
        text = self._wide.item
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)
        return text


def unfolded(raw: Raw, mapping: TableMapping, table: RowTable) -> RowTable:
    """The table itself, or one row a filled cell where the partner has a column a size."""
    return table if mapping.wide is None else WideTable(raw, mapping, table, mapping.wide)
