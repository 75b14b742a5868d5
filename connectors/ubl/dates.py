"""Dates in the heads of UBL documents: when they were issued, and by when the goods are wanted."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from connectors.formats.xml import Element
from connectors.ubl.line import day_of

_TIME = re.compile(r"(\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def issued_at(document: Element, zone: str) -> tuple[datetime | None, str]:
    """IssueDate and IssueTime, in ``zone`` where they state none; and the date's text where it can't be read."""
    text = document.text("IssueDate")
    if not text:
        return None, ""
    day = day_of(text)
    if day is None:
        return None, text
    clock = _TIME.fullmatch(document.text("IssueTime"))
    try:
        at = time.fromisoformat(clock.group(1)) if clock else time()
        moment = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
        return (datetime.fromisoformat(f"{day}T{clock.group(1)}{clock.group(2)}") if clock and clock[2] else moment), ""
    except ValueError:
        return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)), ""


def requested_by(document: Element) -> tuple[date | None, list[tuple[str, str]]]:
    """The earliest date of its deliveries; and the names and texts of those that can't be read."""
    days, wrong = [], []
    for delivery in document.all("Delivery"):
        for name in ("StartDate", "EndDate"):
            text = delivery.text("RequestedDeliveryPeriod", name)
            day = day_of(text) if text else None
            if day is not None:
                days.append(day)
            elif text:
                wrong.append((name, text))
    return min(days, default=None), wrong
