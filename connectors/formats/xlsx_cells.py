"""Cells of an Excel sheet as text: numbers as they are shown, dates as days."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

MOST_COLUMNS = 16_384
LONGEST_CELL = 32_767
"""Characters that Excel keeps in a cell."""
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,9})?")
_LAST_SERIAL = 2_958_466
_DATE_1904 = 1462


class Number(str):
    """A number's text, with a point; texts that look like one are no Number."""

    __slots__ = ()


class SheetWalk:
    """Follows a sheet's elements and gathers its rows."""

    def __init__(self, strings: list[str], dated: set[int], *, since_1904: bool) -> None:
        """``strings`` shared by the sheets, and the styles whose numbers are dates."""
        self._strings, self._dated, self._since_1904 = strings, dated, since_1904
        self.done: list[tuple[int, list[str]]] = []
        self._row = 0
        self._cells: list[str] = []
        self._column, self._kind, self._style = 0, "", 0
        self._pieces = Pieces()
        self._taking = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "row":
            stated = integer(attributes.get("r", ""))
            self._row = stated if stated > self._row else self._row + 1
            self._cells, self._column = [], 0
        elif name == "c":
            stated = column_of(attributes.get("r", ""))
            self._column = stated if stated > self._column else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), integer(attributes.get("s", ""))
            self._pieces.clear()
        elif name in {"v", "t"}:
            self._taking = True

    def text(self, data: str) -> None:
        """Text of an element."""
        if self._taking:
            self._pieces.take(data)

    def end(self, name: str) -> None:
        """An element ends: a cell, or a row."""
        if name in {"v", "t"}:
            self._taking = False
        elif name == "c" and self._pieces and self._column <= MOST_COLUMNS:
            missing = self._column - 1 - len(self._cells)
            if missing > 0:
                self._cells += [""] * missing
            self._cells.append(self._value("".join(self._pieces)))
            self._pieces.clear()
        elif name == "row" and self._cells:
            self.done.append((self._row, self._cells))

    def _value(self, text: str) -> str:
        if self._kind == "s":
            at = integer(text)
            return self._strings[at] if 0 <= at < len(self._strings) else ""
        if self._kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if self._kind == "d":
            return text.replace("T", " ").removesuffix(" 00:00:00")
        if self._kind != "n":
            return text
        dated = self._style in self._dated
        return (_date_text(text, since_1904=self._since_1904) if dated else "") or number_text(text)


class Pieces(list[str]):
    """Pieces of one cell's text; ValueError as soon as they are longer than any cell."""

    def __init__(self) -> None:
        """None yet."""
        super().__init__()
        self._held = 0

    def take(self, piece: str) -> None:
        """One more."""
        self._held += len(piece)
        if self._held > LONGEST_CELL:
            raise ValueError(f"a cell has more than {LONGEST_CELL:,} characters")
        self.append(piece)

    def clear(self) -> None:
        """Begin the next cell."""
        super().clear()
        self._held = 0


def column_of(reference: str) -> int:
    """The column's number, from 1: A1 is 1, AA7 is 27; 0: none is named."""
    column = 0
    for letter in reference[:4]:
        if not ("A" <= letter <= "Z"):
            break
        column = column * 26 + ord(letter) - 64
    return column


def number_text(text: str) -> str:
    """What the sheet shows of a number kept in binary: its fifteen digits, 0.3 for 0.30000000000000004; no exponent."""
    if not _NUMBER.fullmatch(text.strip()):  # Python takes digits of every script for numbers, and 1_000
        return text
    try:
        exact = Decimal(format(float(text), ".15g")) if "." in text or "e" in text.lower() else Decimal(text)
    except (ValueError, ArithmeticError):
        return text
    if not exact.is_finite() or abs(exact.adjusted()) > 30:  # noqa: PLR2004 - no quantity has thirty digits
        return text
    plain = format(exact, "f")
    return Number(plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _date_text(text: str, *, since_1904: bool) -> str:
    """A serial number as a day, with a time where it has one; empty: none is that day."""
    if not _NUMBER.fullmatch(text.strip()):
        return ""
    try:
        serial = float(text) + (_DATE_1904 if since_1904 else 0)
    except ValueError:
        return ""
    if not 1 <= serial < _LAST_SERIAL:
        return ""
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(serial * 86_400))  # noqa: DTZ001 - a sheet has no zone
    return str(moment).removesuffix(" 00:00:00")


def integer(text: str) -> int:
    """A whole number of an attribute; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else 0
