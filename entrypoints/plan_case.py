"""A file as a world to simulate: demand, lead times, limits, and what may be known at each review."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.errors import Misconfigured
from domain.planning.forecasting.series import Demand, Period
from domain.planning.simulating import Limits, World
from domain.planning.simulating.lead_times import drawn, moments
from domain.planning.simulating.policies import YEAR, Seen
from entrypoints.forecast_files import read_history
from entrypoints.plan_files import MARGIN, Floats, extra, read_lead_weights

Ints = NDArray[np.int64]
LEAST = 2
"""Periods that are too few for two reviews with one before them."""


@dataclass(frozen=True)
class Asked:
    """Which demand, over which periods, forecast how."""

    history: Path
    params: Path | None
    quantiles: Path | None
    origins: int | None
    levels: str | None
    period: Period
    method: str
    seed: int


@dataclass(frozen=True)
class Limited:
    """Lead times and limits of the simulation."""

    lead: str = "fixed"
    receipts: Path | None = None
    calendar: int = 1
    budget: float | None = None
    capacity: float | None = None
    intake: float | None = None
    lost_sales: bool = False

    @property
    def short(self) -> bool:
        """Whether money or room may be short."""
        return not math.isinf(min(self.limits.budget, self.limits.intake, self.limits.capacity))

    @property
    def limits(self) -> Limits:
        """As the simulation takes them."""
        budget, intake, capacity = (
            math.inf if one is None else one for one in (self.budget, self.intake, self.capacity)
        )
        return Limits(budget, intake, capacity, self.lost_sales)


@dataclass(frozen=True)
class Case:
    """A file as a world, and what may be known of it at each review."""

    world: World
    seen: Seen
    demand: Demand
    """Its lead times are longer by the periods without orders."""
    asked: Asked

    @property
    def first(self) -> int:
        """Periods known at the first review."""
        return self.seen.origins[0]


def read_case(asked: Asked, limited: Limited) -> Case:
    """The files as a case.

    Raises:
        Misconfigured: names file, field, value and what to mend.
    """
    history = read_history(asked.history, asked.params, asked.period)
    count = _count(asked, history.demand.periods)
    demand, keys = history.demand, list(history.demand.keys)
    y, first = demand.y.astype(np.float64), demand.periods - count
    stated = demand.lead.astype(np.float64)
    leads, known = _leads(limited, (keys, stated), (first, count), asked.seed)
    if (leads.max(1) >= count).all():
        raise Misconfigured(
            "Nothing would be counted: an item is counted from the period on in which its first orders can arrive.",
            field="--origins",
            value=str(count),
            next_step=f"Ask for more than the longest lead time: {int(leads.max()) + 1} or more.",
        )
    lead, deviation = moments(known)
    every = np.full(len(keys), limited.calendar)
    paths = (asked.history, asked.params)
    seen = Seen(y, range(first, demand.periods), lead, lead + limited.calendar, asked.period, deviation)
    world = World(
        keys, np.ascontiguousarray(y[:, first:]), leads, demand.cost, history.moq, history.pack,
        margin=extra(paths, keys, "margin", MARGIN * demand.cost),
        volume=extra(paths, keys, "volume", np.ones(len(keys))), every=every,
        start=_start(seen, history.pack) if limited.short else None,
    )  # fmt: skip
    shifted = np.pad(known, ((0, 0), (limited.calendar - 1, 0)))
    whole = np.rint(lead).astype(np.int64) + limited.calendar - 1
    weights = None if limited.lead == "fixed" else shifted
    return Case(world, seen, Demand(keys, demand.y, whole, demand.cost, asked.period, weights), asked)


def _count(asked: Asked, periods: int) -> int:
    count = max(2, min(YEAR[asked.period], periods // 4)) if asked.origins is None else asked.origins
    if count >= periods:
        raise Misconfigured(
            f"The history has {periods} periods; each review needs one before it.",
            field="--origins",
            value=str(count),
            next_step=f"Ask for at most {periods - 1}." if periods > LEAST else "Take a history of 3 periods or more.",
        )
    return count


def _start(seen: Seen, pack: Floats) -> Floats:
    """(n,): where something is short all policies begin alike, with a year's mean demand of lead plus review."""
    usual = seen.last(seen.origins[0], seen.year).mean(1) * seen.width
    return np.asarray(np.ceil(usual / pack) * pack)


def _leads(limited: Limited, series: tuple[list[str], Floats], when: tuple[int, int], seed: int) -> tuple[Ints, Floats]:
    """Lead times as they come (n, H), and (n, K) weights that were known at the first review."""
    (keys, stated), (first, count) = series, when
    if limited.lead == "fixed":
        weights = np.zeros((len(keys), int(stated.max())))
        weights[np.arange(len(keys)), stated.astype(int) - 1] = 1.0
        return np.repeat(stated.astype(np.int64)[:, None], count, axis=1), weights
    if limited.receipts is None:
        raise Misconfigured(
            "Random lead times are drawn from those that were seen.",
            field="--receipts",
            value="none",
            next_step="Name a Parquet file with series, ordered, received, or leave --lead fixed.",
        )
    uniform = np.random.default_rng([seed, 9]).random((len(keys), count))
    true = read_lead_weights(limited.receipts, keys, stated)
    return drawn(true, uniform), read_lead_weights(limited.receipts, keys, stated, before=first)
