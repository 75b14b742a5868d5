"""One document's rows of a table, with every text masked that is no code, amount or date of the mapping."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from connectors.files.columns import place, places
from connectors.files.csv_source import CsvSource
from connectors.ports import Raw
from domain.errors import Refused
from domain.keys import normalise
from domain.mapping import HEAD_FIELDS, LINE_FIELDS, TableMapping
from domain.masking import MASKED_FIELDS, masked
from domain.profile import PartnerProfile


def masked_rows(raw: Raw, profile: PartnerProfile, number: str, rows: tuple[int, ...]) -> bytes:
    """The heading and one document's rows; a column that the mapping does not name is masked whole.

    Args:
        raw: the whole delivery, a CSV file.
        profile: its partner.
        number: the document's number, as sent.
        rows: its first and last row in the file, from 1.

    Raises:
        Refused: heads and lines come in two files.
    """
    mapping = profile.mapping
    if mapping is None or mapping.layout == "two_files":
        message = "A case of two files cannot be exported."
        raise Refused(
            message, document=number, next_step="Export the document: 'lading exceptions show ID --canonical'."
        )
    source = CsvSource(raw, mapping, profile.limits)
    text = io.StringIO()
    text.write("\n" * mapping.skip_rows)
    quote = source.dialect.quote
    writer = csv.writer(
        text,
        delimiter=source.dialect.delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        escapechar=None if quote else "\\",
        lineterminator="\n",
    )
    if mapping.header:
        writer.writerow(source.header)
    keep = _Keep(mapping, source.header)
    for line, row in _numbered(source):
        if keep.belongs(row, line, number, rows):
            writer.writerow([cell if at in keep.of(row) else masked(cell) for at, cell in enumerate(row)])
    return text.getvalue().encode(source.encoding, "replace")


def _numbered(source: CsvSource) -> Iterator[tuple[int, list[str]]]:
    for chunk in source.chunks():
        for index, row in enumerate(chunk.rows):
            yield chunk.line_of(index), row


class _Keep:
    """Which rows are the document's, and which cells of a row stay readable."""

    def __init__(self, mapping: TableMapping, header: list[str]) -> None:
        names = header if mapping.header else [str(at) for at in range(1, 500)]
        self._records = mapping.layout == "records"
        marker = place(mapping.head.marker_column, names) if self._records else None
        join = place(mapping.head.join, names) if mapping.head.join else None
        self._marker, self._head_marker = marker, mapping.head.head_marker
        self._number = (places(mapping, ["number"], names).get("number") or (None,))[0]
        plain = {one for one in (marker, join) if one is not None}
        self._head = plain | _plain(mapping, HEAD_FIELDS, names)
        self._line = plain | _plain(mapping, LINE_FIELDS, names)

    def belongs(self, row: list[str], line: int, number: str, rows: tuple[int, ...]) -> bool:
        """In a table that repeats its heads by the number, else by the rows that the reader names."""
        if not self._records and self._number is not None:
            return self._number < len(row) and normalise(row[self._number]) == normalise(number)
        return bool(rows) and (rows[0] - self._records <= line <= rows[-1])

    def of(self, row: list[str]) -> set[int]:
        """Cells that stay."""
        if not self._records:
            return self._head | self._line
        head = self._marker is not None and row[self._marker : self._marker + 1] == [self._head_marker]
        return self._head if head else self._line


def _plain(mapping: TableMapping, fields: tuple[str, ...], names: list[str]) -> set[int]:
    found = places(mapping, [one for one in fields if one not in MASKED_FIELDS], names)
    return {at for hits in found.values() for at in hits}
