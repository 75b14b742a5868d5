"""Which rows of a table are one document's, and which cells of them stay readable."""

from __future__ import annotations

from connectors.files.columns import place, places
from domain.keys import normalise
from domain.mapping import HEAD_FIELDS, LINE_FIELDS, TableMapping
from domain.masking import MASKED_FIELDS, masked


class Keep:
    """Of one document in a table with this heading."""

    def __init__(self, mapping: TableMapping, header: list[str], number: str, rows: tuple[int, ...]) -> None:
        """Look up the columns.

        Args:
            mapping: the partner's.
            header: the headings, of all rows that they take.
            number: the document's number, as sent.
            rows: its first and last row in the file, from 1.
        """
        names = header if mapping.header else [str(at) for at in range(1, 500)]
        self._wanted, self._rows = normalise(number), rows
        self._records = mapping.layout == "records"
        marker = place(mapping.head.marker_column, names) if self._records else None
        join = place(mapping.head.join, names) if mapping.head.join else None
        self._marker, self._head_marker = marker, mapping.head.head_marker
        self._number = (places(mapping, ["number"], names).get("number") or (None,))[0]
        plain = {one for one in (marker, join) if one is not None}
        if mapping.wide is not None:
            stated = [place(name, names) for name in (*mapping.wide.columns, *mapping.wide.item_parts())]
            plain |= {at for at in stated if at is not None}
        self._head = plain | _plain(mapping, HEAD_FIELDS, names)
        self._line = plain | _plain(mapping, LINE_FIELDS, names)
        self.columns = self._head | self._line

    def belongs(self, row: list[str], line: int) -> bool:
        """In a table that repeats its heads by the number, else by the rows that the reader names."""
        if not self._records and self._number is not None:
            return self._number < len(row) and normalise(row[self._number]) == self._wanted
        return bool(self._rows) and (self._rows[0] - self._records <= line <= self._rows[-1])

    def masked(self, row: list[str]) -> list[str]:
        """The row with only the cells that say what was ordered."""
        keep = self.columns if not self._records else self._head if self._is_head(row) else self._line
        return [cell if at in keep else masked(cell) for at, cell in enumerate(row)]

    def _is_head(self, row: list[str]) -> bool:
        return self._marker is not None and row[self._marker : self._marker + 1] == [self._head_marker]


def _plain(mapping: TableMapping, fields: tuple[str, ...], names: list[str]) -> set[int]:
    found = places(mapping, [one for one in fields if one not in MASKED_FIELDS], names)
    return {at for hits in found.values() for at in hits}
