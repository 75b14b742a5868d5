"""The shared demand sets through `lading forecast`, scored by the shared scorer; both stand outside the project."""

from __future__ import annotations

import importlib.util
import math
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.measured import run_measured
from benchmarks.rows import Row

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEVEN = ("man", "raf", "auto", "oil", "carparts", "m5w", "retail")
ALONE = "jewelry"


@dataclass(frozen=True)
class Scored:
    """What came of one set: the scorer's rows by method, the fill that is reached at a level given out, and the costs."""

    name: str
    ours: Mapping[str, Any]
    methods: Mapping[str, Mapping[str, Any]]
    own_fill: float
    zeros: float
    """Share of the test's windows of lead plus review without any demand."""
    seconds: float
    peak_mib: float


def scorer() -> ModuleType | None:
    """planning_eval, where it is present."""
    file = SHARED / "planning_eval.py"
    spec = importlib.util.spec_from_file_location("planning_eval", file)
    if not file.exists() or spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules["planning_eval"] = module
    spec.loader.exec_module(module)
    return module


def forecast(history: Path, out: Path, *words: str) -> tuple[float, float]:
    """Seconds and MiB that `lading forecast` takes for a file, its start and reading included."""
    command = (
        sys.executable,
        "-m",
        "entrypoints.cli",
        "forecast",
        "--history",
        str(history),
        "--out",
        str(out),
        *words,
    )
    took = run_measured(command, dict(os.environ), out.with_suffix(".log"))
    if took.status:
        raise SystemExit(f"{' '.join(command)}: {took.output[-2000:]}")
    return took.seconds, took.peak_mib


def score(them: ModuleType, name: str, folder: Path, method: str) -> Scored:
    """One set: exported, forecast by the command, read back and scored."""
    panel = them.load(name, SHARED / "data" / "demand")
    them.export(panel, folder)
    out, period = folder / f"q_{name}.parquet", "week" if panel.season == 52 else "month"
    words = ("--origins", str(panel.test), "--period", period, "--method", method)
    seconds, peak = forecast(folder / f"{name}.parquet", out, *words)
    levels, quantiles = them.read_candidate(panel, out)
    rows = {row["method"]: row for row in them.score(panel, {"ours": (True, levels, quantiles)}).to_dicts()}
    own = them.simulate(panel, quantiles)["fill"][: len(levels)]
    windows = them.window_sums(panel.y, panel.lead + 1)[:, panel.y.shape[1] - panel.test :]
    zeros = float((windows[~np.isnan(windows)] == 0).mean())
    return Scored(name, rows["ours"], rows, float(own.max()), zeros, seconds, peak)


def goals(scored: Iterable[Scored]) -> list[Row]:
    """The issue's table, as far as it is of these sets."""
    by_name = {one.name: one for one in scored}
    seven = [by_name[name] for name in SEVEN if name in by_name]
    rows = [
        _mean_row("stock over zses, 95 % value fill", "inv_fill95", 0.90, seven),
        _mean_row("stock over zses, 98 % value fill", "inv_fill98", 0.87, seven),
        _mean_row("stock over zses, 95 % item fill", "inv_item_fill95", 0.80, seven),
        _worst_row(seven),
    ]
    spl = {one.name: one.ours["spl"] / one.methods["zses"]["spl"] for one in seven}
    rows.append(Row("spl over zses", mean(spl.values()), 0.86, "×", low_is_good=True, note=_each(spl)))
    if ALONE in by_name:
        one = by_name[ALONE]
        note = f"98 %: {one.ours['inv_fill98']}, item fill 95 %: {one.ours['inv_item_fill95']}"
        rows.append(Row("jewelry, 95 % value fill", one.ours["inv_fill95"], 0.25, "×", low_is_good=True, note=note))
    every = list(by_name.values())
    cover = {one.name: one.ours["cov_0.95"] for one in every}
    full = {one.name: one.ours["cov_0.95"] for one in every if one.zeros < 0.5}
    fill = {one.name: one.own_fill for one in every}
    return [
        *rows,
        Row("least coverage of .95", min(cover.values()), 0.93, "", note=_each(cover)),
        Row("most coverage of .95, sets with demand in half of the windows", max(full.values()), 0.97, "",
            low_is_good=True, note=_each(full)),
        Row("least value fill at .999, no stretching", min(fill.values()), 0.98, "", note=_each(fill)),
    ]  # fmt: skip


def mean(values: Iterable[float]) -> float:
    """Geometric; a value that is not known (never reached) makes it infinite, so it cannot be overlooked."""
    found = list(values)
    if any(math.isnan(one) for one in found):
        return math.inf
    return math.exp(sum(math.log(one) for one in found) / len(found))


def baselines(scored: Iterable[Scored]) -> str:
    """Markdown: stock over zses at 95 % value fill and 95 % item fill, for each set and method."""
    sets = list(scored)
    methods = list(sets[0].methods)
    lines = [f"| set | {' | '.join(methods)} |", f"| --- |{' ---: |' * len(methods)}"]
    for one in sets:
        cells = [
            f"{_cell(one.methods[name]['inv_fill95'])} / {_cell(one.methods[name]['inv_item_fill95'])}"
            for name in methods
        ]
        lines.append(f"| {one.name} | {' | '.join(cells)} |")
    seconds = ", ".join(f"{one.name} {one.seconds:.0f}" for one in sets)
    costs = f"Seconds of the command, every origin of the test: {seconds}; at most {max(one.peak_mib for one in sets):.0f} MiB."
    head = "### Stock over zses at 95 % value fill / 95 % item fill (-: never reached)"
    return f"{head}\n\n" + "\n".join(lines) + f"\n\n{costs}\n"


def _mean_row(what: str, column: str, goal: float, scored: list[Scored]) -> Row:
    own = {one.name: one.ours[column] for one in scored}
    return Row(what, mean(own.values()), goal, "×", low_is_good=True, note=f"geometric mean of {_each(own)}")


def _worst_row(scored: list[Scored]) -> Row:
    worst = max(scored, key=lambda one: one.ours["inv_fill95"])
    ratio = worst.ours["inv_fill95"]
    return Row("worst set at 95 % value fill", ratio, 1.02, "×", low_is_good=True, note=f"{worst.name} {ratio:.3f}")


def _each(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in values.items())


def _cell(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"
