"""Lading's levels on each evening of a quarter by its own domain code: history cleaned, forecast, needs.

Nothing is mirrored but the last step, from a position to an order (``ordered``); a test holds it to ``propose``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import numpy as np
import polars as pl

from benchmarks.quarter_demand import HISTORY_DAYS, Item, Quarter
from benchmarks.quarter_replica import Asks
from benchmarks.quarter_script import Script, profile
from benchmarks.quarter_world import PLACE
from domain.planning.cleaning import Cleaned, clean
from domain.planning.forecast_frames import demand_frame, series_of
from domain.planning.forecasting.engine import forecast
from domain.planning.frames import HISTORY, ITEMS, SUPPLIERS
from domain.planning.lead_times import lead_times
from domain.planning.plan_frames import DEMAND
from domain.planning.policy.needs import needs
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

WEEK = 7
"""Days after which is forecast anew: in between no further week is over."""
_EVENING = time(21)


@dataclass(frozen=True)
class Evening:
    """What a plan of that evening is made of."""

    snapshot: Snapshot
    """Without stock and orders: no level hangs on them. Without receipts: lead times are those that are stated."""
    cleaned: Cleaned
    forecasts: Mapping[str, pl.DataFrame]


def profile_of(days: int, service: float) -> PlanningProfile:
    """The simulated quarter's profile with one service level for all items."""
    said: dict[str, Any] = profile(Script(days), 0, "") | {"services": {"default": service, "classes": {}}}
    return PlanningProfile.model_validate(said)


def evenings(demand: Quarter, days: int) -> list[Evening]:
    """The quarter's first evenings, each with what was known by then."""
    found: list[Evening] = []
    plain, asked = profile_of(days, 0.95), _history(demand)
    for day in range(days):
        known = _snapshot(demand, day, asked)
        if day % WEEK == 0:
            cleaned = clean(known, plain)
            series = series_of(cleaned.grid(), known.items, lead_times(known, plain), plain)
            forecasts = {DEMAND.name: demand_frame(series, forecast(series.demand))}
        found.append(Evening(known, cleaned, forecasts))
    return found


def by_lading(demand: Quarter, known: Sequence[Evening], service: float) -> Asks:
    """Orders by Lading's reorder points and order-up-to levels at a service level."""
    said = profile_of(len(known), service)
    levels = [_levels(one, said) for one in known]

    def asks(number: int, day: int, position: int) -> int:
        item = demand.items[number]
        return ordered(position, levels[day][item.sku], item)

    return asks


def ordered(position: float, levels: tuple[float, float], item: Item) -> int:
    """Whole units that are ordered at a position: up to S where it is below s, and what the supplier sells at least.

    Mirrors ``proposing.begin`` and ``proposing.lots`` for an item without packs, price breaks and shelf life.
    """
    low, high = levels
    return max(math.ceil(high - position - 1e-9), item.supplier.minimum, 1) if position < low - 1e-9 else 0


def _levels(known: Evening, said: PlanningProfile) -> dict[str, tuple[float, float]]:
    """Reorder point and order-up-to level of each item."""
    frame = needs(known.snapshot, known.cleaned, known.forecasts, said)
    return {sku: (low, high) for sku, low, high in frame.select("sku", "reorder_point", "order_up_to").iter_rows()}


def _snapshot(demand: Quarter, day: int, asked: pl.DataFrame) -> Snapshot:
    today = demand.day(day)
    items = [{"sku": one.sku, "cost": one.cost, "price": one.price} for one in demand.items]
    sold_by = [
        {"sku": one.sku, "supplier": one.supplier.name, "price": one.cost, "lead_days": float(one.supplier.lead_days),
         "quantity_min": float(one.supplier.minimum)}
        for one in demand.items
    ]  # fmt: skip
    frames = {
        ITEMS.name: ITEMS.of(items),
        SUPPLIERS.name: SUPPLIERS.of(sold_by),
        HISTORY.name: asked.filter(pl.col("day") <= today),
    }
    return Snapshot(today, datetime.combine(today, _EVENING, UTC), frames)


def _history(demand: Quarter) -> pl.DataFrame:
    """HISTORY of all days, one line an item and day, as customers ask in the simulated quarter."""
    rows, columns = np.nonzero(demand.units > 0)
    units = demand.units[rows, columns].astype(np.float64)
    frame = pl.DataFrame({
        "sku": [demand.items[row].sku for row in rows],
        "day": [demand.day(int(column) - HISTORY_DAYS) for column in columns],
        "ordered": units,
        "largest": units,
    })  # fmt: skip
    return HISTORY.checked(frame.with_columns(place=pl.lit(PLACE)))
