"""What ``lading forecast`` does: read, forecast, write, say."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from domain.errors import Misconfigured
from domain.planning.forecasting.engine import forecast
from domain.planning.forecasting.series import LEVELS, Period
from entrypoints.cli_frame import Screen
from entrypoints.forecast_files import read_history, write_quantiles

Files = tuple[Path, Path | None, Path]
Wishes = tuple[tuple[float, ...] | None, str, Period, int]
"""Levels, method, what a period is, seed."""


def forecast_file(screen: Screen, files: Files, origins: int | None, wishes: Wishes) -> int:
    """Forecast a file's series into another file."""
    path, params, out = files
    levels, method, period, seed = wishes
    started = perf_counter()
    demand = read_history(path, params, period).demand
    known = demand.periods
    if origins is not None and origins >= known:
        raise Misconfigured(
            f"The history has {known} periods; each origin needs one before it.",
            field="--origins",
            value=str(origins),
            next_step=f"Ask for at most {known - 1}.",
        )
    seen = [known] if origins is None else list(range(known - origins, known))
    made = forecast(demand, seen, levels=levels or LEVELS, method=method, seed=seed)
    rows = write_quantiles(made, list(demand.keys), out)
    took = perf_counter() - started
    screen.say(f"{len(demand.keys)} series, {len(seen)} origins, {len(made.levels)} levels: {rows} rows in {out}")
    screen.say(f"Method {method}, {took:.1f} s.")
    screen.data({"series": len(demand.keys), "origins": seen, "levels": made.levels, "rows": rows, "out": str(out)})
    return 0
