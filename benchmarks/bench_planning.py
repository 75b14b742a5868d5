"""Demand planning against its goals: the shared sets, demand with a known truth, limits, and speed without Odoo.

Run: ``python -m benchmarks.bench_planning [sets] [truth] [limits] [speed]`` (none named: all), ``--method`` for another
method. The sets and their scorer are no part of the project: without them that part says so and is not measured.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import planning_sets, planning_truth
from benchmarks.rows import RESULTS, Row, save

PARTS = ("sets", "truth", "limits", "speed")


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
    parser.add_argument("--set", action="append", default=[], help="only this shared set; may be given again")
    given = parser.parse_args()
    parts, met = given.parts or PARTS, []
    if "sets" in parts:
        met.append(sets(given.method, given.set))
    if "truth" in parts:
        met.append(truth(given.method))
    return 0 if all(met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
