"""The statistical part: fourteen smoothed levels of each series, and how wrong each was over lead plus review.

Simple exponential smoothing (Brown 1959), TSB (Teunter, Syntetos, Babai 2011), SBA (Syntetos, Boylan 2005) on grids of
their constants, beside the plain mean and the mean of a year. Each level is tried on every window that is complete at the
origin: its error is that of the *cumulative* demand over lead plus review, which is what a stock has to cover.
One pass over each series for one origin, compiled, all series in parallel; a row sees ``y[:origin]`` and nothing else.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

SES = np.array([0.03, 0.05, 0.1, 0.2, 0.3, 0.5], dtype=np.float32)
TSB = np.array([[0.05, 0.03], [0.1, 0.05], [0.1, 0.1], [0.2, 0.1]], dtype=np.float32)
"""Constants of (probability of demand, size of demand)."""
SBA = np.array([0.05, 0.1], dtype=np.float32)
NAMES = (
    *(f"ses {a:g}" for a in SES),
    *(f"tsb {a:g}/{b:g}" for a, b in TSB),
    *(f"sba {a:g}" for a in SBA),
    "mean",
    "moving mean",
)
COUNT = len(NAMES)
FORGET = np.float32(0.97)
"""Weight of a past squared error, a period later."""


@njit(cache=True, boundscheck=False)
def factors(
    season: NDArray[np.float32], own: NDArray[np.float32], basis: NDArray[np.float32], last: int
) -> NDArray[np.float32]:
    """(last,) seasonal factors of one row: the shared ones times its own."""
    if len(own) == 0:
        return season[:last]
    both = np.empty(last, dtype=np.float32)
    for t in range(last):
        wave = np.float32(1)
        for k in range(len(own)):
            wave += own[k] * basis[t, k]
        both[t] = season[t] * min(max(wave, np.float32(0.1)), np.float32(6))
    return both


@njit(parallel=True, cache=True, fastmath={"contract", "reassoc", "nsz", "arcp"}, boundscheck=False)
def smooth(  # noqa: PLR0917 - a compiled loop takes arrays, not objects
    y: NDArray[np.float32],
    born: NDArray[np.int64],
    width: NDArray[np.int64],
    rows: NDArray[np.int64],
    season: NDArray[np.float32],
    which: NDArray[np.int64],
    own: NDArray[np.float32],
    basis: NDArray[np.float32],
    span: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Levels and their errors.

    Args:
        y: (n, T) demand.
        born: (n,) first period of a series: what is before it does not count.
        width: (n,) periods of lead plus review.
        rows: (R, 2) series and origin of each row wanted.
        season: (S, T + more) seasonal factors; demand is divided by them before it is smoothed.
        which: (T + 1,) row of ``season`` that holds for an origin.
        own: (R, K) what is believed of each row's own harmonics; K = 0: none.
        basis: (T + more, K) the harmonics.
        span: periods of the moving mean.

    Returns:
        levels: (R, 14) of a period's demand without season.
        errors: (R, 14) mean squared error of the demand over lead plus review; -1 where no window is complete.
    """
    count = len(SES) + len(TSB) + len(SBA) + 2
    levels = np.zeros((len(rows), count), dtype=np.float32)
    errors = np.full((len(rows), count), np.float32(-1))
    for r in prange(len(rows)):
        i, start, w = rows[r, 0], born[rows[r, 0]], width[rows[r, 0]]
        origin = max(rows[r, 1] - start, 0)
        past = y[i, start:]
        factor = factors(season[which[rows[r, 1]]], own[r], basis, start + origin + w)[start:]
        kept = np.empty((origin + 1, count), dtype=np.float32)
        level = np.zeros(count, dtype=np.float32)
        wrong = np.zeros(count, dtype=np.float32)
        chance = np.zeros(len(TSB), dtype=np.float32)
        size = np.zeros(len(TSB), dtype=np.float32)
        sized = np.zeros(len(SBA), dtype=np.float32)
        gap = np.ones(len(SBA), dtype=np.float32)
        weight = np.float32(0)
        total, recent, inside, seasons = 0.0, 0.0, 0.0, 0.0
        seen, since = 0, 1
        for t in range(origin):
            kept[t] = level
            raw = past[t]
            x = raw / factor[t]
            inside += raw
            seasons += factor[t]
            if t >= w:
                inside -= past[t - w]
                seasons -= factor[t - w]
            if t + 1 > w:  # the window of the very first period was forecast from nothing
                weight = FORGET * weight + np.float32(1)
                for c in range(count):
                    e = np.float32(inside) - kept[t + 1 - w, c] * np.float32(seasons)
                    wrong[c] = FORGET * wrong[c] + e * e
            running = np.float32(1) / np.float32(t + 1)
            for c in range(len(SES)):
                level[c] += max(SES[c], running) * (x - level[c])
            c = len(SES)
            for k in range(len(TSB)):
                if x > 0:
                    chance[k] += max(TSB[k, 0], running) * (np.float32(1) - chance[k])
                    size[k] += max(TSB[k, 1], np.float32(1) / np.float32(seen + 1)) * (x - size[k])
                else:
                    chance[k] -= max(TSB[k, 0], running) * chance[k]
                level[c + k] = chance[k] * size[k]
            c += len(TSB)
            if x > 0:
                for k in range(len(SBA)):
                    a = max(SBA[k], np.float32(1) / np.float32(seen + 1))
                    sized[k] += a * (x - sized[k])
                    gap[k] += a * (np.float32(since) - gap[k])
                    level[c + k] = (np.float32(1) - SBA[k] / 2) * sized[k] / max(gap[k], np.float32(1))
                seen += 1
                since = 1
            else:
                since += 1
            total += x
            recent += x
            if t >= span:
                recent -= past[t - span] / factor[t - span]
            level[count - 2] = total * running
            level[count - 1] = max(recent, 0.0) / min(t + 1, span)
        levels[r] = level
        if weight > 0:
            errors[r] = wrong / weight
    return levels, errors
