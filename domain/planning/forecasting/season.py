"""The season: one profile shared by all series, and what a series has of its own, each as far as the past supports it.

Shared: the logarithm of pooled demand is a slow random walk plus a value for each phase of the year (penalised least
squares, as Hodrick and Prescott 1997 with dummies). How much of it is believed is the power that would have forecast
pooled demand of past windows best; none before a year and a quarter are known.
Own: the first harmonics of a series' demand against its yearly mean, shrunk by how much such waves vary between
series beyond noise (empirical Bayes, Efron and Morris 1973): without a season of its own nothing is left.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Table = NDArray[np.float32]
Floats = NDArray[np.float64]
POWERS = (0.0, 0.25, 0.5, 0.75, 1.0)
HARMONICS = 3
SAMPLE = 4000
"""Series of which the shared season is made, evenly taken: more say the same."""
STIFF, SHRUNK, SMOOTH = 60.0, 0.35, 0.15
"""Penalties of the walk's steps (times the year's length), of a phase's value, of its difference from the next."""
MONTHS = 12
LEAST = 1.25
"""Years that are needed before a season is looked for."""


def pooled(y: Table, cut: int) -> Floats:
    """(cut,) demand of all series together, each by its own mean, steady ones counting more; from ``y[:, :cut]``."""
    past = y[:: max(1, len(y) // SAMPLE), :cut].astype(np.float64)
    mean, var = past.mean(axis=1), past.var(axis=1)
    alive = mean > 0
    if not alive.any():
        return np.ones(cut)
    trust = np.where(alive, mean * mean / np.where(alive, var + 0.1 * mean * mean, 1.0), 0.0)
    trust = np.minimum(trust, 4 * np.median(trust[alive]))
    return np.asarray((past * (trust / np.where(alive, mean, 1.0))[:, None]).sum(axis=0) / trust.sum())


def profile(x: Floats, year: int) -> Floats:
    """(year,) factors of the phases from pooled demand ``x``, geometric mean 1; ones where it is short."""
    if len(x) < LEAST * year or x.sum() <= 0:
        return np.ones(year)
    from scipy.linalg import solveh_banded  # type: ignore[import-untyped]  # scipy ships no types

    logs = np.log(x + 0.02 * x.mean())
    periods, stiff = len(x), STIFF * year
    phases = np.arange(periods) % year
    band = np.zeros((2, periods))
    band[0, 1:], band[1] = -stiff, 1 + 2 * stiff
    band[1, [0, -1]] -= stiff
    dummies = np.zeros((periods, year + 1))
    dummies[np.arange(periods), phases], dummies[:, year] = 1, logs
    # The walk is eliminated first: it is banded, and what is left is no larger than a year.
    rest = dummies - solveh_banded(band, dummies)
    normal, right = np.zeros((year, year)), np.zeros(year)
    np.add.at(normal, phases, rest[:, :year])
    np.add.at(right, phases, rest[:, year])
    p = np.arange(year)
    normal[p, p] += SHRUNK + 2 * SMOOTH
    np.add.at(normal, (p, (p + 1) % year), -SMOOTH)
    np.add.at(normal, ((p + 1) % year, p), -SMOOTH)
    values = np.linalg.solve(normal, right)
    return np.asarray(np.exp(values - values.mean()))


def belief(x: Floats, year: int, width: int) -> float:
    """Power of the profile that forecast past windows of pooled demand best, each from its past; 0: no evidence."""
    first, last = int(np.ceil(LEAST * year)), len(x) - width
    tried = min(max(last - first + 1, 0), 26)
    origins = np.unique(np.linspace(first, last, tried).astype(np.int64))
    if len(origins) < max(4, year // 8):
        return 0.0
    losses = np.zeros(len(POWERS))
    for origin in origins:
        factors = profile(x[:origin], year)
        real = x[origin : origin + width].sum()
        for k, power in enumerate(POWERS):
            full = factors[np.arange(origin + width) % year] ** power
            level = _ses(x[:origin] / full[:origin], 0.1 if year > MONTHS else 0.2)
            losses[k] += abs(np.log((level * full[origin:].sum() + 1e-9) / (real + 1e-9)))
    return POWERS[int(np.argmin(losses))]


def _ses(x: Floats, alpha: float) -> float:
    level = 0.0
    for t, one in enumerate(x):
        level += max(alpha, 1 / (t + 1)) * (one - level)
    return level


def shared(y: Table, cut: int, year: int, size: tuple[int, int]) -> tuple[Table, NDArray[np.int64]]:
    """Factors known at each origin.

    Args:
        y: (n, T) demand.
        cut: period before which it is decided how much of the season is believed.
        year: periods of the season.
        size: usual periods of lead plus review, and periods after ``T`` that are wanted.

    Returns:
        (S, T + after) factors, the first row ones, and (T + 1,) the row that is known at an origin.
    """
    width, after = size
    periods = y.shape[1]
    which = np.zeros(periods + 1, dtype=np.int64)
    power = belief(pooled(y, cut), year, width)
    phases = np.arange(periods + after) % year
    table = [np.ones(periods + after)]
    if power > 0:
        step = max(1, year // 26)
        for origin in range(int(np.ceil(LEAST * year)), periods + 1, step):
            table.append(profile(pooled(y, origin), year)[phases] ** power)
            which[origin : origin + step] = len(table) - 1
    return np.array(table, dtype=np.float32), which


def basis(periods: int, year: int) -> Table:
    """(periods, 2 x HARMONICS) the yearly harmonics."""
    angle = 2 * np.pi * np.arange(periods)[:, None] * np.arange(1, HARMONICS + 1) / year
    return np.stack([np.cos(angle), np.sin(angle)], axis=2).reshape(periods, -1).astype(np.float32)


@njit(parallel=True, cache=True)
def spectrum(  # noqa: C901 - one compiled loop
    y: Table, rows: NDArray[np.int64], season: Table, which: NDArray[np.int64], year: int
) -> tuple[Floats, Floats]:
    """Each row's waves at half, one, one and a half, … times a year, and the variance of one by noise alone.

    Returns:
        (R, 2 x (2 x HARMONICS + 1)) cosine and sine, relative to the yearly mean; 0 where under two years are known.
        (R,) variance that each would have if demand were independent; infinite there.
    """
    waves = 2 * HARMONICS + 1
    found, noise = np.zeros((len(rows), 2 * waves)), np.full(len(rows), np.inf)
    last = 0
    for r in range(len(rows)):
        last = max(last, rows[r, 1])
    table = np.zeros((last, 2 * waves))
    for t in range(last):
        for k in range(waves):
            table[t, 2 * k] = np.cos(np.pi * (k + 1) * t / year)
            table[t, 2 * k + 1] = np.sin(np.pi * (k + 1) * t / year)
    for r in prange(len(rows)):
        i, origin = rows[r, 0], rows[r, 1]
        if origin < 2 * year:
            continue
        factor = season[which[origin]]
        sums = np.zeros(origin + 1)
        for t in range(origin):
            sums[t + 1] = sums[t] + y[i, t] / factor[t]
        squares, count = 0.0, 0
        for t in range(origin):
            first = min(max(t - year // 2, 0), origin - year)
            mean = (sums[first + year] - sums[first]) / year
            if mean <= 0:
                continue
            ratio = min((sums[t + 1] - sums[t]) / mean, 8.0) - 1
            squares += ratio * ratio
            count += 1
            for k in range(2 * waves):
                found[r, k] += ratio * table[t, k]
        if count >= year:
            found[r] *= 2.0 / count
            noise[r] = max(squares / count, 1e-3) * 2.0 / count
        else:
            found[r] = 0.0
    return found, noise


def spread(found: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """How much the yearly harmonics vary between series beyond the waves beside them, which no season makes.

    Returns:
        (HARMONICS,) variance between series: 0 where a yearly wave is no stronger than its neighbours.
        (HARMONICS,) how many times the noise of independent demand the neighbours show.
    """
    sure = np.isfinite(noise)
    if sure.sum() < 2:  # noqa: PLR2004 - a variance between series needs two of them
        return np.zeros(HARMONICS), np.ones(HARMONICS)
    power = (found[sure] ** 2).reshape(int(sure.sum()), -1, 2).mean(axis=2)
    weight = 1 / noise[sure]
    mean = (power * weight[:, None]).sum(axis=0) / weight.sum()
    passed = (1 - np.sinc(np.arange(1, len(mean) + 1) / 2)) ** 2  # of a wave's power, by division by the yearly mean
    yearly, beside = mean[1::2], np.sqrt(mean[:-1:2] / passed[:-1:2] * mean[2::2] / passed[2::2])
    return np.maximum(yearly - beside, 0), np.maximum(beside * weight.sum() / sure.sum(), 1)


def shrunk(found: Floats, noise: Floats, belief_in: tuple[Floats, Floats]) -> Table:
    """(R, 2 x HARMONICS) what is believed of each row's own harmonics."""
    between, times = (np.repeat(one, 2) for one in belief_in)
    yearly = found.reshape(len(found), -1, 2)[:, 1::2].reshape(len(found), -1)
    return np.asarray(yearly * between / (between + noise[:, None] * times + 1e-12), dtype=np.float32)
