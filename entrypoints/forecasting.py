"""What ``lading forecast`` does: read, forecast, write, say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from domain.errors import Misconfigured
from domain.planning.forecasting.engine import forecast
from domain.planning.forecasting.series import LEVELS, Demand, Period
from domain.planning.simulating.lead_times import moments
from entrypoints.cli_frame import Screen
from entrypoints.forecast_files import read_history, write_quantiles
from entrypoints.parquet_files import may_be_put
from entrypoints.plan_files import read_lead_weights

Files = tuple[Path, Path | None, Path | None, Path]
"""History, parameters, receipts, what is written."""
Wishes = tuple[tuple[float, ...] | None, str, Period, int]
"""Levels, method, what a period is, seed."""


def forecast_file(screen: Screen, files: Files, origins: int | None, wishes: Wishes) -> int:
    """Forecast a file's series into another file."""
    path, params, receipts, out = files
    levels, method, period, seed = wishes
    started = perf_counter()
    may_be_put(out, (path, params, receipts))
    history = read_history(path, params, period)
    demand = history.demand
    known = demand.periods
    if origins is not None and origins >= known:
        raise Misconfigured(
            f"The history has {known} periods; each origin needs one before it.",
            field="--origins",
            value=str(origins),
            next_step=f"Ask for at most {known - 1}.",
        )
    seen = [known] if origins is None else list(range(known - origins, known))
    if receipts is not None:
        demand = _varying(demand, receipts, seen[0])
    made = forecast(demand, seen, levels=levels or LEVELS, method=method, seed=seed)
    rows = write_quantiles(made, history.names, out, inputs=(path, params, receipts))
    took = perf_counter() - started
    screen.say(f"{len(demand.keys)} series, {len(seen)} origins, {len(made.levels)} levels: {rows} rows in {out}")
    screen.say(f"Method {method}, {took:.1f} s.")
    screen.data({"series": len(demand.keys), "origins": seen, "levels": made.levels, "rows": rows, "out": str(out)})
    return 0


def _varying(demand: Demand, receipts: Path, before: int) -> Demand:
    """The demand with lead times as they were seen before a period; as stated where none was."""
    weights = read_lead_weights(receipts, list(demand.keys), demand.lead.astype(np.float64), before=before)
    return replace(demand, lead=np.rint(moments(weights)[0]).astype(np.int64), lead_weights=weights)
