"""One forecast made in several places: what all series teach is learned once, each share is then looked at alone.

The cut: season, waves between series and the learned model need all series and are made here; smoothing, traits and
quantiles of a row need that row alone, and that is most of the work. Where the levels are held to what happened all
series are needed again. So the numbers are those of ``forecasting.engine.forecast``, however the shares are cut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.planning.forecasting import ahead, holding
from domain.planning.forecasting.learned import Learned, learn
from domain.planning.forecasting.methods import DEFAULT, LEARNS, Known, method
from domain.planning.forecasting.past import Past, combined, look, past_of
from domain.planning.forecasting.series import LEVELS, Demand, Floats, Forecast

SIZE = 20_000
"""Series of a share: some 12 MB of three years of weeks; the last one has the rest."""


@dataclass(frozen=True)
class Share:
    """Some series with all that their rows need, and no more: it is sent to where they are worked.

    Args:
        past: their demand, and what was learned of the season from all.
        learned: the global model; None where no method asks for it, or there was too little to learn from.
        levels: probabilities.
        chosen: the method of each.
    """

    past: Past
    learned: Learned | None
    levels: tuple[float, ...]
    chosen: Sequence[str]


@dataclass(frozen=True)
class Part:
    """Of a share: (n, levels) quantiles, (n,) mean, (n, H) expected demand of the next periods."""

    quantiles: Floats
    mean: Floats
    per_period: Floats


Spread = Callable[[Sequence[Share]], Callable[[], Sequence[Part]]]
"""Begins the work on all shares and gives what waits for it: their parts, in the same order."""


def forecast_in_shares(
    demand: Demand,
    spread: Spread,
    *,
    levels: tuple[float, ...] = LEVELS,
    pins: Mapping[str, str] | None = None,
    seed: int = 0,
    size: int = SIZE,
) -> Forecast:
    """The engine's forecast from the newest origin, without the terms that explain it.

    Args:
        demand: all series.
        spread: where the shares are worked.
        levels: probabilities between 0 and 1, ascending.
        pins: series to the method that a planner has chosen for it.
        seed: of the learned part.
        size: series of a share.

    Raises:
        Misconfigured: a method that there is none of.
    """
    chosen = [(pins or {}).get(key, DEFAULT) for key in demand.keys]
    for name in set(chosen):
        method(name)
    origin, past = demand.periods, past_of(demand, demand.periods)
    learned = learn(past, origin, seed=seed) if LEARNS & set(chosen) else None
    cuts = range(0, max(len(chosen), 1), size)
    wait = spread([_share(past, learned, (levels, chosen), slice(first, first + size)) for first in cuts])
    # What past windows say is worked out here while the others are at theirs.
    held = None if learned is None else holding.before(past, levels, origin, seed)
    parts = wait()
    quantiles = np.concatenate([part.quantiles for part in parts])[:, None, :]
    if held is not None:
        mine = np.array(chosen) == DEFAULT
        quantiles = holding.hold(past, quantiles, ((origin,), levels), held, mine)
    mean = np.concatenate([part.mean for part in parts])[:, None]
    per_period = np.concatenate([part.per_period for part in parts])[:, None, :]
    return Forecast(levels, (origin,), np.sort(np.maximum(quantiles, 0), axis=2), mean, per_period, chosen)


def _share(past: Past, learned: Learned | None, asked: tuple[tuple[float, ...], Sequence[str]], some: slice) -> Share:
    levels, chosen = asked
    leads = None if past.leads is None else past.leads[some]
    own = replace(past, y=past.y[some], born=past.born[some], width=past.width[some], cost=past.cost[some], leads=leads)
    return Share(own, learned, levels, chosen[some])


def worked(share: Share) -> Part:
    """The rows of a share, as the engine works its own."""
    n, origin = share.past.y.shape
    places = np.stack([np.arange(n), np.full(n, origin)], axis=1).astype(np.int64)
    rows = look(share.past, places)
    known = Known(share.past, rows, share.learned, share.levels)
    quantiles, names = np.zeros((n, len(share.levels))), np.array(share.chosen, dtype=object)
    for name in sorted(set(share.chosen)):
        mine = np.flatnonzero(names == name)
        quantiles[mine] = method(name)(known.only(mine))
    mean = combined(rows)[0]
    return Part(quantiles, mean, ahead.per_period(share.past, rows, mean))
