"""A plan without Odoo, timed step by step: ``python -m benchmarks.planning_speed 100000`` prints its seconds as JSON."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from benchmarks.planning_world import WEEKS, profile, snapshot
from domain.planning.cleaning import Cleaned
from domain.planning.forecast_frames import Series
from domain.planning.forecasting.series import Demand, Forecast
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

Made = TypeVar("Made")
SLICE = 100_000
"""Items at places that are cleaned and proposed together."""


class Clock:
    """Seconds by step, summed up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Made]) -> Made:
        """Do it and add what it took."""
        began = time.perf_counter()
        made = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
        return made


def plan(locations: int, folder: Path) -> dict[str, float]:
    """Seconds of each step, and how many lines and what money came out.

    Cleaned and proposed by slices of items, forecast together. What is cleaned is kept in files in between, as a plan
    keeps it in the archive.
    """
    from domain.planning.forecasting.engine import forecast

    clock, own, size = Clock(), profile(), min(locations, SLICE)
    slices = [_prepared(clock, size, number, folder) for number in range(locations // size)]
    demand = clock("series", lambda: _together([one.series.demand for one in slices]))
    found = clock("forecast", lambda: forecast(demand))
    out = {"planned": 0.0, "lines": 0.0, "money": 0.0}
    for number, one in enumerate(slices):
        needed, lines = _proposed(clock, one, _part(found, slice(number * size, (number + 1) * size)), own)
        for name, value in (("planned", needed), ("lines", lines.height), ("money", float(lines["value"].sum()))):
            out[name] += value
    return {**clock.seconds, **out}


@dataclass(frozen=True)
class Slice:
    """Some items: their snapshot without history, what was cleaned (its demand in a file), their series."""

    there: Snapshot
    cleaned: Cleaned
    file: Path
    series: Series


def _prepared(clock: Clock, size: int, number: int, folder: Path) -> Slice:
    """Made up, cleaned, lead times learned."""
    from domain.planning.cleaning import clean
    from domain.planning.forecast_frames import series_of
    from domain.planning.lead_times import lead_times

    own = profile()
    there = clock("made up", lambda: snapshot(size, number))
    cleaned = clock("clean", lambda: clean(there, own))
    leads = clock("lead times", lambda: lead_times(there, own))
    series = clock("series", lambda: series_of(cleaned.grid(), there.items, leads, own))
    file = folder / f"{number}.parquet"
    clock("clean", lambda: cleaned.demand.write_parquet(file))
    rest = {name: frame for name, frame in there.frames.items() if name != "history"}
    return Slice(replace(there, frames=rest), replace(cleaned, demand=cleaned.demand.clear()), file, series)


def _proposed(clock: Clock, one: Slice, found: Forecast, own: PlanningProfile) -> tuple[int, pl.DataFrame]:
    """Needs and lines of a slice."""
    from domain.planning.cleaning.periods import after_last
    from domain.planning.forecast_frames import demand_frame, expected_frame
    from domain.planning.plan_frames import DEMAND, EXPECTED
    from domain.planning.policy import needs
    from domain.planning.proposing import proposal

    cleaned = clock("frames", lambda: replace(one.cleaned, demand=pl.read_parquet(one.file)))
    first = after_last(cleaned.periods, own.period)
    frames = clock("frames", lambda: {
        DEMAND.name: demand_frame(one.series, found), EXPECTED.name: expected_frame(one.series, found, first, own)
    })  # fmt: skip
    needed = clock("policy", lambda: needs(one.there, cleaned, frames, own))
    lines = clock("propose", lambda: proposal(one.there, needed, own, forecasts=frames)).lines
    return needed.height, lines


def _together(parts: list[Demand]) -> Demand:
    """Demand of several slices as one; lead times have one width."""
    if len(parts) == 1:
        return parts[0]
    first, longest = parts[0], max(0 if one.lead_weights is None else one.lead_weights.shape[1] for one in parts)
    weights = [
        np.pad(one.lead_weights, ((0, 0), (0, longest - one.lead_weights.shape[1])))
        for one in parts
        if one.lead_weights is not None
    ]
    known = [one.known for one in parts if one.known is not None]
    return Demand(
        [key for one in parts for key in one.keys],
        np.concatenate([one.y for one in parts]),
        np.concatenate([one.lead for one in parts]),
        np.concatenate([one.cost for one in parts]),
        first.period,
        np.concatenate(weights) if len(weights) == len(parts) else None,
        np.concatenate(known) if len(known) == len(parts) else None,
        {name: [key for one in parts for key in (one.groups or {})[name]] for name in first.groups or {}},
    )


def _part(found: Forecast, rows: slice) -> Forecast:
    """The forecast of some series."""
    return replace(
        found,
        quantiles=found.quantiles[rows],
        mean=found.mean[rows],
        per_period=found.per_period[rows],
        method=found.method[rows],
        why={name: values[rows] for name, values in found.why.items()},
    )


def statistics(series: int) -> dict[str, float]:
    """Series a second: all smoothed levels and their errors over 156 periods; and the whole gamma method with them."""
    from domain.planning.forecasting import smoothing
    from domain.planning.forecasting.engine import forecast

    rng, kernel, within = np.random.default_rng(3), smoothing.smooth, list[float]()
    y = np.where(rng.random((series, WEEKS)) < 0.4, rng.integers(1, 30, (series, WEEKS)), 0).astype(np.float32)
    demand = Demand([str(one) for one in range(series)], y, rng.integers(1, 9, series), np.ones(series), "week")

    def timed(*given: object) -> object:
        began = time.perf_counter()
        made = kernel(*given)
        within.append(time.perf_counter() - began)
        return made

    smoothing.smooth = timed
    kernels, wholes = [], []
    for _ in range(4):  # the first one compiles
        within.clear()
        began = time.perf_counter()
        forecast(demand, method="gamma")
        wholes.append(time.perf_counter() - began)
        kernels.append(sum(within))
    return {"series": series, "rate": series / min(kernels), "whole_rate": series / min(wholes)}


def main() -> None:
    """One of the two."""
    if sys.argv[1] == "statistics":
        print(json.dumps(statistics(200_000)))
        return
    with tempfile.TemporaryDirectory(prefix="lading-bench-") as folder:
        print(json.dumps(plan(int(sys.argv[1]), Path(folder))))


if __name__ == "__main__":
    main()
