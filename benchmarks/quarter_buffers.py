"""Buffers of OCA ddmrp as a careful user sizes them, and their zones; pure, so that they can also be replayed.

Demand Driven MRP (Ptak, Smith 2016, *Demand Driven Material Requirements Planning*, chapters 7 to 9). Zones and factors
are those of the addon itself (``stock.buffer``, ``stock.buffer.profile``: short .75, medium .5, long .25; low .25,
medium .5, high .75).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from benchmarks.quarter_demand import HISTORY_DAYS, Quarter, Supplier

WEEKS = 13
"""Of the past that a buffer is sized by: as many as the reordering rules go by."""
Lead = Literal["short", "medium", "long"]
Varies = Literal["low", "medium", "high"]
LEAD_FACTORS: Mapping[Lead, float] = {"short": 0.75, "medium": 0.5, "long": 0.25}
VARIABILITY_FACTORS: Mapping[Varies, float] = {"low": 0.25, "medium": 0.5, "high": 0.75}
_SHORT_DAYS, _MEDIUM_DAYS = 5, 10
"""A third each of the six suppliers."""
_STEADY, _WAVERING = 0.5, 1.0
"""Coefficient of variation by week: the usual bounds of X and Y."""
_OFTEN_LATE = 0.25
_ORDER: tuple[Varies, ...] = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Buffer:
    """What a user enters for an item."""

    usage: float
    """ADU: units a day."""
    lead_days: int
    """DLT: the supplier's."""
    lead: Lead
    varies: Varies
    cycle_days: float
    """Between two days on which the supplier takes orders; 0: takes them on any."""
    extra_days: float
    """What an order waits for its supplier's day on average; for the zones only."""
    minimum: int
    """Units of an order."""
    red_times: float = 1.0
    """For a curve: the addon knows no such factor for all."""

    @property
    def red(self) -> float:
        """Top of red."""
        base = round(self._span * self.usage * LEAD_FACTORS[self.lead], 2)
        return self.red_times * (base + round(base * VARIABILITY_FACTORS[self.varies], 2))

    @property
    def yellow(self) -> float:
        """Top of yellow: below it is ordered."""
        return self.red + round(self._span * self.usage, 2)

    @property
    def green(self) -> float:
        """Top of green: up to it is ordered."""
        by_lead = round(self._span * self.usage * LEAD_FACTORS[self.lead], 2)
        return self.yellow + max(round(self.cycle_days * self.usage, 2), by_lead, float(self.minimum))

    @property
    def _span(self) -> float:
        return self.lead_days + self.extra_days

    def asks(self, position: float) -> int:
        """Units that are ordered at a net flow position."""
        if position >= self.yellow:
            return 0
        return max(math.ceil(round(self.green - position, 2)), self.minimum)


def usage(demand: Quarter, number: int, day: int = 0) -> float:
    """Units a day of the last 13 weeks, as the addon keeps it: to three places."""
    return round(float(_known(demand, number, day).mean()), 3)


def variability(demand: Quarter, number: int, day: int = 0) -> Varies:
    """The higher of two classes: of the demand by week, and of the supply."""
    by_week = _known(demand, number, day).reshape(WEEKS, 7).sum(axis=1)
    spread = by_week.std(ddof=1) / by_week.mean() if by_week.mean() else math.inf
    asked: Varies = "low" if spread < _STEADY else "medium" if spread < _WAVERING else "high"
    return max(asked, supply_variability(demand.items[number].supplier), key=_ORDER.index)


def supply_variability(supplier: Supplier) -> Varies:
    """Reliable, now and then late, or often."""
    return "high" if supplier.late_share >= _OFTEN_LATE else "medium" if supplier.late_share else "low"


def lead_class(supplier: Supplier) -> Lead:
    """Of the suppliers' lead times."""
    days = supplier.lead_days
    return "short" if days <= _SHORT_DAYS else "medium" if days <= _MEDIUM_DAYS else "long"


def buffer(demand: Quarter, number: int, day: int = 0) -> Buffer:
    """A buffer sized by what is known before that day of the quarter."""
    supplier = demand.items[number].supplier
    cycle = 7 / len(supplier.weekdays) if supplier.weekdays else 0.0
    return Buffer(
        usage(demand, number, day), supplier.lead_days, lead_class(supplier), variability(demand, number, day),
        cycle, cycle / 2, supplier.minimum,
    )  # fmt: skip


def _known(demand: Quarter, number: int, day: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return demand.units[number, HISTORY_DAYS + day - 7 * WEEKS : HISTORY_DAYS + day]
