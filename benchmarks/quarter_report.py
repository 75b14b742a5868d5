"""The simulated quarter's tables, printed and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.quarter_checks import Check
from benchmarks.quarter_demand import Quarter
from benchmarks.rows import RESULTS

Service = Mapping[str, Mapping[str, float]]
Kill = tuple[str, int, bool]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the simulation took."""

    wall: float
    nights: Sequence[float]
    """Seconds of each night's planning, decisions and posting."""
    stages: Mapping[str, float]
    """Seconds by stage, over all nights."""
    kills: Sequence[Kill]


def written(demand: Quarter, found: Sequence[Check], served: Service, told: Mapping[str, int], *, taken: Taken) -> int:
    """Print and keep; 1 where something is not as it must be."""
    died = sum(one[2] for one in taken.kills)
    days = len(taken.nights)
    odoos = sum("orders" in one for one in served.values())
    title = f"### A quarter on the real Odoo: {days} days, {len(demand.items)} items of M5"
    head = (
        f"{taken.wall / 60:.0f} minutes in all, {odoos} Odoos; a night's plan with its decisions and posting took "
        f"{median(taken.nights):.1f} s (median), {max(taken.nights):.1f} s at most. {died} of {len(taken.kills)} children "
        "were killed at a seam, the others had ended before it."
    )
    stages = [f"| {name} | {seconds / days:.2f} |" for name, seconds in taken.stages.items()]
    slow = ["| stage | seconds a day, mean |", "| --- | ---: |", *stages]
    text = "\n".join([title, "", head, "", *_service(served), "", *_checks(found), "", *_told(told), "", *slow, ""])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "quarter.md").write_text(text)
    kept = {
        "days": days, "items": len(demand.items), "service": served, "told": told, "kills": taken.kills,
        "checks": [{"what": one.what, "seen": one.seen, "of": one.of, "good": one.good} for one in found],
    }  # fmt: skip
    (RESULTS / "quarter.json").write_text(json.dumps(kept, indent=1))
    print(text)
    return 0 if all(one.good for one in found) else 1


def _service(served: Service) -> list[str]:
    rows = [
        f"| {name} | {one['units']:.1%} | {one['money']:.1%} | {one['stock']:,.0f} | {one.get('orders', '')} |"
        for name, one in served.items()
    ]
    return [
        "| ordered by | units served at once | money served at once | stock, average | orders |",
        "| --- | ---: | ---: | ---: | ---: |",
        *rows,
    ]


def _checks(found: Sequence[Check]) -> list[str]:
    rows = [f"| {one.what} | {one.seen:,} | {one.of:,} | {'yes' if one.good else '**no**'} |" for one in found]
    return ["| at the end, by SQL | seen | of | as it must be |", "| --- | ---: | ---: | --- |", *rows]


def _told(told: Mapping[str, int]) -> list[str]:
    return ["| what happened | times |", "| --- | ---: |", *(f"| {name} | {times:,} |" for name, times in told.items())]
