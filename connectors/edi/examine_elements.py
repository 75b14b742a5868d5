"""One element against what the standard says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from connectors.edi.guide import Part
from domain.documents.acknowledgement import ElementFault, ElementTrouble

_DECIMAL = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(E[+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3])[0-5]\d([0-5]\d\d{0,2})?", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ufffd]")
LONGEST_VALUE = 99


def fault_of(value: str, part: Part, place: tuple[int, int]) -> ElementFault | None:
    """What is wrong with one value; None: nothing.

    Args:
        value: as sent.
        part: what it should be.
        place: element and component, from 1; component 0: there are none.
    """
    trouble = _trouble(value, part)
    if trouble is None:
        return None
    shown = _UNPRINTABLE.sub(" ", value)[:LONGEST_VALUE]
    return ElementFault(element=place[0], component=place[1], reference=part.reference, trouble=trouble, value=shown)


def too_many(element: int, value: str, component: int = 0) -> ElementFault:
    """More than the segment has."""
    return ElementFault(
        element=element, component=component, trouble="too_many", value=_UNPRINTABLE.sub(" ", value)[:LONGEST_VALUE]
    )


def _trouble(value: str, part: Part) -> ElementTrouble | None:
    if not value:
        return "missing" if part.needed else None
    if _UNPRINTABLE.search(value):
        return "characters"
    if part.type in _KINDS:
        wrong = _KINDS[part.type](value)
        if wrong:
            return wrong
    if part.type == "DT":
        return None
    digits = re.sub(r"[^0-9]", "", value) if part.type in {"R", "N0", "n"} else value
    return "too_long" if len(digits) > part.longest else "too_short" if len(digits) < part.shortest else None


def _date(value: str) -> ElementTrouble | None:
    """CCYYMMDD, or YYMMDD as before version 004010."""
    text = f"20{value}" if len(value) == len("YYMMDD") else value
    try:
        good = len(text) == len("CCYYMMDD") and text.isascii() and text.isdigit()
        date(int(text[:4]), int(text[4:6]), int(text[6:])) if good else None
    except ValueError:
        good = False
    return None if good else "date"


def _matches(pattern: re.Pattern[str], trouble: ElementTrouble, value: str) -> ElementTrouble | None:
    return None if pattern.fullmatch(value) else trouble


_KINDS: dict[str, Callable[[str], ElementTrouble | None]] = {
    "DT": _date,
    "TM": lambda value: _matches(_TIME, "time", value),
    "R": lambda value: _matches(_DECIMAL, "decimal", value),
    "n": lambda value: _matches(_DECIMAL, "decimal", value),
    "N0": lambda value: _matches(_WHOLE, "decimal", value),
}
