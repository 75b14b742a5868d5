"""Past quarters replayed without Odoo: the stock that rules, buffers and Lading each need for the same service.

Run: ``python -m benchmarks.quarter_past [--items 96]``. ``docs/planning/quarter.md`` says what is compared; the tables
stand under ``benchmarks/results``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from benchmarks.quarter_demand import DATA, HISTORY_DAYS, Quarter, quarter
from benchmarks.quarter_past_levels import by_lading, evenings
from benchmarks.quarter_past_report import Curve, Past, Point, written
from benchmarks.quarter_replica import Asks, by_buffers, by_rules, replayed

DAYS = 91
BACK = (91, 182, 273, 364)
"""Days from a quarter's end to the end of the set."""
TODAY = date(2016, 5, 23)
"""The day after the set's last one: quarters keep their own dates, and which orders come late is the same in each run."""


@dataclass(frozen=True)
class Ordering:
    """A way to order, and what is turned to serve more."""

    knob: str
    settings: tuple[float, ...]
    """Ascending."""
    made: Callable[[Quarter], Callable[[float], Asks]]


def _lading(demand: Quarter) -> Callable[[float], Asks]:
    known = evenings(demand, DAYS)
    return lambda service: by_lading(demand, known, service)


ORDERINGS: Mapping[str, Ordering] = {
    "Odoo's own rules": Ordering(
        "deviations in the minimum",
        (0.5, 1.0, 1.645, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.3, 8.0, 10.0),
        lambda demand: lambda z: by_rules(demand, z),
    ),
    "OCA ddmrp": Ordering(
        "times the red zone", (0.5, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0),
        lambda demand: lambda red: by_buffers(demand, red),
    ),
    "Lading": Ordering(
        "service level", (0.5, 0.8, 0.85, 0.9, 0.925, 0.95, 0.9625, 0.975, 0.9825, 0.99, 0.995), _lading
    ),
}  # fmt: skip


def past_quarter(items: int, back: int) -> Quarter:
    """A quarter that ended so many days before the set does; of what came after it nothing is in it."""
    wider = quarter(items, DAYS + back, TODAY)
    return Quarter(wider.items, wider.units[:, : HISTORY_DAYS + DAYS], wider.first, DAYS)


def curve(demand: Quarter, ordering: Ordering) -> Curve:
    """What each setting came to."""
    at = ordering.made(demand)
    return [Point(setting, replayed(demand, DAYS, at(setting))) for setting in ordering.settings]


def replayed_quarters(items: int, backs: Sequence[int]) -> int:
    """All quarters and their tables; 0."""
    found: list[Past] = []
    began = perf_counter()
    for back in backs:
        demand = past_quarter(items, back)
        curves = {name: curve(demand, one) for name, one in ORDERINGS.items()}
        found.append(Past(demand.first, demand.day(DAYS - 1), len(demand.items), curves))
        print(f"quarter from {demand.first}: {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    written(found, {name: one.knob for name, one in ORDERINGS.items()})
    return 0


def main() -> int:
    """Replay; nothing can be missed: it is a comparison."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, default=96)
    given = arguments.parse_args()
    if not DATA.exists():
        print(f"SKIPPED: the demand of a real set is not there: {DATA.name} in ../shared/data/demand", file=sys.stderr)
        return 0
    return replayed_quarters(given.items, BACK)


if __name__ == "__main__":
    raise SystemExit(main())
