"""Quantiles of demand as curves: the value at any level, and what is expected to be missing above a stock."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.planning.sourcing import KEY

Floats = NDArray[np.float64]
_TINY = 1e-12


@dataclass(frozen=True)
class Curves:
    """Demand over lead time and review of ``n`` sku-places.

    Args:
        levels: (L,) probabilities, ascending.
        values: (n, L) units, not falling along a row; NaN where that level is not given.
        mean: (n,) expected units.
    """

    levels: Floats
    values: Floats
    mean: Floats

    def at(self, level: Floats) -> Floats:
        """(n,) units that are not exceeded with each row's probability.

        Between two given levels the value is linear in the standard normal quantile of the level, which is exact for
        a normal distribution; outside of them it is the outermost. A row without any level gives its mean.
        """
        low, high = np.full(len(level), -np.inf), np.full(len(level), np.inf)
        below, above = np.full(len(level), np.nan), np.full(len(level), np.nan)
        for j, one in enumerate(self.levels):
            value = self.values[:, j]
            given = ~np.isnan(value)
            under = given & (one <= level + _TINY)
            low, below = np.where(under, one, low), np.where(under, value, below)
            over = given & (one >= level - _TINY) & np.isinf(high)
            high, above = np.where(over, one, high), np.where(over, value, above)
        below = np.where(np.isnan(below), above, below)
        above = np.where(np.isnan(above), below, above)
        share = _between(level, low, high)
        return np.asarray(np.where(np.isnan(below), self.mean, below + share * (above - below)))

    def scaled(self, share: Floats) -> Curves:
        """For ``share`` times the days: expectation grows with it, deviation from it with its root.

        As of demand that is independent from day to day (Silver, Pyke and Thomas 2017, chapter 6).
        """
        mean = self.mean * share
        values = mean[:, None] + (self.values - self.mean[:, None]) * np.sqrt(share)[:, None]
        return Curves(self.levels, np.maximum(values, 0.0), mean)

    def times(self, factor: Floats) -> Curves:
        """Demand multiplied by a factor."""
        return Curves(self.levels, self.values * factor[:, None], self.mean * factor)

    def rows(self, chosen: NDArray[np.int64]) -> Curves:
        """Some of the rows."""
        return Curves(self.levels, self.values[chosen], self.mean[chosen])

    def short(self, stock: Floats) -> Floats:
        """(n,) units of demand that are expected to exceed ``stock``: E[(D - x)+].

        The integral of the quantile function above the stock, by trapezes between the levels; from no demand at
        level 0 to the lowest level, and flat above the highest.
        """
        levels = np.concatenate([[0.0], self.levels, [1.0]])
        filled = _filled(self.values, self.mean)
        values = np.concatenate([np.zeros((len(filled), 1)), filled, filled[:, -1:]], axis=1)
        total = np.zeros(len(stock))
        for j in range(len(levels) - 1):
            total += (levels[j + 1] - levels[j]) * _mean_above(values[:, j], values[:, j + 1], stock)
        return total


def curves_of(demand: pl.DataFrame, pairs: pl.DataFrame) -> Curves:
    """The curves of the pairs in their order, from a DEMAND frame; pairs without a forecast have no demand."""
    rows = pairs.select(KEY).with_row_index("i").join(demand, on=KEY, how="inner")
    levels = np.unique(rows["level"].to_numpy())
    values = np.full((pairs.height, len(levels)), np.nan)
    values[rows["i"].to_numpy(), np.searchsorted(levels, rows["level"].to_numpy())] = rows["value"].to_numpy()
    values = np.maximum(values, 0.0)
    given = np.asarray(levels > 0, dtype=np.bool_)
    curve = np.fmax.accumulate(values[:, given], axis=1) if given.any() else np.zeros((pairs.height, 0))
    curve = np.where(np.isnan(values[:, given]), np.nan, curve)
    mean = values[:, 0] if len(levels) and levels[0] <= 0 else np.full(pairs.height, np.nan)
    bare = np.isnan(mean)
    if bare.any():
        middle = Curves(levels[given], curve, np.zeros(pairs.height)).at(np.full(pairs.height, 0.5))
        mean = np.where(bare, middle, mean)
    return Curves(levels[given], curve, mean)


def _between(level: Floats, low: Floats, high: Floats) -> Floats:
    """Where each level lies between two others, 0 to 1, in normal quantiles."""
    inside = np.asarray(np.isfinite(low) & np.isfinite(high) & (high > low + _TINY), dtype=np.bool_)
    share = np.zeros(len(level))
    if inside.any():
        z, a, b = (_normal(one[inside]) for one in (level, low, high))
        share[inside] = (z - a) / (b - a)
    return share


def _normal(levels: Floats) -> Floats:
    """Standard normal quantiles; there are few different levels among many rows."""
    different, back = np.unique(np.clip(levels, 1e-9, 1 - 1e-9), return_inverse=True)
    return np.array([NormalDist().inv_cdf(float(one)) for one in different])[back]


def _filled(values: Floats, mean: Floats) -> Floats:
    """Levels that are not given take the next lower one's value; a row without any: its mean throughout."""
    if not values.shape[1]:
        return np.asarray(mean[:, None])
    filled = np.fmax.accumulate(values, axis=1)
    bare = np.asarray(np.isnan(values).all(axis=1))
    return np.asarray(np.where(bare[:, None], mean[:, None], np.nan_to_num(filled)))


def _mean_above(low: Floats, high: Floats, stock: Floats) -> Floats:
    """Mean of (v - stock)+ for v spread evenly from low to high."""
    width = np.maximum(high - low, _TINY)
    top, bottom = np.maximum(high - stock, 0.0), np.maximum(low - stock, 0.0)
    return np.asarray(np.where(high - low < _TINY, bottom, (top**2 - bottom**2) / (2 * width)))
