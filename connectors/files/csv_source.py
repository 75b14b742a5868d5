"""A CSV file as a stream of raw frames, whatever its encoding, delimiter and line ends."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice

from connectors.files.problem import Unreadable
from connectors.files.row_table import RowTable
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


class CsvSource(RowTable):
    """One CSV file, opened anew for each pass."""

    def __init__(self, raw: Raw, mapping: TableMapping, limits: Limits) -> None:
        """Look at the whole file once: encoding, longest line; then at its heading.

        Raises:
            Unreadable: empty, not text in the declared encoding, or a line longer than any table's.
        """
        super().__init__(raw, mapping)
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
