"""Zoned dates: what a local date and time of a partner means, and where clocks make it doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Zoned:
    """A moment, and whether the local time names it clearly."""

    at: datetime
    """With its zone; of two possible moments the first, of none the one that clocks jump to."""
    doubt: Literal["", "gap", "fold"] = ""
    """``gap``: clocks were put forward, the time did not exist; ``fold``: put back, it came twice."""


def zoned(local: datetime, zone: str) -> Zoned:
    """The moment of a local time in an IANA zone.

    Args:
        local: without zone; one that has a zone is taken as it is.
        zone: IANA name; ZoneInfoNotFoundError if there is none (the profile has checked it).
    """
    if local.tzinfo is not None:
        return Zoned(local)
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return Zoned(first)
    there_and_back = first.astimezone(UTC).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) == local:
        return Zoned(first, "fold")
    return Zoned(there_and_back, "gap")
