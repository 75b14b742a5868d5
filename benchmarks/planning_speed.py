"""A plan without Odoo, timed step by step: ``python -m benchmarks.planning_speed 100000`` prints its seconds as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from benchmarks.planning_world import WEEKS, profile, snapshot

Made = TypeVar("Made")


def plan(locations: int) -> dict[str, float]:
    """Seconds of each step, and how many lines and what money came out."""
    from domain.planning.cleaning import clean
    from domain.planning.cleaning.periods import after_last
    from domain.planning.forecast_frames import demand_frame, expected_frame, series_of
    from domain.planning.forecasting.engine import forecast
    from domain.planning.lead_times import lead_times
    from domain.planning.plan_frames import DEMAND, EXPECTED
    from domain.planning.policy import needs
    from domain.planning.proposing import proposal

    took: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Made]) -> Made:
        began = time.perf_counter()
        made = work()
        took[name] = time.perf_counter() - began
        print(f"{name}: {took[name]:.1f} s", file=sys.stderr, flush=True)
        return made

    own = profile()
    there = timed("made up", lambda: snapshot(locations))
    cleaned = timed("clean", lambda: clean(there, own))
    leads = timed("lead times", lambda: lead_times(there, own))
    series = timed("series", lambda: series_of(cleaned.grid(), there.items, leads, own))
    found = timed("forecast", lambda: forecast(series.demand))
    first = after_last(cleaned.periods, own.period)
    frames = timed("frames", lambda: {
        DEMAND.name: demand_frame(series, found), EXPECTED.name: expected_frame(series, found, first, own)
    })  # fmt: skip
    needed = timed("policy", lambda: needs(there, cleaned, frames, own))
    lines = timed("propose", lambda: proposal(there, needed, own, forecasts=frames)).lines
    return {**took, "planned": needed.height, "lines": lines.height, "money": float(lines["value"].sum())}


def statistics(series: int) -> dict[str, float]:
    """Series a second: all smoothed levels and their errors over 156 periods; and the whole gamma method with them."""
    from domain.planning.forecasting import past
    from domain.planning.forecasting.engine import forecast
    from domain.planning.forecasting.series import Demand

    rng, kernel, within = np.random.default_rng(3), past.smoothing.smooth, list[float]()
    y = np.where(rng.random((series, WEEKS)) < 0.4, rng.integers(1, 30, (series, WEEKS)), 0).astype(np.float32)
    demand = Demand([str(one) for one in range(series)], y, rng.integers(1, 9, series), np.ones(series), "week")

    def timed(*given: object) -> object:
        began = time.perf_counter()
        made = kernel(*given)
        within.append(time.perf_counter() - began)
        return made

    past.smoothing.smooth = timed
    kernels, wholes = [], []
    for _ in range(4):  # the first one compiles
        within.clear()
        began = time.perf_counter()
        forecast(demand, method="gamma")
        wholes.append(time.perf_counter() - began)
        kernels.append(sum(within))
    return {"series": series, "rate": series / min(kernels), "whole_rate": series / min(wholes)}


if __name__ == "__main__":
    kind = sys.argv[1]
    print(json.dumps(statistics(200_000) if kind == "statistics" else plan(int(kind))))
