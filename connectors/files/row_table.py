"""A table whose rows come as lists of text cells: CSV, sheets, records. A new tabular format costs one of these."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import polars as pl

from connectors.files.columns import places_or_refuse
from connectors.files.sources import with_marks
from connectors.formats.csv_rows import RowChunk
from connectors.ports import Raw
from domain.findings import Finding
from domain.mapping import TableMapping


class RowTable(ABC):
    """Opened anew for each pass; a format says its ``header`` and gives ``chunks``."""

    header: list[str]

    def __init__(self, raw: Raw, mapping: TableMapping) -> None:
        """Keep both; the format's own constructor then sets ``header``."""
        self._raw, self._mapping = raw, mapping

    @abstractmethod
    def chunks(self) -> Iterator[RowChunk]:
        """Rows as lists of cells, below the heading."""

    def faults(self) -> Sequence[Finding]:
        """After a pass: what could not be made into a row, and belongs to no document."""
        return ()

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

    def sample(self, count: int) -> list[list[str]]:
        """Some rows of even width, for looking at them."""
        width = self.width()
        found: list[list[str]] = []
        for chunk in self.chunks():
            found += [(row + [""] * width)[:width] for row in chunk.rows if any(row)]
            if len(found) >= count:
                break
        return found[:count]


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
