"""Rows (a series at an origin) as the methods see them: smoothed levels, their errors, traits, a scale; the past only."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from domain.planning.forecasting import gamma, season, smoothing, traits
from domain.planning.forecasting.series import AHEAD, SEASONS, Demand, Floats, Ints

Table = NDArray[np.float32]


@dataclass(frozen=True)
class Past:
    """Demand as compiled loops read it. A row at an origin uses ``y[:, :origin]`` and the season known there.

    Args:
        y: (n, T) units.
        width: (n,) periods of lead plus review.
        cost: (n,) value of a unit.
        year: periods of the longest season.
        own_year: periods of the season that a series may have of its own.
        season: (S, T + ahead) factors by which demand of a period is above its level.
        which: (T + 1,) row of ``season`` that is known at an origin.
        waves: (T + ahead, K) harmonics of the own season.
        between: how much these vary between series; None: not beyond noise.
    """

    y: Table
    width: Ints
    cost: Floats
    year: int
    own_year: int
    season: Table
    which: Ints
    waves: Table
    between: tuple[Floats, Floats] | None


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


def past_of(demand: Demand, cut: int) -> Past:
    """Prepare demand for the loops; how much season is believed is decided by what was known before period ``cut``."""
    y = np.ascontiguousarray(demand.y, dtype=np.float32)
    seasons = SEASONS[demand.period]
    size = (int(np.median(demand.width)) if len(y) else 1, int(demand.width.max(initial=1)) + max(AHEAD.values()))
    table, which = (
        np.ones((1, demand.periods + size[1]), dtype=np.float32),
        np.zeros(demand.periods + 1, dtype=np.int64),
    )
    for year in seasons:
        flat = y if len(table) == 1 else y / table[-1][: demand.periods]
        table, which = _times((table, which), season.shared(flat, cut, year, size))
    own = seasons[0]
    waves = season.basis(demand.periods + size[1], own)
    past = Past(
        y, demand.width, np.asarray(demand.cost, dtype=np.float64), max(seasons), own, table, which, waves, None
    )
    at_cut = np.stack([np.arange(len(y)), np.full(len(y), cut)], axis=1).astype(np.int64)
    between = season.spread(*season.spectrum(y, at_cut, table, which, own))
    return replace(past, between=between) if between[0].any() else past


def _times(one: tuple[Table, Ints], other: tuple[Table, Ints]) -> tuple[Table, Ints]:
    """Two tables of factors as one."""
    if len(one[0]) == 1:
        return other
    pairs, which = np.unique(np.stack([one[1], other[1]], axis=1), axis=0, return_inverse=True)
    return one[0][pairs[:, 0]] * other[0][pairs[:, 1]], which.reshape(-1).astype(np.int64)


def look(past: Past, places: Ints) -> Rows:
    """What is known of each (series, origin) of ``places``."""
    own, waves = np.zeros((len(places), 0), dtype=np.float32), past.waves
    if past.between is not None:
        own = season.shrunk(*season.spectrum(past.y, places, past.season, past.which, past.own_year), past.between)
    known = (past.y, past.width, places, past.season, past.which, own, waves)
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
