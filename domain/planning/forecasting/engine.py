"""The forecast of many series from one or several origins: each number from the past of its origin only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.errors import Misconfigured
from domain.planning.forecasting import ahead, holding
from domain.planning.forecasting.learned import Learned, learn
from domain.planning.forecasting.methods import DEFAULT, LEARNS, Known, method, methods
from domain.planning.forecasting.past import Past, Rows, combined, look, past_of
from domain.planning.forecasting.series import LEVELS, Demand, Floats, Forecast, Ints

CHUNK = 100_000
"""Rows that are looked at together: what keeps a million series within memory."""

__all__ = ["forecast", "methods"]


@dataclass(frozen=True)
class Work:
    """What all rows share: the past, what was learned, the levels, each series' method and what a name stands for."""

    past: Past
    learned: Learned | None
    levels: tuple[float, ...]
    chosen: Sequence[str]


@dataclass(frozen=True)
class Made:
    """Of some rows: (R, levels) quantiles, (R,) mean and scale, (R, H) expected demand of the next periods."""

    quantiles: Floats
    mean: Floats
    per_period: Floats
    terms: Mapping[str, Floats]


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
    chosen = _chosen(demand, method, pins or {})
    past = past_of(demand, wanted[0])
    learned = learn(past, wanted[0], seed=seed) if LEARNS & set(chosen) else None
    n, k = len(demand.keys), len(wanted)
    places = np.stack(np.meshgrid(np.arange(n), wanted, indexing="ij"), axis=-1).reshape(-1, 2).astype(np.int64)
    work = Work(past, learned, steps, chosen)
    parts = [_part(work, places[first : first + CHUNK]) for first in range(0, max(n * k, 1), CHUNK)]
    quantiles = np.concatenate([part.quantiles for part in parts]).reshape(n, k, -1)
    if learned is not None:
        held = holding.before(past, steps, wanted[0], seed)
        quantiles = holding.hold(past, quantiles, (wanted, steps), held, np.array(chosen) == DEFAULT)
    return Forecast(
        steps,
        wanted,
        np.sort(np.maximum(quantiles, 0), axis=2),
        np.concatenate([part.mean for part in parts]).reshape(n, k),
        np.concatenate([part.per_period for part in parts]).reshape(n, k, -1),
        chosen,
        {name: np.concatenate([part.terms[name] for part in parts]).reshape(n, k) for name in parts[0].terms},
    )


def _part(work: Work, places: Ints) -> Made:
    """Quantiles, means and terms of some rows."""
    rows = look(work.past, places)
    known = Known(work.past, rows, work.learned, work.levels)
    names = np.array(work.chosen, dtype=object)[places[:, 0]]
    out = np.zeros((len(places), len(work.levels)))
    for name in sorted(set(names)):
        mine = np.flatnonzero(names == name)
        out[mine] = method(name)(known.only(mine))
    out[rows.trait("demands") == 0] = 0  # never asked for: it has no scale that a model could speak in
    mean = combined(rows)[0]
    return Made(out, mean, ahead.per_period(work.past, rows, mean), _terms(rows, mean))


def _terms(rows: Rows, mean: Floats) -> Mapping[str, Floats]:
    """What explains a row to a planner."""
    long = rows.trait("long")
    return {
        "level": mean / np.maximum(rows.ahead, 1e-9),
        "season": rows.trait("season ahead"),
        "trend": np.where(long > 0, rows.trait("short") / np.where(long > 0, long, 1.0), 1.0),
        "periods since demand": rows.trait("since demand"),
        "share of periods with demand": rows.trait("share 26"),
        "usual size": rows.trait("mean size"),
    }


def _chosen(demand: Demand, name: str, pins: Mapping[str, str]) -> Sequence[str]:
    """The method of each series."""
    for one in {name, *pins.values()}:
        method(one)
    return [pins.get(key, name) for key in demand.keys]


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
    if not steps or list(steps) != sorted(set(steps)) or not all(0 < one < 1 for one in steps):
        raise Misconfigured(
            "A level is a probability between 0 and 1; they ascend.",
            field="levels",
            value=str(steps),
            next_step="Write them like 0.5 0.8 0.9 0.95.",
        )
    return wanted, steps
