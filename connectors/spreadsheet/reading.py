"""A plan's spreadsheet is read, as Excel, LibreOffice and others save it; nothing in it is trusted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from domain.catalogue import finding
from domain.findings import Finding
from domain.planning.sheet import ABOUT_SHEET, COLUMNS, FORM, LINES_SHEET, Cell, PlanSheet, SheetRow

MOST_BYTES = 2_000_000_000
"""Unpacked: 100,000 lines with their reasons come to a tenth of it."""
_NEEDED = ("form", "plan", "code", "hash")
_ERROR = "e"


class Unreadable(Exception):
    """The file is no spreadsheet of a plan."""

    def __init__(self, why: str) -> None:
        """In words."""
        super().__init__(why)
        self.finding: Finding = finding("PL-BOOK-001", why=why)


def read_plan(file: Path) -> PlanSheet:
    """The sheets About and Lines.

    Raises:
        Unreadable: it is no such file.
    """
    _check_size(file)
    try:
        written, results = (load_workbook(file, read_only=True, data_only=last) for last in (False, True))
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
        raise Unreadable(f"it can't be opened ({type(error).__name__})") from error
    try:
        about = _about(written)
        rows = _rows(written, results)
        return PlanSheet(about, tuple(rows))
    except Unreadable:
        raise
    except Exception as error:  # as above, met while its rows are unpacked
        raise Unreadable(f"it is damaged ({type(error).__name__})") from error
    finally:
        written.close()
        results.close()


def _check_size(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except (OSError, BadZipFile) as error:
        raise Unreadable("it is no .xlsx file") from error
    if size > MOST_BYTES:
        raise Unreadable("it unpacks to more than any plan holds")


def _about(book: Any) -> Mapping[str, str]:  # noqa: ANN401 - openpyxl ships no types
    if ABOUT_SHEET not in book.sheetnames or LINES_SHEET not in book.sheetnames:
        raise Unreadable(f"it lacks the sheet {ABOUT_SHEET} or {LINES_SHEET}")
    rows = book[ABOUT_SHEET].iter_rows(min_row=1, max_row=50, max_col=2, values_only=True)
    pairs = [(*row, None, None)[:2] for row in rows]
    found = {str(name): "" if value is None else str(value) for name, value in pairs if name}
    lacking = [name for name in _NEEDED if not found.get(name)]
    if lacking:
        raise Unreadable(f"its sheet {ABOUT_SHEET} lacks {', '.join(lacking)}")
    if found["form"] != FORM:
        raise Unreadable("another version of Lading wrote it")
    return found


def _rows(written: Any, results: Any) -> Iterator[SheetRow]:  # noqa: ANN401 - as above
    sheet = written[LINES_SHEET]
    sheet.reset_dimensions()
    rows = sheet.iter_rows()
    places = _places(next(rows, ()))
    last = _Results(results)
    for number, row in enumerate(rows, 2):
        cells = {key: _cell(row[place], (number, place), last) for key, place in places.items() if place < len(row)}
        if any(not one.empty for one in cells.values()):
            yield SheetRow(number, cells)


def _places(head: Any) -> dict[str, int]:  # noqa: ANN401 - as above
    """Column by key, by their titles: they may have been moved."""
    titles = {str(cell.value).strip(): place for place, cell in enumerate(head) if cell.value is not None}
    lacking = [one.title for one in COLUMNS if one.title not in titles]
    if lacking:
        raise Unreadable(f"its sheet {LINES_SHEET} lacks the column {', '.join(lacking)}")
    return {one.key: titles[one.title] for one in COLUMNS}


def _cell(cell: Any, where: tuple[int, int], last: _Results) -> Cell:  # noqa: ANN401 - as above
    number, place = where
    at = f"{LINES_SHEET}!{get_column_letter(place + 1)}{number}"
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        value, broken = last.at(number, place)
        return Cell(value, at, formula=True, broken=broken)
    return Cell(cell.value, at, broken=kind == _ERROR)


class _Results:
    """Last results of formulas, read only where there is one."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - as above
        sheet = book[LINES_SHEET]
        sheet.reset_dimensions()
        self._rows = enumerate(sheet.iter_rows(), 1)
        self._number = 0
        self._row: Any = ()

    def at(self, number: int, place: int) -> tuple[object, bool]:
        """The result of a cell, and whether it is an error; rows are asked for in their order."""
        while self._number < number:
            self._number, self._row = next(self._rows)
        cell = self._row[place]
        return cell.value, getattr(cell, "data_type", "n") == _ERROR
