"""Demand planning against its goals: the shared sets, demand with a known truth, limits, and speed without Odoo.

Run: ``python -m benchmarks.bench_planning [sets] [truth] [limits] [speed]`` (none named: all), ``--method`` for another
method. The sets and their scorer are no part of the project: without them that part says so and is not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import planning_limits, planning_sets, planning_truth
from benchmarks.measured import Measured, run_measured
from benchmarks.rows import RESULTS, Row, save

PARTS = ("sets", "truth", "limits", "speed")
LIMITED = ("man", "auto", "m5w")
"""Sets for the part on limits: with MOQ and packs, by months, and by weeks."""
STEPS = ("clean", "lead times", "series", "forecast", "frames", "policy", "propose")


def sets(method: str, names: list[str]) -> bool:
    """Every shared set through the command and the scorer."""
    them = planning_sets.scorer()
    if them is None:
        print(f"The shared sets are not at {planning_sets.SHARED}: nothing was measured of them.")
        return False
    scored = []
    with tempfile.TemporaryDirectory(prefix="lading-bench-") as folder:
        for name in names or (*planning_sets.SEVEN, planning_sets.ALONE):
            scored.append(planning_sets.score(them, name, Path(folder), method))
            print(
                name,
                {k: v for k, v in scored[-1].ours.items() if k in {"spl", "cov_0.95"} or k.startswith("inv")},
                flush=True,
            )
    return _save(
        "planning_sets",
        "Demand planning: the shared sets",
        (planning_sets.goals(scored), planning_sets.baselines(scored)),
    )


def truth(method: str) -> bool:
    """Demand with a known truth."""
    return _save("planning_truth", "Demand planning: known truth", planning_truth.goals(method))


def limits(method: str, names: list[str]) -> bool:
    """Random lead times, calendars, budget and capacity on some of the sets."""
    them = planning_sets.scorer()
    if them is None:
        print(f"The shared sets are not at {planning_sets.SHARED}: nothing was measured of them.")
        return False
    rows = []
    for name in names or LIMITED:
        rows += planning_limits.scenarios(planning_limits.of_panel(them, name), method)
        print(name, flush=True)
    return save("planning_limits", "Demand planning: calendars, late deliveries, short money and room", rows)


def speed(sizes: list[int]) -> bool:
    """The statistical part, and whole plans without Odoo, each in a process of its own."""
    statistics, _ = _timed("statistics")
    rows = [
        Row("series a second, statistical part", statistics["rate"], 200_000, "/s",
            note=f"14 levels and their errors over 156 weeks, two threads; with traits, season and gamma quantiles "
            f"{statistics['whole_rate']:,.0f}/s")
    ]  # fmt: skip
    for size in sizes:
        took, whole = _timed(str(size))
        seconds = sum(took[step] for step in STEPS)
        note = ", ".join(f"{step} {took[step]:.1f}" for step in STEPS) + f"; {took['lines']:,} lines"
        rows += [
            Row(f"{size:,} SKU-locations planned", seconds, 60 if size <= 100_000 else 600, "s", low_is_good=True, note=note),
            Row(f"{size:,} SKU-locations, peak memory", whole.peak_mib / 1024, 8, "GiB", low_is_good=True,
                note="of the process, the invented snapshot with three years of orders by day included"),
        ]  # fmt: skip
    return save("planning_speed", "Demand planning without Odoo: speed", rows)


def _timed(what: str) -> tuple[dict[str, Any], Measured]:
    with tempfile.TemporaryDirectory(prefix="lading-bench-") as folder:
        command = (sys.executable, "-m", "benchmarks.planning_speed", what)
        ran = run_measured(command, dict(os.environ), Path(folder) / "out.json")
    if ran.status:
        raise SystemExit(f"{' '.join(command)} ended with {ran.status}: {ran.output[-2000:]}")
    return json.loads(ran.output.splitlines()[-1]), ran


def _save(name: str, title: str, found: tuple[list[Row], str]) -> bool:
    """The rows, and below them a table of details."""
    rows, details = found
    met = save(name, title, rows)
    print(details)
    with (RESULTS / f"{name}.md").open("a") as file:
        file.write("\n" + details)
    return met


def main() -> int:
    """Measure, print and save; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=(*PARTS, []), help="none: all")
    parser.add_argument("--method", default="default")
    parser.add_argument(
        "--size", action="append", type=int, default=[], help="SKU-locations planned; none: 100,000 and 1,000,000"
    )
    parser.add_argument("--set", action="append", default=[], help="only this shared set; may be given again")
    given = parser.parse_args()
    parts, met = given.parts or PARTS, []
    if "sets" in parts:
        met.append(sets(given.method, given.set))
    if "truth" in parts:
        met.append(truth(given.method))
    if "limits" in parts:
        met.append(limits(given.method, given.set))
    if "speed" in parts:
        met.append(speed(given.size or [100_000, 1_000_000]))
    return 0 if all(met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
