"""A snapshot's frames of 100,000 item-places and three years: seconds and memory without Odoo's own time.

Run: ``python -m benchmarks.bench_extract [--items 50000] [--days 120]``. A made Odoo answers in the shape in which 19
does: arrays of a day's lines. Each item sells on so many days at each of two places; what is measured is from the
answers to the frames of sales and stock changes.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from connectors.odoo.planning.asking import Asking
from connectors.odoo.planning.history import Past, changes_frame, history_frame, read_past
from connectors.odoo.planning.known import Known
from connectors.odoo.planning.places import Location, Places
from connectors.odoo.port import OdooVersion
from domain.planning import frames

FIRST, DAYS = date(2023, 1, 2), 1092
HOUSES = {1: "EAST", 2: "WEST"}
CUSTOMER = 9
GOAL_MIB = 8192


class MadeOdoo:
    """Sales and their deliveries, the same at each asking."""

    def __init__(self, items: int, days: int) -> None:
        """``items`` sell on ``days`` days of three years, at each place."""
        self.items, self.share = items, days / DAYS
        self.seconds = 0.0
        """That making the answers took: Odoo's time, not ours."""

    def version(self) -> OdooVersion:
        """Speaks of move lines."""
        return OdooVersion(19, "19.0")

    def groups(
        self, model: str, domain: Sequence[Any], *, groupby: Sequence[str], aggregates: Sequence[str], context: object
    ) -> list[Any]:
        """Days between the bounds; per warehouse where it is asked for."""
        del context
        began = time.perf_counter()
        if model == "sale.order" or "write_date" in str(domain):
            return []
        low, high = (next(part[2] for part in domain if len(part) == 3 and part[1] == sign) for sign in (">=", "<"))
        first, last = (datetime.fromisoformat(text).date() for text in (low, high))
        days = [FIRST + timedelta(days=n) for n in range(DAYS) if first <= FIRST + timedelta(days=n) < last]
        houses: Sequence[tuple[int, ...]] = [(1,), (2,)] if "warehouse_id" in groupby else [(1, 2)]
        made = [self._group(day, those, aggregates, f"{groupby[-1]}") for day in days for those in houses]
        self.seconds += time.perf_counter() - began
        return made

    def _group(self, day: date, houses: Sequence[int], aggregates: Sequence[str], key: str) -> dict[str, Any]:
        products, quantities, places = [], [], []
        for house in houses:
            chance = np.random.default_rng((day.toordinal(), house))
            sold = np.nonzero(chance.random(self.items) < self.share)[0] + 1
            products.append(sold)
            quantities.append(chance.integers(1, 20, sold.size).astype(float))
            places.append(np.full(sold.size, house))
        quantity = np.concatenate(quantities)
        values: dict[str, Any] = {
            "__count": int(quantity.size),
            "product_uom_qty:sum": float(quantity.sum()),
            "quantity_product_uom:sum": float(quantity.sum()),
        }
        if any(name.endswith("array_agg") for name in aggregates):
            values |= {
                "product_id:array_agg": np.concatenate(products).tolist(),
                "product_uom_qty:array_agg": quantity.tolist(),
                "quantity_product_uom:array_agg": quantity.tolist(),
                "location_id:array_agg": np.concatenate(places).tolist(),
                "location_dest_id:array_agg": np.full(quantity.size, CUSTOMER).tolist(),
            }
        label = ["", f"{day:%d %b %Y}"]
        return {key: label, "warehouse_id": [houses[0], "x"], "state": "sale"} | {
            name: values[name] for name in aggregates
        }


def made_places() -> Places:
    """Two warehouses of one location each."""
    locations = {house: Location(house, "internal", usable=True) for house in HOUSES}
    locations[CUSTOMER] = Location(None, "customer", usable=False)
    ids = frozenset(HOUSES)
    return Places(frames.PLACES.empty(), HOUSES, HOUSES, ids, ids, locations)


def measured(odoo: MadeOdoo, known: Known | None) -> tuple[Past, dict[str, pl.DataFrame], float]:
    """Seconds of ours from the answers to the frames."""
    ask = Asking(odoo, 1, 1, ZoneInfo("UTC"), "UTC")  # type: ignore[arg-type]  # groups and version are all that is asked
    began, before = time.perf_counter(), odoo.seconds
    places, skus = made_places(), {number: f"SKU-{number:06}" for number in range(1, odoo.items + 1)}
    past = read_past(ask, places, (FIRST, FIRST + timedelta(days=DAYS - 1)), products=None, known=known)
    made = {"history": history_frame(past, places, skus), "stock_changes": changes_frame(past, places, skus)}
    return past, made, time.perf_counter() - began - (odoo.seconds - before)


def main() -> int:
    """Print what it took; 1 when the goal is missed."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--items", type=int, default=50_000)
    arguments.add_argument("--days", type=int, default=120)
    given = arguments.parse_args()
    odoo = MadeOdoo(given.items, given.days)
    past, made, first = measured(odoo, None)
    known = Known(datetime(2026, 1, 1, tzinfo=UTC), past.raw())
    sizes = {name: f"{frame.height:,} rows, {frame.estimated_size('mb'):,.0f} MB" for name, frame in made.items()}
    _, _, again = measured(odoo, known)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{given.items * 2:,} item-places, {given.days} days with sales of {DAYS}: {sizes}")
    print(f"read whole {first:.1f} s, known and checked {again:.1f} s (without Odoo's own time); peak {peak:,} MiB")
    print("goal " + ("met" if peak <= GOAL_MIB else "missed") + f": {GOAL_MIB:,} MiB")
    return 0 if peak <= GOAL_MIB else 1


if __name__ == "__main__":
    raise SystemExit(main())
