"""Cells of a plan's spreadsheet as values: numbers are numbers, days are days, and what is not is told."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from domain.catalogue import finding
from domain.findings import Finding, Severity
from domain.planning.sheet import DECISIONS, Cell

_MOST = Decimal(10) ** 12
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T ])")
Value = TypeVar("Value")
Read = tuple[Value | None, list[Finding]]
"""The value, None where the cell is empty or wrong; and what is wrong."""


def number_of(cell: Cell) -> Read[Decimal]:
    """A quantity: a number of the spreadsheet above 0, no text that looks like one."""
    wrong = _formula(cell)
    if cell.empty or _stops(wrong):
        return None, wrong
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None, [*wrong, finding("PL-BOOK-007", path=cell.at, value=value, what=_kind(value))]
    if isinstance(value, float) and not math.isfinite(value):
        return None, [*wrong, finding("PL-BOOK-007", path=cell.at, value=value, what="no number")]
    number = Decimal(str(round(value, 6)))
    if not 0 < number < _MOST:
        what = "no quantity to order (to order nothing, reject the line)"
        return None, [*wrong, finding("PL-BOOK-007", path=cell.at, value=value, what=what)]
    return number, wrong


def _kind(value: object) -> str:
    if isinstance(value, str):
        return "text, not a number"
    return "a day, not a number" if isinstance(value, date) else "no number"


def day_of(cell: Cell) -> Read[date]:
    """A day of the spreadsheet, or text such as 2026-12-31, which LibreOffice and others leave."""
    wrong = _formula(cell)
    if cell.empty or _stops(wrong):
        return None, wrong
    value = cell.value
    if isinstance(value, datetime):
        return value.date(), wrong
    if isinstance(value, date):
        return value, wrong
    found = _ISO.match(value.strip()) if isinstance(value, str) else None
    try:
        day = date.fromisoformat(found[0]) if found else None
    except ValueError:
        day = None
    return day, wrong if day else [*wrong, finding("PL-BOOK-008", path=cell.at, value=value)]


def text_of(cell: Cell) -> Read[str]:
    """Text; whole numbers as their digits."""
    wrong = _formula(cell)
    if cell.empty or _stops(wrong):
        return None, wrong
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip(), wrong


def decision_of(cell: Cell) -> Read[str]:
    """accept, change or reject."""
    text, wrong = text_of(cell)
    if text is None:
        return None, wrong
    if text.casefold() not in DECISIONS:
        return None, [*wrong, finding("PL-BOOK-009", path=cell.at, value=text)]
    return text.casefold(), wrong


def _formula(cell: Cell) -> list[Finding]:
    """A formula counts by its last result; one without, or with an error, is refused."""
    if cell.broken or (cell.formula and cell.value is None):
        return [finding("PL-BOOK-014", path=cell.at, value=cell.value or "", what="no result is kept with it")]
    if cell.formula:
        what = "its last result counts"
        return [finding("PL-BOOK-014", path=cell.at, value=cell.value, severity=Severity.WARN, what=what)]
    return []


def _stops(found: list[Finding]) -> bool:
    return any(one.severity is not Severity.WARN for one in found)
