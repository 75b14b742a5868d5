"""What a row (a series at an origin) looks like to the learned model: a few dozen numbers of its own past."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from domain.planning.forecasting.smoothing import Seen, factors

NAMES = (
    "share 3", "share 6", "share 12", "share 26", "share 52", "since demand", "mean gap", "demands", "mean size",
    "size cv", "last size", "largest", "last window", "largest window", "sd window", "mean window", "half year sums",
    "age", "last year", "two years ago", "last year's level", "season ahead", "season here", "last period",
    "short", "long", "own last-year ratio", "gcd",
)  # fmt: skip
COUNT = len(NAMES)
EXACT = 1e-3
"""A quantity this near to a whole one is whole."""


@njit(cache=True, boundscheck=False)
def _share(y: NDArray[np.float32], origin: int, span: int) -> float:
    """Share of the last ``span`` periods with demand."""
    first = max(0, origin - span)
    found = 0
    for t in range(first, origin):
        if y[t] > 0:
            found += 1
    return found / max(origin - first, 1)


@njit(cache=True, boundscheck=False)
def _sum(y: NDArray[np.float32], first: int, last: int) -> float:
    """Demand of periods first … last - 1, those that there are."""
    total = 0.0
    for t in range(max(first, 0), last):
        total += y[t]
    return total


@njit(cache=True, boundscheck=False)
def _windows(y: NDArray[np.float32], origin: int, w: int) -> tuple[float, float, float, float]:
    """Of the sums over all windows of ``w`` periods: the last, the largest, mean and deviation."""
    inside, largest, total, squares, count = 0.0, 0.0, 0.0, 0.0, 0
    for t in range(origin):
        inside += y[t]
        if t >= w:
            inside -= y[t - w]
        if t + 1 >= w:
            largest = max(largest, inside)
            total += inside
            squares += inside * inside
            count += 1
    if count == 0:
        return inside, inside, inside, 0.0
    mean = total / count
    return inside, largest, mean, np.sqrt(max(squares / count - mean * mean, 0.0))


@njit(cache=True, boundscheck=False)
def _sizes(y: NDArray[np.float32], origin: int, out: NDArray[np.float32]) -> None:
    """Of the demands: how long ago, how often, how large, how different."""
    count, total, squares, last, largest, first, where = 0, 0.0, 0.0, 0.0, 0.0, -1, -1
    for t in range(origin):
        x = y[t]
        if x > 0:
            count += 1
            total += x
            squares += x * x
            last = x
            largest = max(largest, x)
            where = t
            first = t if first < 0 else first
    mean = total / max(count, 1)
    out[5] = origin - where if count else origin + 1
    out[6] = (where - first) / (count - 1) if count > 1 else origin / max(count, 1)
    out[7] = count
    out[8] = mean
    out[9] = np.sqrt(max(squares / count - mean * mean, 0.0)) / mean if count else 0.0
    out[10] = last
    out[11] = largest
    out[17] = origin - first if count else 0


@njit(cache=True, boundscheck=False)
def _grain(y: NDArray[np.float32], origin: int) -> float:
    """Largest number of units that all demands are a multiple of; 0 where there was none or they are no whole units."""
    grain = 0
    for t in range(origin):
        if y[t] > 0:
            a, b = int(np.rint(y[t])), grain
            if abs(y[t] - a) > EXACT:
                return 0.0
            while b > 0:
                a, b = b, a % b
            grain = a
    return grain


@njit(parallel=True, cache=True, boundscheck=False)
def describe(seen: Seen, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """(R, traits) of each (series, origin) of ``rows``, in units and periods; from ``y[:origin]`` alone."""
    y, born, width, season, which, own, basis, year = seen
    table = np.zeros((len(rows), COUNT), dtype=np.float32)
    for r in prange(len(rows)):
        i, start, out = rows[r, 0], born[rows[r, 0]], table[r]
        w, origin, raw = width[i], max(rows[r, 1] - start, 0), y[i, start:]
        factor = factors(season[which[rows[r, 1]]], own[r], basis, start + origin + w)[start:]
        x = raw[:origin] / factor[:origin]
        for k, span in enumerate((3, 6, 12, 26, 52)):
            out[k] = _share(x, origin, span)
        _sizes(x, origin, out)
        out[12], out[13], out[15], out[14] = _windows(x, origin, w)
        out[16] = _sum(x, origin - year // 2, origin)
        before = origin - year
        out[18] = _sum(raw, before, before + min(w, year)) if before >= 0 else np.nan
        out[19] = _sum(raw, before - year, before - year + min(w, year)) if before >= year else np.nan
        span = min(before, year)
        out[20] = _sum(raw, before - span, before) / span if before >= year // 4 else np.nan
        out[21] = factor[origin : origin + w].mean()
        out[22] = factor[max(0, origin - w) : origin].mean() if origin > 0 else 1.0
        out[23] = x[origin - 1] if origin > 0 else 0.0
        out[24] = _sum(x, origin - 3, origin) / max(min(3, origin), 1)
        out[25] = _sum(x, origin - 26, origin) / max(min(26, origin), 1)
        out[26] = out[18] / (out[20] * w) if before >= year // 4 and out[20] > 0 else np.nan
        out[27] = _grain(raw, origin)
    return table
