"""Working days: when goods can leave, and be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice

_LONGEST = 3660
"""Days that are looked ahead: a calendar without any working day in ten years is a mistake."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days count."""

    weekdays: frozenset[int]
    """1 Monday to 7 Sunday."""
    holidays: frozenset[dt.date]

    @classmethod
    def of(cls, weekdays: Iterable[int], holidays: Iterable[dt.date]) -> WorkingDays:
        """From lists."""
        return cls(frozenset(weekdays), frozenset(holidays))

    def is_open(self, day: dt.date) -> bool:
        """Whether ``day`` is a working day."""
        return day.isoweekday() in self.weekdays and day not in self.holidays

    def first_from(self, day: dt.date) -> dt.date:
        """``day`` itself if it is a working day, else the next one; the last day of all times if there is none."""
        return next(self._open_days(day), dt.date.max)

    def after(self, day: dt.date, days: int) -> dt.date:
        """The day that is ``days`` working days after the first working day from ``day`` on."""
        return next(islice(self._open_days(day), days, None), dt.date.max)

    def _open_days(self, day: dt.date) -> Iterator[dt.date]:
        longest = min(_LONGEST, (dt.date.max - day).days)
        ahead = (day + dt.timedelta(days=step) for step in islice(count(), longest))
        return (one for one in ahead if self.is_open(one))


def earliest_delivery(
    calendar: WorkingDays, seen: dt.datetime, *, cutoff: dt.time | None, lead_days: int, product_days: int
) -> dt.date:
    """The first day on which goods can be there.

    Args:
        calendar: working days.
        seen: local moment at which the order is looked at.
        cutoff: later ones count as of the next working day; None: none.
        lead_days: working days that the house and the way take.
        product_days: days of the calendar that the slowest product takes before.
    """
    late = cutoff is not None and seen.time() > cutoff
    begun = calendar.first_from(seen.date() + dt.timedelta(days=1 if late and calendar.is_open(seen.date()) else 0))
    if begun == dt.date.max:
        return begun
    ready = calendar.first_from(begun + dt.timedelta(days=product_days))
    return ready if ready == dt.date.max else calendar.after(ready, lead_days)
