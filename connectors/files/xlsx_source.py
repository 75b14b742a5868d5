"""A sheet of an Excel workbook as a stream of rows."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.files.problem import Unreadable
from connectors.files.row_table import RowTable
from connectors.formats.csv_rows import RowChunk
from connectors.formats.xlsx import NotAWorkbook, open_workbook, sheet_rows
from connectors.formats.xlsx_cells import Number
from connectors.ports import Raw
from domain.catalogue import finding
from domain.mapping import TableMapping

CHUNK_CELLS = 1_000_000
CHUNK_ROWS = 50_000
HEADING_ROWS = 50
"""The heading is looked for in so many rows."""


class XlsxSource(RowTable):
    """One sheet: the profile's, or the first."""

    def __init__(self, raw: Raw, mapping: TableMapping) -> None:
        """Find the sheet and its heading; raises Unreadable where there is none."""
        super().__init__(raw, mapping)
        try:
            with raw.open() as stream:
                book = open_workbook(stream)
                self.sheets = list(book.sheets)
                self.sheet = self._chosen()
                self.header, self._first = self._heading(sheet_rows(book, self.sheet))
        except NotAWorkbook as error:
            raise self._refused(error) from error

    def chunks(self) -> Iterator[RowChunk]:
        """Rows below the heading, with the sheet's own row numbers."""
        chunk, cells = RowChunk([], 1, []), 0
        for number, row in self._rows():
            if number < self._first:
                continue
            chunk.rows.append(row + [""] * (len(self.header) - len(row)))
            if chunk.lines is not None:
                chunk.lines.append(number)
            cells += len(row)
            if cells >= CHUNK_CELLS or len(chunk.rows) >= CHUNK_ROWS:
                yield chunk
                chunk, cells = RowChunk([], 1, []), 0
        if chunk.rows:
            yield chunk

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        mark = self._mapping.decimal
        try:
            with self._raw.open() as stream:
                for number, row in sheet_rows(open_workbook(stream), self.sheet):
                    yield number, row if mark == "." else [_marked(cell, mark) for cell in row]
        except NotAWorkbook as error:
            raise self._refused(error) from error

    def _chosen(self) -> str:
        wanted = self._mapping.sheet
        if not wanted:
            return self.sheets[0]
        if wanted in self.sheets:
            return wanted
        shown = ", ".join(self.sheets[:20])
        raise Unreadable(finding("FI-FILE-010", value=self._raw.name, sheet=wanted, sheets=shown))

    def _heading(self, rows: Iterator[tuple[int, list[str]]]) -> tuple[list[str], int]:
        """The headings and the number of the first row of data."""
        for tried, (number, row) in enumerate(rows):
            if number <= self._mapping.skip_rows or not any(cell.strip() for cell in row):
                if tried > self._mapping.skip_rows + HEADING_ROWS:
                    break
                continue
            if self._mapping.header:
                return [cell.strip() for cell in row], number + 1
            return [str(one) for one in range(1, len(row) + 1)], number
        raise Unreadable(finding("FI-FILE-001", value=self._raw.name, format="Excel", why="no row is in its sheet"))

    def _refused(self, error: NotAWorkbook) -> Unreadable:
        return Unreadable(finding("FI-FILE-001", value=self._raw.name, format="Excel", why=str(error)))


def _marked(cell: str, mark: str) -> str:
    """Numbers with the decimal mark that the partner's texts have, so that both are read alike."""
    return cell.replace(".", mark) if isinstance(cell, Number) else cell
