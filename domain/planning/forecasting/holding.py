"""Where the levels are held to what happened: windows before the first origin, then those that ended since."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from domain.planning.forecasting import calibrating
from domain.planning.forecasting.calibrating import Held
from domain.planning.forecasting.learned import learn, windows
from domain.planning.forecasting.methods import DEFAULT, Known, method
from domain.planning.forecasting.past import Past, look
from domain.planning.forecasting.series import Floats

MOST = 60_000
"""Rows before the first origin that are forecast to be held to what happened."""
EARLIER = 0.6
"""Trust in a correction found with the earlier model: it has learned less, so it is further off than the later one."""
SINCE = 0.6
"""Trust in one found since with the same model: as one common shock moves all windows of a period."""
HALF_LIFE = 0.5
"""Years after which a window counts half."""


def before(past: Past, levels: tuple[float, ...], cut: int, seed: int) -> Held:
    """Windows that ended before ``cut``, as a model would have forecast them that learned until their first one."""
    back = min(int(past.longest.max(initial=1)) + past.own_year // 4, cut // 4)
    first = cut - back
    i, u = np.nonzero(first + np.arange(back)[None, :] + past.longest[:, None] <= cut)
    if len(i) > MOST:
        kept = np.linspace(0, len(i) - 1, MOST).astype(np.int64)
        i, u = i[kept], u[kept]
    places = np.stack([i, u + first], axis=1).astype(np.int64)
    if not len(places):
        return Held(np.zeros((0, len(levels))), np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0))
    known = Known(past, look(past, places), learn(past, first, seed=seed), levels)
    ends = places[:, 1] + past.longest[places[:, 0]]
    return Held(method(DEFAULT)(known), windows(past, places), ends, np.full(len(places), EARLIER))


def hold(
    past: Past,
    quantiles: Floats,
    asked: tuple[tuple[int, ...], tuple[float, ...]],
    held: Held,
    mine: NDArray[np.bool_],
) -> Floats:
    """Quantiles held to what was known at each origin.

    Args:
        past: demand.
        quantiles: (n, origins, levels) as they were forecast.
        asked: origins and levels.
        held: windows before the first origin.
        mine: (n,) series that are held; others stay as they are.
    """
    origins, levels = asked
    out = quantiles.copy()
    for k, origin in enumerate(origins):
        factors = calibrating.factors(held, origin, levels, half_life=HALF_LIFE * past.own_year)
        out[mine, k] *= factors
        done = np.flatnonzero(mine & (origin + past.longest <= origins[-1]))
        places = np.stack([done, np.full(len(done), origin)], axis=1).astype(np.int64)
        ends = origin + past.longest[done]
        held = held.with_more(Held(quantiles[done, k], windows(past, places), ends, np.full(len(done), SINCE)))
    return out
