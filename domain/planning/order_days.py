"""On which days a supplier takes orders, and when what is ordered is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.working_days import WorkingDays

_LONGEST = 400
"""Days that are looked ahead: who takes no order in a year takes none."""


@dataclass(frozen=True, slots=True)
class OrderDays:
    """Days of one supplier."""

    house: WorkingDays
    """Days on which we order and receive."""
    weekdays: frozenset[int]
    """On which the supplier takes orders, 1 Monday; empty: any."""
    closed: tuple[tuple[date, date], ...]
    """First and last days on which it neither takes orders nor sends."""
    start: date
    """First day on which an order of this plan can count: the plan's, or the next one after the cut-off."""

    def stands_still(self, day: date) -> bool:
        """Whether the supplier is closed."""
        return any(first <= day <= last for first, last in self.closed)

    def first_from(self, day: date) -> date:
        """The first day from ``day`` on that takes an order; ``day`` itself if none does within a year."""
        for step in range(_LONGEST):
            one = day + timedelta(days=step)
            if self.house.is_open(one) and not self.stands_still(one) and (
                not self.weekdays or one.isoweekday() in self.weekdays
            ):  # fmt: skip
                return one
        return day

    def due(self, ordered: date, lead_days: float) -> date:
        """When goods are there: lead time in days of the calendar, days of closure not counted, on a day we receive."""
        left, day = max(0, round(lead_days)), ordered
        if not self.closed:
            left, day = 0, ordered + timedelta(days=left)
        for _ in range(left + _LONGEST):
            if left == 0:
                break
            left -= not self.stands_still(day)
            day += timedelta(days=1)
        received = self.house.first_from(day)
        return day if received == date.max else received


def order_days(snapshot: Snapshot, profile: PlanningProfile, supplier: str) -> OrderDays:
    """The days of a supplier, seen from the moment of the snapshot; an empty name: our own, for transfers."""
    house = WorkingDays.of(profile.working_days, profile.holidays)
    terms = profile.terms(supplier)
    seen = snapshot.as_of.astimezone(ZoneInfo(profile.timezone)) if snapshot.as_of.tzinfo else snapshot.as_of
    limits = [one for one in (profile.order_until, terms.order_until) if one is not None]
    late = bool(limits) and seen.date() == snapshot.today and seen.time() > min(limits)
    start = snapshot.today + timedelta(days=1 if late else 0)
    return OrderDays(house, frozenset(terms.order_weekdays), terms.closed, start)
