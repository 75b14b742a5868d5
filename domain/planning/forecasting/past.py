"""Rows (a series at an origin) as the methods see them: smoothed levels, their errors, traits, a scale; the past only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.planning.forecasting import gamma, smoothing, traits
from domain.planning.forecasting.series import SEASONS, Demand, Floats, Ints

Table = NDArray[np.float32]


@dataclass(frozen=True)
class Past:
    """Demand as compiled loops read it. A row at an origin uses ``y[:, :origin]`` and the season known there.

    Args:
        y: (n, T) units.
        width: (n,) periods of lead plus review.
        cost: (n,) value of a unit.
        year: periods of the longest season.
        season: (S, T + ahead) factors by which demand of a period is above its level.
        which: (T + 1,) row of ``season`` that is known at an origin.
    """

    y: Table
    width: Ints
    cost: Floats
    year: int
    season: Table
    which: Ints


@dataclass(frozen=True)
class Rows:
    """What is known of each row: series and origin, levels, errors, traits, seasonal periods ahead, scale in units."""

    places: Ints
    levels: Table
    errors: Table
    traits: Table
    width: Floats
    scale: Floats

    @property
    def ahead(self) -> Floats:
        """(R,) seasonal periods in the window: its width where there is no season."""
        return np.asarray(self.width * self.trait("season ahead"), dtype=np.float64)

    def trait(self, name: str) -> Floats:
        """(R,) one trait by its name."""
        return self.traits[:, traits.NAMES.index(name)].astype(np.float64)

    def level(self, name: str) -> Floats:
        """(R,) one level by its name."""
        return self.levels[:, smoothing.NAMES.index(name)].astype(np.float64)


def past_of(demand: Demand) -> Past:
    """Prepare demand for the loops."""
    y = np.ascontiguousarray(demand.y, dtype=np.float32)
    year = max(SEASONS[demand.period])
    more = int(demand.width.max()) + 64
    season = np.ones((1, demand.periods + more), dtype=np.float32)
    which = np.zeros(demand.periods + 1, dtype=np.int64)
    return Past(y, demand.width, np.asarray(demand.cost, dtype=np.float64), year, season, which)


def look(past: Past, places: Ints) -> Rows:
    """What is known of each (series, origin) of ``places``."""
    known = (past.y, past.width, places, past.season, past.which)
    levels, errors = smoothing.smooth(*known, past.year)
    table = traits.describe(*known, past.year)
    width = past.width[places[:, 0]].astype(np.float64)
    rows = Rows(places, levels, errors, table, width, np.zeros(0))
    level = 0.8 * rows.level("ses 0.05") + 0.2 * rows.level("mean")
    scale = rows.ahead * level + 0.25 * rows.trait("mean size")
    return Rows(places, levels, errors, table, width, np.where(scale > 0, scale, 1.0))


def combined(rows: Rows) -> tuple[Floats, Floats]:
    """(mean, variance) of demand over lead plus review: the levels weighted by one over their squared error."""
    errors = rows.errors.astype(np.float64)
    mean_size = rows.trait("mean size")
    plain = rows.width * np.maximum(rows.levels[:, -2], 0) * np.maximum(mean_size, 1e-9)
    errors = np.where(errors < 0, plain[:, None], errors)  # no complete window: a compound Poisson's variance
    weight = 1.0 / (errors + 1e-6 * (errors.mean(1, keepdims=True) + 1e-12))
    weight /= weight.sum(1, keepdims=True)
    return (weight * rows.levels).sum(1) * rows.ahead, (weight * errors).sum(1)


def gammas(rows: Rows, levels: tuple[float, ...]) -> Floats:
    """(R, levels) quantiles of the gamma with the combined levels' mean and variance."""
    return gamma.quantiles(*combined(rows), levels)
