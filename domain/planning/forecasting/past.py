"""Rows (a series at an origin) as the methods see them: levels, errors, traits, scale; from the past only."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from domain.planning.forecasting import gamma, season, smoothing, traits
from domain.planning.forecasting.series import AHEAD, SEASONS, Demand, Floats, Ints, Period

Table = NDArray[np.float32]
FILL = 0.1
"""Constant of the smoothing that stands for demand nobody could see."""


@dataclass(frozen=True)
class Past:
    """Demand as compiled loops read it. A row at an origin uses ``y[:, :origin]`` and the season known there.

    Args:
        y: (n, T) units.
        born: (n,) first period of each series.
        width: (n,) periods of lead plus review.
        cost: (n,) value of a unit.
        year: periods of the longest season.
        own_year: periods of the season that a series may have of its own.
        period: what a period is.
        season: (S, T + ahead) factors by which demand of a period is above its level.
        which: (T + 1,) row of ``season`` that is known at an origin.
        waves: (T + ahead, K) harmonics of the own season.
        between: how much these vary between series; None: not beyond noise.
        leads: (n, K) chances of a lead of 1 … K periods; None: it is fixed.
    """

    y: Table
    born: Ints
    width: Ints
    cost: Floats
    year: int
    own_year: int
    period: Period
    season: Table
    which: Ints
    waves: Table
    between: tuple[Floats, Floats] | None
    leads: Floats | None

    @property
    def longest(self) -> Ints:
        """(n,) periods after which demand over lead plus review is known, however long the lead was."""
        if self.leads is None:
            return self.width
        return np.asarray(self.leads.shape[1] - np.argmax(self.leads[:, ::-1] > 0, axis=1) + 1, dtype=np.int64)

    def drawn(self, places: Ints) -> Ints:
        """(R,) periods of lead plus review of each row: where leads are random, one drawn by the row's own number."""
        i, origin = places[:, 0], places[:, 1]
        if self.leads is None:
            return self.width[i]
        share = ((i * 2654435761 + origin * 2246822519 + (i ^ origin) * 3266489917) % 2**32) / 2**32
        below = np.cumsum(self.leads[i], axis=1) / self.leads[i].sum(axis=1, keepdims=True)
        return np.asarray(np.minimum((share[:, None] >= below).sum(axis=1) + 2, self.longest[i]), dtype=np.int64)


@dataclass(frozen=True)
class Rows:
    """What is known of each row: series and origin, levels, errors, traits, width, scale in units, own harmonics."""

    places: Ints
    levels: Table
    errors: Table
    traits: Table
    width: Floats
    scale: Floats
    own: Table

    def only(self, mine: Ints) -> Rows:
        """Some of the rows."""
        return Rows(**{one.name: getattr(self, one.name)[mine] for one in fields(self)})

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
    y = _filled(np.ascontiguousarray(demand.y, dtype=np.float32), demand.known)
    seasons = SEASONS[demand.period]
    size = (int(np.median(demand.width)) if len(y) else 1, int(demand.width.max(initial=1)) + max(AHEAD.values()))
    table, which = (
        np.ones((1, demand.periods + size[1]), dtype=np.float32),
        np.zeros(demand.periods + 1, dtype=np.int64),
    )
    for year in seasons:
        flat = y / table[which[cut]][: demand.periods]  # not the newest factors: they know what comes after the cut
        table, which = _times((table, which), season.shared(flat, cut, year, size))
    own = seasons[0]
    waves = season.basis(demand.periods + size[1], own)
    born = np.zeros(len(y), dtype=np.int64)
    if demand.known is not None:
        born = np.where(demand.known.any(axis=1), demand.known.argmax(axis=1), demand.periods).astype(np.int64)
    cost = np.asarray(demand.cost, dtype=np.float64)
    past = Past(
        y, born, demand.width, cost, max(seasons), own, demand.period, table, which, waves, None, demand.lead_weights
    )
    at_cut = np.stack([np.arange(len(y)), np.full(len(y), cut)], axis=1).astype(np.int64)
    between = season.spread(*season.spectrum(y, at_cut, table, which, own))
    return replace(past, between=between) if between[0].any() else past


def _filled(y: Table, known: NDArray[np.bool_] | None) -> Table:
    """Demand that could not be seen is the level of what was seen before it: each period from its own past."""
    if known is None:
        return y
    filled, level, seen = y.copy(), np.zeros(len(y), dtype=np.float32), np.zeros(len(y), dtype=np.float32)
    for t in range(y.shape[1]):
        filled[:, t] = np.where(known[:, t], y[:, t], level)
        seen += known[:, t]
        step = np.maximum(FILL, 1 / np.maximum(seen, 1)).astype(np.float32)
        level = np.where(known[:, t], level + step * (y[:, t] - level), level)
    return filled


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
    seen = smoothing.Seen(past.y, past.born, past.width, past.season, past.which, own, waves, past.year)
    levels, errors = smoothing.smooth(seen, places)
    if past.leads is not None:
        possible = np.arange(1, past.leads.shape[1] + 1)
        mean = past.leads @ possible
        spread = (past.leads @ possible**2 - mean**2)[places[:, 0], None]
        errors = np.where(errors < 0, errors, errors + spread * levels**2).astype(np.float32)
    table = traits.describe(seen, places)
    width = past.width[places[:, 0]].astype(np.float64)
    rows = Rows(places, levels, errors, table, width, np.ones(len(places)), own)
    level = 0.8 * rows.level("ses 0.05") + 0.2 * rows.level("mean")
    scale = rows.ahead * level + 0.25 * rows.trait("mean size")
    return replace(rows, scale=np.where(scale > 0, scale, 1.0))


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
