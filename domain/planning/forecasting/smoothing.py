"""The statistical part: fourteen smoothed levels of each series, and how wrong each was over lead plus review.

Simple exponential smoothing (Brown 1959), TSB (Teunter, Syntetos, Babai 2011), SBA (Syntetos, Boylan 2005) on grids of
their constants, beside the plain mean and the mean of a year. Each is tried on every window that is complete at the
origin: its error is that of the *cumulative* demand over lead plus review, which is what a stock has to cover.
One pass over each series for one origin, compiled, series in parallel; a row sees ``y[:origin]`` and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

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
FAST = {"contract", "reassoc", "nsz", "arcp"}
"""Freedoms of the compiler: not the one to forget that a number may be infinite."""
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


class Seen(NamedTuple):
    """What compiled loops read.

    Args:
        y: (n, T) demand.
        born: (n,) first period of a series: what is before it does not count.
        width: (n,) periods of lead plus review.
        season: (S, T + more) seasonal factors; demand is divided by them before it is smoothed.
        which: (T + 1,) row of ``season`` that holds for an origin.
        own: (R, K) what is believed of each row's own harmonics; K = 0: none.
        basis: (T + more, K) the harmonics.
        span: periods of the moving mean: those of a year.
    """

    y: NDArray[np.float32]
    born: NDArray[np.int64]
    width: NDArray[np.int64]
    season: NDArray[np.float32]
    which: NDArray[np.int64]
    own: NDArray[np.float32]
    basis: NDArray[np.float32]
    span: int


class State(NamedTuple):
    """Where one series' smoothings stand: levels, their errors, TSB's chance and size, SBA's size and gap."""

    level: NDArray[np.float32]
    wrong: NDArray[np.float32]
    chance: NDArray[np.float32]
    size: NDArray[np.float32]
    sized: NDArray[np.float32]
    gap: NDArray[np.float32]


@njit(fastmath=FAST, boundscheck=False)
def _moved(state: State, x: float, t: int, seen: int, since: int) -> None:
    """Take up the demand ``x`` of the ``t``-th period; ``seen`` demands before, the last ``since`` periods ago."""
    running, started = np.float32(1) / np.float32(t + 1), np.float32(1) / np.float32(seen + 1)
    for c in range(len(SES)):
        state.level[c] += max(SES[c], running) * (x - state.level[c])
    c = len(SES)
    for k in range(len(TSB)):
        if x > 0:
            state.chance[k] += max(TSB[k, 0], running) * (np.float32(1) - state.chance[k])
            state.size[k] += max(TSB[k, 1], started) * (x - state.size[k])
        else:
            state.chance[k] -= max(TSB[k, 0], running) * state.chance[k]
        state.level[c + k] = state.chance[k] * state.size[k]
    c += len(TSB)
    if x > 0:
        for k in range(len(SBA)):
            a = max(SBA[k], started)
            state.sized[k] += a * (x - state.sized[k])
            state.gap[k] += a * (np.float32(since) - state.gap[k])
            steady = state.sized[k] / max(state.gap[k], np.float32(1))
            state.level[c + k] = (np.float32(1) - SBA[k] / 2) * steady


@njit(fastmath=FAST, boundscheck=False)
def _row(past: NDArray[np.float32], factor: NDArray[np.float32], w: int, span: int, state: State) -> float:
    """Smooth the demand ``past``; returns the weight of the errors in ``state.wrong``, 0 without a complete window."""
    count, periods = len(state.level), len(past)
    kept = np.empty((periods + 1, count), dtype=np.float32)
    weight, total, recent, inside, seasons = np.float32(0), 0.0, 0.0, 0.0, 0.0
    seen, since = 0, 1
    for t in range(periods):
        kept[t] = state.level
        x = past[t] / factor[t]
        inside += past[t]
        seasons += factor[t]
        if t >= w:
            inside -= past[t - w]
            seasons -= factor[t - w]
        if t + 1 > w:  # the window of the very first period was forecast from nothing
            weight = FORGET * weight + np.float32(1)
            for c in range(count):
                e = np.float32(inside) - kept[t + 1 - w, c] * np.float32(seasons)
                state.wrong[c] = FORGET * state.wrong[c] + e * e
        _moved(state, x, t, seen, since)
        seen, since = (seen + 1, 1) if x > 0 else (seen, since + 1)
        total += x
        recent += x
        if t >= span:
            recent -= past[t - span] / factor[t - span]
        state.level[count - 2] = total / (t + 1)
        state.level[count - 1] = max(recent, 0.0) / min(t + 1, span)
    return float(weight)


@njit(parallel=True, cache=True, fastmath=FAST, boundscheck=False)
def smooth(seen: Seen, rows: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Levels and their errors.

    Args:
        seen: demand and seasons.
        rows: (R, 2) series and origin of each row wanted.

    Returns:
        levels: (R, 14) of a period's demand without season.
        errors: (R, 14) mean squared error of the demand over lead plus review; -1 where no window is complete.
    """
    y, born, width, season, which, own, basis, span = seen
    levels = np.zeros((len(rows), COUNT), dtype=np.float32)
    errors = np.full((len(rows), COUNT), np.float32(-1))
    for r in prange(len(rows)):
        i, start, last = rows[r, 0], born[rows[r, 0]], rows[r, 1]
        if last <= start:
            continue
        w = width[i]
        factor = factors(season[which[last]], own[r], basis, last + w)[start:]
        state = State(
            levels[r],
            np.zeros(COUNT, dtype=np.float32),
            np.zeros(len(TSB), dtype=np.float32),
            np.zeros(len(TSB), dtype=np.float32),
            np.zeros(len(SBA), dtype=np.float32),
            np.ones(len(SBA), dtype=np.float32),
        )
        weight = _row(y[i, start:last], factor, w, span, state)
        if weight > 0:
            errors[r] = state.wrong / weight
    return levels, errors
