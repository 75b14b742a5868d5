"""A large company as a snapshot in memory: items, two warehouses, suppliers, stock, three years of orders by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from domain.planning import frames
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.table import Table

WEEKS = 156
TODAY = date(2026, 3, 2)
PLACES = ("EAST", "WEST")
SUPPLIERS = 400
SLICE = 25_000


def profile() -> PlanningProfile:
    """Plain settings: the nightly plan of both warehouses."""
    return PlanningProfile(plan="speed", history_periods=WEEKS)


def snapshot(locations: int, number: int = 0) -> Snapshot:
    """``locations`` items at places (half as many items), most of them without demand in most weeks.

    Another ``number`` gives other items of the same company: what is too large for one is made in several.
    """
    rng = np.random.default_rng([7, number])
    n = locations // len(PLACES)
    skus = pl.Series("sku", [f"SKU-{number:02d}{one:06d}" for one in range(n)])
    cost = np.round(np.exp(rng.normal(2.5, 1.0, n)), 2)
    supplier = rng.integers(0, SUPPLIERS, n)
    tables = {
        frames.ITEMS: {"sku": skus, "name": skus, "product_id": np.arange(1, n + 1), "cost": cost, "price": cost * 1.4,
                       "category": pl.Series([f"All / {one % 40}" for one in range(n)])},
        frames.PLACES: {"place": PLACES, "warehouse_id": (1, 2)},
        frames.SUPPLIERS: {
            "sku": skus, "supplier": pl.Series([f"S{one:03d}" for one in supplier]), "supplier_id": supplier + 1,
            "price": cost, "currency": pl.Series(["EUR"] * n), "price_foreign": cost,
            "lead_days": rng.choice([7.0, 14.0, 21.0, 42.0], n), "pack": rng.choice([1.0, 1.0, 6.0, 12.0], n),
        },
        frames.STOCK: {"sku": pl.concat([skus] * 2), "place": np.repeat(PLACES, n),
                       "on_hand": rng.integers(0, 40, 2 * n).astype(float)},
    }  # fmt: skip
    made = {table.name: _table(table, columns) for table, columns in tables.items()}
    parts = [_orders(skus[first : first + SLICE], place, rng) for place in PLACES for first in range(0, n, SLICE)]
    made[frames.HISTORY.name] = pl.concat(parts)
    return Snapshot(TODAY, datetime(2026, 3, 2, 4, tzinfo=UTC), made)


def _orders(skus: pl.Series, place: str, rng: np.random.Generator) -> pl.DataFrame:
    """Demand of some items at one place: a row a week with any, on one of its working days."""
    n = len(skus)
    share, size = rng.beta(1.2, 2.0, n), np.exp(rng.normal(1.0, 0.8, n))
    season = 1 + 0.4 * np.cos(2 * np.pi * (np.arange(WEEKS) / 52 - rng.random(n)[:, None]))
    item, week = np.nonzero(rng.random((n, WEEKS)) < share[:, None] * season)
    quantity = 1.0 + rng.poisson(size[item])
    first = TODAY - timedelta(weeks=WEEKS)
    day = np.datetime64(first) + (7 * week + rng.integers(0, 5, len(week))).astype("timedelta64[D]")
    columns = {"sku": skus.gather(item), "day": day, "ordered": quantity, "largest": quantity}
    return _table(frames.HISTORY, {**columns, "place": pl.repeat(place, len(item), dtype=pl.String, eager=True)})


def _table(table: Table, columns: Mapping[str, object]) -> pl.DataFrame:
    return table.checked(pl.DataFrame(columns, strict=False))
