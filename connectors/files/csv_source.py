"""A CSV file as a stream of raw frames, whatever its encoding, delimiter and line ends."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice

import polars as pl

from connectors.files.columns import places_or_refuse
from connectors.files.problem import Unreadable
from connectors.files.sources import with_marks
from connectors.formats.csv_rows import Dialect, RowChunk, csv_chunks, sniff_delimiter
from connectors.formats.text import TextShape, text_shape
from connectors.ports import Raw
from domain.catalogue import finding
from domain.mapping import TableMapping
from domain.profile import Limits

HEADING_LINES = 20
"""The heading is looked for in so many lines."""
LINE_CELLS = 64
"""A physical line may be this many times as long as the longest cell allowed."""


class CsvSource:
    """One CSV file, opened anew for each pass."""

    def __init__(self, raw: Raw, mapping: TableMapping, limits: Limits) -> None:
        """Look at the whole file once: encoding, longest line; then at its heading.

        Raises:
            Unreadable: empty, not text in the declared encoding, or a line longer than any table's.
        """
        self._raw, self._mapping = raw, mapping
        longest = limits.field_chars * LINE_CELLS
        with raw.open() as stream:
            self._shape = text_shape(stream, mapping.encoding, longest)
        self._refuse_bad_text(self._shape, longest)
        with self._text() as text:
            head = "".join(islice(text, 50))
        self._skip = mapping.skip_rows
        delimiter = mapping.delimiter.replace("\\t", "\t")
        if head[:4].lower() == "sep=" and delimiter == "auto":
            delimiter, self._skip = head[4:5], max(self._skip, 1)
        if delimiter == "auto":
            below = "".join(head.splitlines(keepends=True)[self._skip :])
            delimiter = sniff_delimiter(below, mapping.quote)
        self.dialect = Dialect(delimiter, mapping.quote, limits.field_chars)
        self.header = self._read_header()

    @property
    def encoding(self) -> str:
        """As found or declared."""
        return self._shape.encoding

    def width(self) -> int:
        """Cells of the heading."""
        return len(self.header)

    def frames(self, fields: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Rows in order; rows without any text are left out."""
        at = places_or_refuse(self._mapping, fields, self.header, self._raw.name)
        for chunk in self.chunks():
            frame = _frame(chunk, at, self.width())
            if frame.height:
                yield frame

    def chunks(self) -> Iterator[RowChunk]:
        """Rows as lists of cells, below the heading."""
        with self._text() as text:
            above = self._skip + (self._head_lines if self._mapping.header else 0)
            for _ in islice(text, above):
                pass
            for chunk in csv_chunks(text, self.dialect, self.width()):
                chunk.first_line += above
                chunk.lines = None if chunk.lines is None else [line + above for line in chunk.lines]
                chunk.stray_quotes = [line + above for line in chunk.stray_quotes]
                yield chunk

    def _first_row(self) -> tuple[list[str], int]:
        """The first row with text in it, and the physical lines up to its end."""
        with self._text() as text:
            lines = list(islice(text, self._skip, self._skip + HEADING_LINES))
        for chunk in csv_chunks(iter(lines), self.dialect):
            for index, row in enumerate(chunk.rows):
                if any(cell.strip() for cell in row):
                    after = chunk.lines[index + 1] if chunk.lines and index + 1 < len(chunk.lines) else None
                    return row, (after or chunk.line_of(index) + 1) - 1
        return [], 0

    def _text(self) -> io.TextIOWrapper:
        encoding = "utf-8-sig" if self._shape.encoding == "utf-8" else self._shape.encoding
        return io.TextIOWrapper(self._raw.open(), encoding=encoding, newline="")

    def _refuse_bad_text(self, shape: TextShape, longest: int) -> None:
        name = self._raw.name
        if shape.fault:
            raise Unreadable(finding("FI-FILE-002", value=name, encoding=shape.encoding, why=shape.fault))
        if shape.longest_line > longest:
            size = f"over {shape.longest_line:,} characters"
            what = "A line"
            raise Unreadable(finding("FI-FILE-004", value=name, what=what, size=size, limit=f"{longest:,}"))

    def _read_header(self) -> list[str]:
        row, self._head_lines = self._first_row()
        if not row:
            raise Unreadable(finding("FI-FILE-001", value=self._raw.name, format="CSV", why="no row is in it"))
        if not self._mapping.header:
            return [str(number) for number in range(1, len(row) + 1)]
        return [cell.replace("\ufeff", "").strip() for cell in row]


def _frame(chunk: RowChunk, at: dict[str, tuple[int, ...]], width: int) -> pl.DataFrame:
    rows, numbers, odd = _even_rows(chunk, width)
    if not rows:
        return pl.DataFrame()
    columns = list(zip(*rows, strict=True))
    series = [
        pl.Series(_part(field, index), columns[place], dtype=pl.String)
        for field, hits in at.items()
        for index, place in enumerate(hits)
    ]
    stray = set(chunk.stray_quotes)
    frame = pl.DataFrame(series).with_columns(pl.Series("_row", numbers, dtype=pl.Int64))
    if odd:
        frame = frame.with_columns(pl.Series("_cells", [odd.get(n) for n in numbers], dtype=pl.Int32))
    if stray:
        frame = frame.with_columns(pl.Series("_stray", [n in stray for n in numbers], dtype=pl.Boolean))
    return with_marks(frame)


def _part(field: str, index: int) -> str:
    return field if index == 0 else f"{field}#{index}"


def _even_rows(chunk: RowChunk, width: int) -> tuple[list[list[str]], Sequence[int], dict[int, int]]:
    """Rows of ``width`` cells, their numbers, and the ragged ones' cell counts; blank rows are dropped."""
    rows = chunk.rows
    if set(map(len, rows)) == {width} and all(map(any, rows)):
        first = chunk.first_line
        return rows, chunk.lines or range(first, first + len(rows)), {}
    even: list[list[str]] = []
    numbers: list[int] = []
    odd: dict[int, int] = {}
    for index, row in enumerate(rows):
        if not any(cell.strip() for cell in row):
            continue
        number = chunk.line_of(index)
        numbers.append(number)
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            odd[number] = len(row)
        even.append((row + [""] * (width - len(row)))[:width])
    return even, numbers, odd
