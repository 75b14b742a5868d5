"""Control numbers: ours given one after the other, theirs looked at for gaps and repeats. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

MOST = {"interchange": 999_999_999, "group": 999_999_999, "set": 999_999_999}
"""The highest number of each level in X12 (ISA13 has nine digits); EDIFACT's fields are longer, the numbers are not."""
Judgement = Literal["first", "next", "gap", "late", "repeat", "back", "restart", "odd"]
"""first: nothing was known. late: one that was missing came. back: lower than all that are known.
restart: numbers began anew. odd: no number at all, so its order can't be told."""


def following(last: int | None, *, first: int = 1, most: int = MOST["interchange"]) -> int:
    """The number after ``last``; begins anew after ``most``."""
    return first if last is None or last >= most else last + 1


@dataclass(frozen=True, slots=True)
class Judged:
    """What one incoming control number says about those before it."""

    what: Judgement
    last: int | None
    """The number after which the next one is expected."""
    missing: tuple[int, int] | None = None
    """First and last number that should have come before this one; None: none is missing."""


def number_of(control: str) -> int | None:
    """A control number as a number; None: it has letters (EDIFACT allows them)."""
    text = control.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(10**17)) else None


@dataclass(frozen=True, slots=True)
class Known:
    """What came before, of one sender."""

    last: int | None = None
    """The highest number of the run of numbers so far; None: there was none."""
    seen: Collection[int] = ()
    """Numbers known between ``last`` and the one that is judged; others may be in it."""
    gaps: Collection[tuple[int, int]] = ()
    """Ranges that were missing when a later number came; those in them that came since may still be in it."""
    repeated: bool = False
    """Whether the very number that is judged came before, in another interchange."""


def judged(control: str, known: Known, *, most: int = MOST["interchange"]) -> Judged:
    """Judge a control number.

    Args:
        control: as sent.
        known: what came before it.
        most: the highest number there is; after it 1 (or 0) is next.
    """
    number, last = number_of(control), known.last
    if known.repeated or number is None:
        return Judged("repeat" if known.repeated else "odd", last)
    if last is None or number == last + 1:
        return Judged("first" if last is None else "next", number)
    if number > last:
        return _beyond(number, last, known.seen)
    if any(first <= number <= to for first, to in known.gaps):
        return Judged("late", last)
    if number <= 1 < last:
        return Judged("next" if last >= most else "restart", number)
    return Judged("back", last)


def _beyond(number: int, last: int, seen: Collection[int]) -> Judged:
    """Numbers between were left out, unless each of them came before (the numbers began anew in between)."""
    between = sorted(one for one in seen if last < one < number)
    if len(between) == number - last - 1:
        return Judged("next", number)
    missing_from = last + 1
    while between and between[0] == missing_from:
        between, missing_from = between[1:], missing_from + 1
    missing_to = number - 1
    while between and between[-1] == missing_to:
        between, missing_to = between[:-1], missing_to - 1
    return Judged("gap", number, (missing_from, missing_to))
