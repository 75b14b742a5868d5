"""The process as a numba kernel: a state that moves, a mean, a demand. One kernel makes history and truth alike."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
(
    MEAN, SHAPE, CHANCE, BATCH, DRIFT, GROWTH, GROWTH_FROM, STEP_CHANCE, STEP_SIZE, END_CHANCE, END_FROM, END_RATE,
    LAUNCH, RAMP, PROMOTION_CHANCE, PROMOTION_LENGTH, PROMOTION_FACTOR, LEAD,
) = range(18)  # fmt: skip
SEASON = 18
"""Here the factors of a year begin, to the end."""
LEVEL, ENDING, PROMOTION = range(3)
"""Of a state: log level; periods since the end of life began (-1: it has not); periods a promotion still lasts."""


@njit(cache=True, nogil=True)
def start() -> FloatArray:
    """The state before the first period."""
    return np.array([0.0, -1.0, 0.0])


@njit(cache=True, nogil=True)
def advance(rng: np.random.Generator, k: FloatArray, state: FloatArray, t: int) -> None:
    """Move the state into period ``t``."""
    if t >= k[GROWTH_FROM]:
        state[LEVEL] += k[GROWTH]
    if k[DRIFT] > 0:
        state[LEVEL] += k[DRIFT] * rng.standard_normal()
    if k[STEP_CHANCE] > 0 and rng.random() < k[STEP_CHANCE]:
        state[LEVEL] += k[STEP_SIZE] * rng.standard_normal()
    state[LEVEL] = min(max(state[LEVEL], -3.0), 3.0)
    if state[ENDING] >= 0:
        state[ENDING] += 1
    elif k[END_CHANCE] > 0 and t >= k[END_FROM] and rng.random() < k[END_CHANCE]:
        state[ENDING] = 0
    if state[PROMOTION] > 0:
        state[PROMOTION] -= 1
    elif k[PROMOTION_CHANCE] > 0 and rng.random() < k[PROMOTION_CHANCE]:
        state[PROMOTION] = k[PROMOTION_LENGTH]


@njit(cache=True, nogil=True)
def mean_of(k: FloatArray, state: FloatArray, t: int) -> float:
    """Units expected in period ``t`` in this state."""
    if t < k[LAUNCH]:
        return 0.0
    mean = k[MEAN] * math.exp(state[LEVEL]) * k[SEASON + t % (len(k) - SEASON)]
    if k[RAMP] > 0:
        mean *= 1.0 - math.exp(-(t - k[LAUNCH] + 1) / k[RAMP])
    if state[ENDING] >= 0:
        mean *= math.exp(-k[END_RATE] * state[ENDING])
    if state[PROMOTION] > 0:
        mean *= k[PROMOTION_FACTOR]
    return mean if mean > 1e-6 else 0.0


@njit(cache=True, nogil=True)
def _counted(rng: np.random.Generator, mean: float, shape: float) -> float:
    """A negative binomial as a Poisson with a gamma rate."""
    if mean <= 0:
        return 0.0
    return float(rng.poisson(rng.standard_gamma(shape) * mean / shape))


@njit(cache=True, nogil=True)
def demand(rng: np.random.Generator, k: FloatArray, mean: float) -> float:
    """Units asked for in a period with this mean."""
    if mean <= 0:
        return 0.0
    if k[CHANCE] >= 1:
        return float(k[BATCH] * _counted(rng, mean / k[BATCH], k[SHAPE]))
    if rng.random() >= k[CHANCE]:
        return 0.0
    return float(k[BATCH] * (1 + _counted(rng, max(mean / k[CHANCE] / k[BATCH] - 1, 0.0), k[SHAPE])))


@njit(cache=True, nogil=True)
def history(rng: np.random.Generator, k: FloatArray, periods: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(y, mean, states): demand and its mean (periods,), and the state before each period (periods, 3)."""
    y, mean, states, state = np.zeros(periods), np.zeros(periods), np.zeros((periods, 3)), start()
    for t in range(periods):
        states[t] = state
        advance(rng, k, state, t)
        mean[t] = mean_of(k, state, t)
        y[t] = demand(rng, k, mean[t])
    return y, mean, states


@njit(cache=True, nogil=True)
def from_state(rng: np.random.Generator, k: FloatArray, state: FloatArray, t: int, leads: IntArray) -> FloatArray:
    """(draws,): demand of periods t .. t + lead for each drawn lead time, by one who knows the state before ``t``."""
    sums, own = np.zeros(len(leads)), np.zeros(3)
    for draw in range(len(leads)):
        own[:] = state
        for later in range(t, t + leads[draw] + 1):
            advance(rng, k, own, later)
            sums[draw] += demand(rng, k, mean_of(k, own, later))
    return sums


@njit(cache=True, nogil=True)
def from_path(rng: np.random.Generator, k: FloatArray, mean: FloatArray, t: int, leads: IntArray) -> FloatArray:
    """(draws,): the same by one who knows the means of all periods, those to come among them."""
    sums = np.zeros(len(leads))
    for draw in range(len(leads)):
        for later in range(t, t + leads[draw] + 1):
            sums[draw] += demand(rng, k, mean[later])
    return sums
