"""A real set's demand for a simulated quarter: items by a fixed rule, two years of history, then the quarter itself.

M5 (Walmart, units sold a day and store); its days are moved by whole weeks, so that the last one lies just behind today.
Cost, suppliers, lead times, minimums and packs are stated here: the set has none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "demand" / "m5_sample_daily.parquet"
HISTORY_DAYS = 728
SOLD_A_WEEK = 2.0
"""Items that sell less are left out: a quarter of 13 weeks says nothing about them."""
_COSTS = (2.5, 4.0, 6.0, 9.0, 14.0, 22.0)
MARGIN = 1.6
Z = 1.645
"""Deviations that a careful user of reordering rules puts into a minimum: 95 %."""
Units = np.ndarray[tuple[int, int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who delivers, and how well."""

    name: str
    lead_days: int
    """From an order that is taken to its receipt."""
    minimum: int = 0
    """Units of an item in an order."""
    weekdays: tuple[int, ...] = ()
    """Takes orders on these, 1 Monday; none: any."""
    late_share: float = 0.0
    """Of its orders that come late."""
    late_days: int = 0


SUPPLIERS: tuple[Supplier, ...] = (
    Supplier("S1", 3),
    Supplier("S2", 5, minimum=6),
    Supplier("S3", 7, minimum=12, late_share=0.2, late_days=4),
    Supplier("S4", 10, minimum=6, weekdays=(2, 5)),
    Supplier("S5", 14, minimum=24, late_share=0.3, late_days=7),
    Supplier("S6", 21, minimum=12, weekdays=(1,), late_share=0.15, late_days=10),
)
BY_NAME: Mapping[str, Supplier] = {one.name: one for one in SUPPLIERS}


@dataclass(frozen=True, slots=True)
class Item:
    """What is sold."""

    sku: str
    cost: float
    supplier: Supplier

    @property
    def price(self) -> float:
        """That customers pay."""
        return round(self.cost * MARGIN, 2)


@dataclass(frozen=True, slots=True)
class Quarter:
    """Items and their demand by day."""

    items: tuple[Item, ...]
    units: Units
    """Items by days: the history, then the quarter."""
    first: date
    """First day of the quarter."""
    days: int

    @property
    def past(self) -> Units:
        """Demand before the quarter."""
        return self.units[:, :HISTORY_DAYS]

    def day(self, number: int) -> date:
        """Of the quarter, from 0; below 0 of the history."""
        return self.first + timedelta(days=number)

    def asked(self, number: int) -> list[tuple[int, int]]:
        """Item's number and units of a day; below 0 of the history."""
        column = self.units[:, HISTORY_DAYS + number]
        return [(int(row), int(column[row])) for row in np.nonzero(column > 0)[0]]


def quarter(items: int, days: int, today: date) -> Quarter:
    """The items: of those that sold before the history began and at least twice a week in it, every k-th by name.

    Raises:
        FileNotFoundError: the set is not there.
    """
    daily = pl.read_parquet(DATA, columns=["id", "date", "sales"]).with_columns(pl.col("id").cast(pl.String))
    last = daily["date"].max()
    assert isinstance(last, date)
    wide = daily.sort("date").pivot("date", index="id", values="sales").sort("id")
    every = wide.drop("id").fill_null(0).to_numpy().astype(np.int64)
    kept = every[:, -(HISTORY_DAYS + days) :]
    steady = (kept[:, :HISTORY_DAYS].mean(axis=1) * 7 >= SOLD_A_WEEK) & (
        every[:, : -(HISTORY_DAYS + days)].sum(axis=1) > 0
    )
    known = np.nonzero(steady)[0]
    chosen = known[:: max(len(known) // items, 1)][:items]
    moved = timedelta(weeks=(today - timedelta(days=1) - last).days // 7)
    listed = tuple(
        Item(f"Q-{number:03}", _COSTS[number % len(_COSTS)], SUPPLIERS[(number // 2) % len(SUPPLIERS)])
        for number in range(len(chosen))
    )
    return Quarter(listed, kept[chosen], last + moved - timedelta(days=days - 1), days)


def min_max(demand: Quarter, number: int, day: int = 0, *, z: float = Z, weeks: int = 13) -> tuple[int, int]:
    """Levels as a careful user of reordering rules sets them: from the last quarter's mean and deviation by week.

    ``day``: of the quarter, before which all is known.

    Minimum: demand over the lead time and z times the deviation over it (95 %); maximum: a week's demand more, and
    never less more than the supplier's minimum.
    """
    supplier = demand.items[number].supplier
    known = demand.units[number, HISTORY_DAYS + day - 7 * weeks : HISTORY_DAYS + day]
    by_week = known.reshape(weeks, 7).sum(axis=1)
    lead = supplier.lead_days + (7 / len(supplier.weekdays) / 2 if supplier.weekdays else 0)
    minimum = math.ceil(by_week.mean() / 7 * lead + z * by_week.std(ddof=1) * math.sqrt(lead / 7))
    return minimum, minimum + max(math.ceil(by_week.mean()), supplier.minimum, 1)
