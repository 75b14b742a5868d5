"""Values of EDIFACT: numbers, dates in the formats of 2379, texts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from connectors.edi.line_po1 import CENTURY, TWO_DIGIT_YEAR_PIVOT
from connectors.formats.numbers import decimal_of

_LAYOUTS = {
    "2": "%d%m%y",
    "3": "%m%d%y",
    "4": "%d%m%Y",
    "101": "%y%m%d",
    "102": "%Y%m%d",
    "201": "%y%m%d%H%M",
    "202": "%y%m%d%H%M%S",
    "203": "%Y%m%d%H%M",
    "204": "%Y%m%d%H%M%S",
    "301": "%y%m%d%H%M",
    "302": "%y%m%d%H%M%S",
    "303": "%Y%m%d%H%M",
    "304": "%Y%m%d%H%M%S",
    "205": "%Y%m%d%H%M",
    "610": "%Y%m",
    "718": "%Y%m%d",
    "719": "%Y%m%d%H%M",
    "713": "%y%m%d%H%M",
    "717": "%y%m%d",
    "711": "%Y%m%d",
}
"""Format qualifiers (2379) of days and moments; of a period its first day counts."""
_DIGITS = {"%d": 2, "%m": 2, "%y": 2, "%Y": 4, "%H": 2, "%M": 2, "%S": 2}
_BY_LENGTH = {6: "101", 8: "102", 10: "201", 12: "203", 14: "204"}
"""Where no format is stated."""
_ZONED = {"205", "301", "302", "303", "304"}
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})?")
_WEEK = re.compile(r"(\d{4})(\d{2})(?:\D?\d{6})?")
YEARS = (1900, 2999)


def number_of(text: str) -> Decimal | None:
    """A number with a point or a comma as its decimal mark, whatever UNA says; None: no plain number."""
    return decimal_of(text if "." in text else text.replace(",", "."))


def moment_of(text: str, form: str, zone: str) -> datetime | None:
    """A date or time as DTM states it, in ``zone`` where it states none; None: it can't be read."""
    text = text.replace(" ", "")
    if not text.isascii():
        return None
    form = form.strip() or _BY_LENGTH.get(len(text), "")
    if form in {"616", "716"}:
        return _week(text, zone)
    layout = _LAYOUTS.get(form)
    if layout is None:
        return None
    wanted = sum(_DIGITS[layout[at : at + 2]] for at in range(0, len(layout), 2))
    digits, rest = text[:wanted], text[wanted:]
    if len(digits) < wanted and len(digits) in {6, 8, 12} and form in {"102", "203", "204", "201"}:
        return moment_of(digits, _BY_LENGTH[len(digits)], zone)
    if len(digits) < wanted:
        return None
    return _built(digits, layout, _zone(rest, zone) if form in _ZONED else ZoneInfo(zone), _rest_fits(form, rest))


def _rest_fits(form: str, rest: str) -> bool:
    """Whether what stands after the digits belongs there: nothing, zeros of a time, a zone or a period's end."""
    return not rest.strip("0") or form in _ZONED or form in {"718", "719", "713", "717", "711"}


def _built(digits: str, layout: str, zone: ZoneInfo | timezone, fits: bool) -> datetime | None:
    if not digits.isdigit() or not fits:
        return None
    parts, at = {"%m": 1, "%d": 1, "%H": 0, "%M": 0, "%S": 0, "%Y": 0}, 0
    for mark in (layout[i : i + 2] for i in range(0, len(layout), 2)):
        parts[mark] = int(digits[at : at + _DIGITS[mark]])
        at += _DIGITS[mark]
    year = parts["%Y"]
    if "%y" in parts:
        year = parts["%y"] + (CENTURY if parts["%y"] < TWO_DIGIT_YEAR_PIVOT else CENTURY - 100)
    midnight = (parts["%H"], parts["%M"]) == (24, 0)
    try:
        found = datetime(
            year, parts["%m"], parts["%d"], 0 if midnight else parts["%H"], parts["%M"], parts["%S"], tzinfo=zone
        )
    except ValueError:
        return None
    if not YEARS[0] <= found.year <= YEARS[1]:
        return None
    return found + timedelta(days=1) if midnight else found


def _zone(rest: str, zone: str) -> ZoneInfo | timezone:
    """The offset that a format with a zone states (+0100, UTC, Z), else ``zone``."""
    offset = _OFFSET.fullmatch(rest)
    if offset and int(offset.group(2)) < len("CCYYMMDDHHMMZHHMM"):
        minutes = int(offset.group(2)) * 60 + int(offset.group(3) or 0)
        return timezone(timedelta(minutes=-minutes if offset.group(1) == "-" else minutes))
    return UTC if rest.upper() in {"UTC", "GMT", "Z"} else ZoneInfo(zone)


def _week(text: str, zone: str) -> datetime | None:
    """Monday of CCYYWW."""
    week = _WEEK.fullmatch(text)
    try:
        day = date.fromisocalendar(int(week.group(1)), int(week.group(2)), 1) if week else None
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) if day and day.year >= YEARS[0] else None
