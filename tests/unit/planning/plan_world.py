"""A small world to plan: items, stock, suppliers and forecasts of a few rows, as a test needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl

from domain.planning import frames
from domain.planning.plan_frames import DEMAND, EXPECTED
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

TODAY = date(2026, 3, 2)
"""A Monday."""
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999)
_TABLES = {one.name: one for one in frames.SNAPSHOT}


@dataclass(frozen=True)
class History:
    demand: pl.DataFrame
    periods: tuple[date, ...] = ()


def snapshot(at=datetime(2026, 3, 2, 6, tzinfo=UTC), today=TODAY, **rows):
    """Rows of each table by its name; items get a cost of 10 and a price of 15 unless they say otherwise."""
    rows["items"] = [{"cost": 10.0, "price": 15.0, **one} for one in rows.get("items", [])]
    return Snapshot(today, at, {name: _TABLES[name].of(some) for name, some in rows.items()})


def profile(**settings):
    return PlanningProfile(plan="test", **{"working_days": EVERY_DAY, **settings})


def history(rows=()):
    """Rows of (sku, place, t, quantity), all known."""
    schema = {"sku": pl.String, "place": pl.String, "t": pl.Int64, "quantity": pl.Float64}
    frame = pl.DataFrame([dict(zip(schema, one, strict=True)) for one in rows], schema=schema)
    return History(frame.with_columns(known=pl.lit(value=True), assumed=pl.lit(value=False)))


def forecasts(values, *, weeks=26, today=TODAY):
    """DEMAND and EXPECTED from (sku, place) to (mean over lead and review, {level: value}, expected a week)."""
    demand, expected = [], []
    for (sku, place), (mean, levels, a_week) in values.items():
        demand += [
            {"sku": sku, "place": place, "level": level, "value": value}
            for level, value in {0.0: mean, **levels}.items()
        ]
        days = (today + timedelta(days=7 * step) for step in range(weeks))
        expected += [{"sku": sku, "place": place, "period": day, "value": a_week} for day in days]
    return {"demand": DEMAND.of(demand), "expected": EXPECTED.of(expected)}


def row(frame, **which):
    """The one row that fits."""
    found = frame.filter(*(pl.col(name) == value for name, value in which.items())).to_dicts()
    assert len(found) == 1, found
    return found[0]
