"""Looks of a plan's spreadsheet: which cells may be edited, how numbers are written."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection

from domain.planning.sheet import Kind

FORMATS: dict[Kind, str] = {"text": "@", "number": "#,##0.######", "money": "#,##0.00", "day": "yyyy-mm-dd"}
_EDITABLE = PatternFill("solid", fgColor="FFF2CC")
_HEAD = PatternFill("solid", fgColor="1F3864")
_HEAD_EDITABLE = PatternFill("solid", fgColor="BF8F00")
_UNPRINTABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class Pen:
    """Writes cells of one sheet; a look is made once and shared by 100,000 rows."""

    def __init__(self, sheet: Any) -> None:  # noqa: ANN401 - openpyxl ships no types
        """For the sheet."""
        self._sheet = sheet
        self._looks = {
            (kind, editable): self._look(kind, editable=editable) for kind in FORMATS for editable in (False, True)
        }
        self._quoted = {key: self._quote(*key) for key in self._looks if key[0] == "text"}

    def _look(self, kind: Kind, *, editable: bool) -> Any:  # noqa: ANN401 - as above
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = FORMATS[kind] if kind != "text" else "General"
        if editable:
            cell.fill = _EDITABLE
            cell.protection = Protection(locked=False)
        return cell._style  # noqa: SLF001 - the shared style has no public name

    def _quote(self, kind: Kind, editable: bool) -> Any:  # noqa: ANN401 - a key of the looks
        cell = WriteOnlyCell(self._sheet)
        cell._style = self._looks[kind, editable].__copy__()  # noqa: SLF001 - as above
        cell.quotePrefix = True
        return cell._style  # noqa: SLF001 - as above

    def head(self, title: str, *, editable: bool = False) -> Any:  # noqa: ANN401 - as above
        """A cell of the header row."""
        cell = WriteOnlyCell(self._sheet, value=title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD_EDITABLE if editable else _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell

    def cell(self, value: object, kind: Kind = "text", *, editable: bool = False) -> Any:  # noqa: ANN401 - as above
        """A cell with a value, None where nothing stands and nothing may be written.

        Text is text, whatever it begins with: nothing in it is ever run as a formula.
        """
        if not editable and (value is None or value == ""):
            return None
        cell = WriteOnlyCell(self._sheet, value=None)
        cell._style = self._looks[kind, editable]  # noqa: SLF001 - as above
        if value is None or value == "":
            return cell
        if isinstance(value, str):
            cell._value, cell.data_type = printable(value), "s"  # noqa: SLF001 - setting .value would make '=…' a formula
            if value.startswith(_RISKY):
                cell._style = self._quoted[kind, editable]  # noqa: SLF001 - as above
            return cell
        cell.value = value
        cell._style = self._looks[kind, editable]  # noqa: SLF001 - a day brings its own format
        return cell


def printable(text: str) -> str:
    """Without what XML cannot hold, and as long as a cell may be."""
    return "".join(one for one in text if one in "\t\n" or (one >= " " and not _UNPRINTABLE.match(one)))[:32000]
