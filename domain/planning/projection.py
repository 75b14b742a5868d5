"""Stock of the coming days: what lies, comes and is asked for, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CHUNK = 20_000
"""Rows that are projected at a time: 180 days of so many are 30 MB."""
_EPS = 1e-9
_MOVED = (*KEY, "quantity", "due_on")


@dataclass(frozen=True)
class Outlook:
    """What is known of the coming days of ``n`` sku-places; day 0 is the plan's.

    Args:
        days: how far it goes.
        on_hand: (n,) units at the beginning of day 0.
        period_of: (days,) column of ``a_day`` that holds for each day.
        a_day: (n, periods) expected demand a day.
        moves: row, day, units: receipts (above 0) and promised deliveries (below 0), sorted by row.
    """

    days: int
    on_hand: Floats
    period_of: Ints
    a_day: Floats
    moves: tuple[Ints, Ints, Floats]

    def chunks(self) -> Iterator[tuple[slice, Floats]]:
        """Rows, and (rows, days) stock at the end of each day if nothing more is ordered."""
        row, day, units = self.moves
        for first in range(0, len(self.on_hand), _CHUNK):
            rows = slice(first, min(first + _CHUNK, len(self.on_hand)))
            change = -self.a_day[rows][:, self.period_of]
            begin, end = np.searchsorted(row, (rows.start, rows.stop))
            np.add.at(change, (row[begin:end] - first, day[begin:end]), units[begin:end])
            yield rows, self.on_hand[rows, None] + np.cumsum(change, axis=1)

    def stock_out(self) -> Ints:
        """(n,) first day on which stock falls below zero; ``days`` where it lasts."""
        found = np.full(len(self.on_hand), self.days, dtype=np.int64)
        for rows, stock in self.chunks():
            out = stock < -_EPS
            found[rows] = np.where(out.any(axis=1), out.argmax(axis=1), self.days)
        return found

    def lowest(self, until: Ints, *, arrives: Ints | None = None, quantity: Floats | None = None) -> Floats:
        """(n,) lowest stock of the days up to ``until``; with ``quantity`` that comes on day ``arrives``."""
        least = np.zeros(len(self.on_hand))
        day = np.arange(self.days)[None, :]
        for rows, stock in self.chunks():
            seen = stock
            if arrives is not None and quantity is not None:
                seen = stock + np.where(day >= arrives[rows, None], quantity[rows, None], 0.0)
            within = day <= np.clip(until[rows], 0, self.days - 1)[:, None]
            least[rows] = np.where(within, seen, np.inf).min(axis=1)
        return least

    def at(self, day: Ints) -> Floats:
        """(n,) stock at the end of a day of each row."""
        found = np.zeros(len(self.on_hand))
        for rows, stock in self.chunks():
            found[rows] = np.take_along_axis(stock, np.clip(day[rows], 0, self.days - 1)[:, None], axis=1)[:, 0]
        return found


def outlook(
    snapshot: Snapshot,
    pairs: pl.DataFrame,
    expected: pl.DataFrame,
    days: int,
    *,
    late_days: int,
    sent: pl.DataFrame | None = None,
) -> Outlook:
    """What is known of the pairs' coming days.

    Expected demand of a period is spread evenly over its days; after the last period that is given its rate goes on.
    Promised deliveries count on their day, overdue ones today. Receipts count on their day; overdue ones
    ``late_days`` from now, for nobody knows.

    Args:
        snapshot: stock, supply, open demand.
        pairs: sku, place; ``factor``, by which a planner multiplied what ``expected`` says; ``demand_day``, the rate
            of those that it says nothing of, and of those that are ``even`` (central places: theirs and all below).
        expected: EXPECTED.
        days: how far to look.
        late_days: when overdue receipts are counted.
        sent: sku, place, quantity, due_on: what a plan itself takes from a place for another one.
    """
    index = pairs.select(KEY).with_row_index("i")
    on_hand = index.join(snapshot.stock.select(*KEY, "on_hand"), on=KEY, how="left", maintain_order="left")
    starts = sorted(expected["period"].unique().to_list())
    first, rates = _rates(expected, starts, snapshot.today)
    a_day = _a_day(index.join(rates, on=KEY), index.height, len(starts))
    if "factor" in pairs.columns:
        a_day = a_day * pairs["factor"].to_numpy()[:, None]
    if "demand_day" in pairs.columns:
        told = np.zeros(index.height, dtype=np.bool_)
        told[index.join(expected.select(KEY).unique(), on=KEY, how="semi")["i"].to_numpy()] = True
        if "even" in pairs.columns:
            told &= ~pairs["even"].to_numpy()
        a_day[~told] = pairs["demand_day"].fill_null(0.0).to_numpy()[~told, None]
    leaving = snapshot.open_demand.select(_MOVED)
    leaving = leaving if sent is None else pl.concat([leaving, sent.select(_MOVED)])
    period_of = np.clip(np.searchsorted(first, np.arange(days), side="right") - 1, 0, a_day.shape[1] - 1)
    return Outlook(
        days,
        on_hand["on_hand"].fill_null(0.0).to_numpy(),
        period_of.astype(np.int64),
        a_day,
        _moves(snapshot, index, leaving, (days, late_days)),
    )


def _rates(expected: pl.DataFrame, starts: list[date], today: date) -> tuple[Ints, pl.DataFrame]:
    """First day of each period counted from today, and expected demand a day by column."""
    first = np.array([(one - today).days for one in starts], dtype=np.int64)
    lengths = np.diff(first)
    length = np.concatenate([lengths, lengths[-1:] if len(lengths) else [7]]).astype(np.float64)
    columns = pl.DataFrame({"period": starts, "column": range(len(starts)), "length": length[: len(starts)]}, schema={
        "period": pl.Date, "column": pl.Int64, "length": pl.Float64,
    })  # fmt: skip
    rates = expected.join(columns, on="period").select(*KEY, "column", rate=pl.col("value") / pl.col("length"))
    return first, rates


def _a_day(rates: pl.DataFrame, rows: int, columns: int) -> Floats:
    table = np.zeros((rows, max(columns, 1)))
    table[rates["i"].to_numpy(), rates["column"].to_numpy()] = np.maximum(rates["rate"].fill_null(0.0).to_numpy(), 0.0)
    return table


def _moves(
    snapshot: Snapshot, index: pl.DataFrame, leaving: pl.DataFrame, ends: tuple[int, int]
) -> tuple[Ints, Ints, Floats]:
    """``ends``: how far to look, and when overdue receipts are counted."""
    days, late_days = ends
    today = pl.lit(snapshot.today)
    ahead = (pl.col("due_on") - today).dt.total_days()
    coming = snapshot.supply.filter(pl.col("quantity") > 0).select(
        *KEY, day=pl.when(ahead >= 0).then(ahead).otherwise(late_days), units="quantity"
    )
    going = leaving.filter(pl.col("quantity") > 0).select(
        *KEY, day=pl.max_horizontal(ahead, 0).fill_null(0), units=-pl.col("quantity")
    )
    both = pl.concat([coming, going]).filter(pl.col("day") < days).join(index, on=KEY).sort("i", "day", "units")
    return (
        both["i"].cast(pl.Int64).to_numpy(),
        both["day"].cast(pl.Int64).to_numpy(),
        both["units"].cast(pl.Float64).to_numpy(),
    )
