"""The forecast of many series from one or several origins: each number from the past of its origin only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from domain.errors import Misconfigured
from domain.planning.forecasting.learned import Learned, learn
from domain.planning.forecasting.methods import DEFAULT, LEARNS, Known, method, methods
from domain.planning.forecasting.past import Floats, Ints, Past, combined, look, past_of
from domain.planning.forecasting.series import AHEAD, LEVELS, Demand, Forecast

CHUNK = 100_000
"""Rows that are looked at together: what keeps a million series within memory."""

__all__ = ["forecast", "methods"]


def forecast(
    demand: Demand,
    origins: Sequence[int] | None = None,
    *,
    levels: Sequence[float] = LEVELS,
    method: str = DEFAULT,
    pins: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Forecast:
    """Quantiles of demand over lead plus review.

    Args:
        demand: the series.
        origins: periods known at each origin, ascending; None: all that there are, once.
        levels: probabilities between 0 and 1, ascending.
        method: one of :func:`methods`.
        pins: series to the method that a planner has chosen for it.
        seed: of the learned part; the same input and seed give the same numbers.

    Raises:
        Misconfigured: an origin, level or method that there is none of.
    """
    wanted, steps = _checked(demand, origins, levels)
    chosen = [(pins or {}).get(key, method) for key in demand.keys]
    past = past_of(demand, wanted[0])
    learned = learn(past, wanted[0], seed=seed) if LEARNS & set(chosen) else None
    n, k = len(demand.keys), len(wanted)
    places = np.stack(np.meshgrid(np.arange(n), wanted, indexing="ij"), axis=-1).reshape(-1, 2).astype(np.int64)
    parts = [
        _part(past, places[first : first + CHUNK], learned, (steps, chosen)) for first in range(0, n * k, CHUNK)
    ] or [(np.zeros((0, len(steps))), np.zeros(0), np.zeros(0))]
    quantiles, mean, scale = (np.concatenate(one) for one in zip(*parts, strict=True))
    ahead = AHEAD[demand.period]
    rate = (mean / np.repeat(demand.width, k)).reshape(n, k)
    return Forecast(
        steps,
        wanted,
        quantiles.reshape(n, k, len(steps)),
        mean.reshape(n, k),
        np.repeat(rate[:, :, None], ahead, axis=2),
        chosen,
        {"level": rate, "scale": scale.reshape(n, k)},
    )


def _part(
    past: Past, places: Ints, learned: Learned | None, asked: tuple[tuple[float, ...], Sequence[str]]
) -> tuple[Floats, Floats, Floats]:
    """Quantiles, mean and scale of some rows."""
    levels, chosen = asked
    rows = look(past, places)
    known = Known(past, rows, learned, levels)
    names = np.array(chosen)[places[:, 0]]
    out = np.zeros((len(places), len(levels)))
    for name in sorted(set(names)):
        mine = names == name
        out[mine] = method(name)(known)[mine]
    return np.sort(np.maximum(out, 0), axis=1), combined(rows)[0], rows.scale


def _checked(
    demand: Demand, origins: Sequence[int] | None, levels: Sequence[float]
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    wanted = tuple(int(one) for one in (origins if origins is not None else (demand.periods,)))
    if not wanted or list(wanted) != sorted(set(wanted)) or wanted[0] < 1 or wanted[-1] > demand.periods:
        raise Misconfigured(
            "An origin says how many periods are known: ascending, from 1 to as many as there are.",
            field="origins",
            value=str(wanted),
            next_step=f"Ask for origins from 1 to {demand.periods}; the history has that many periods.",
        )
    steps = tuple(float(one) for one in levels)
    if not steps or list(steps) != sorted(set(steps)) or steps[0] <= 0 or steps[-1] >= 1:
        raise Misconfigured(
            "A level is a probability between 0 and 1; they ascend.",
            field="levels",
            value=str(steps),
            next_step="Write them like 0.5 0.8 0.9 0.95.",
        )
    return wanted, steps
