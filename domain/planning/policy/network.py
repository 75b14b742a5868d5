"""Central and regional places: a central place covers what the places that it supplies will ask it for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.planning.policy.curve import Curves
from domain.planning.profile import PlanningProfile
from domain.planning.sourcing import KEY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Echelon:
    """What is added to a central place for the places below it: (n,) each, 0 where there are none."""

    mean: Floats
    """Expected demand of the places below."""
    squares: Floats
    """Their safety stocks, squared and added."""
    position: Floats
    """Their positions."""
    a_day: Floats
    """Their expected demand a day."""

    def scaled(self, share: Floats) -> Echelon:
        """For ``share`` times the days."""
        return Echelon(self.mean * share, self.squares * share, self.position, self.a_day)


def echelon(pairs: pl.DataFrame, curves: Curves, days: Floats, level: Floats, profile: PlanningProfile) -> Echelon:
    """What the places below add to a central place's need.

    A central place is planned by echelon stock (Clark and Scarf 1960; Silver, Pyke and Thomas 2017, chapter 11;
    Axsäter 2015, chapter 10): its level covers its own demand and that of all places below over its own lead
    time and review and the transfer there, ``P = cover + transfer_days``; its position is its own and theirs. With
    ``f = P / days`` of a place below, that place's expected demand counts ``f`` times, and its safety stock at the
    central place's service level ``sqrt(f)`` times. Safety stocks are added in squares: risks are pooled (Eppen
    1979), for demand of different places is taken as independent.

    Args:
        pairs: sku, place, position of each row.
        curves: demand of each row over its ``days``.
        days: (n,) days that each row's stock must last.
        level: (n,) service level of each row.
        profile: which place supplies which.
    """
    total = Echelon(*(np.zeros(pairs.height) for _ in range(4)))
    position = pairs["position"].to_numpy()
    for row, top, way in _ways(pairs, profile):
        share = (days[top] + way) / days[row]
        curve = curves.rows(row)
        stock = np.maximum(curve.at(level[top]) - curve.mean, 0.0)
        np.add.at(total.mean, top, curve.mean * share)
        np.add.at(total.squares, top, stock**2 * share)
        np.add.at(total.position, top, position[row])
        np.add.at(total.a_day, top, curve.mean / days[row])
    return total


def asked_of_central(needs: pl.DataFrame, today: date) -> pl.DataFrame:
    """What the places below lack and will ask of a central place now: sku, place (the central one), quantity, due_on.

    Not more than lies there and is not asked for. What they will ask for later is the demand that they are to meet,
    which a central place's ``demand_day`` has.

    Args:
        needs: columns of NEEDS up to ``position``.
        today: the plan's day.
    """
    lacking = pl.col("position") < pl.col("reorder_point")
    asked = needs.filter((pl.col("supply_kind") == "transfer") & lacking)
    sums = asked.group_by("sku", place="origin").agg(quantity=(pl.col("order_up_to") - pl.col("position")).sum())
    free = needs.select(*KEY, free=(pl.col("on_hand") - pl.col("backorders")).clip(0.0))
    taken = pl.min_horizontal("quantity", "free")
    return sums.join(free, on=KEY).select(*KEY, taken.alias("quantity"), pl.lit(today).alias("due_on"))


def _ways(pairs: pl.DataFrame, profile: PlanningProfile) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Rows, the rows that stand any number of steps above them, and the days of transfer between the two."""
    central = {code: one.supplied_by for code, one in profile.warehouses.items() if one.supplied_by}
    if not central:
        return
    days = {code: float(one.transfer_days) for code, one in profile.warehouses.items()}
    index = pairs.select(KEY).with_row_index("i")
    place = pl.col("place")
    lifted = index.select(
        "sku", place.replace_strict(central, default=None, return_dtype=pl.String),
        row="i", days=place.replace_strict(days, default=0.0, return_dtype=pl.Float64),
    ).drop_nulls()  # fmt: skip
    pairs_of = lifted.join(index, on=KEY)
    above, transfer = np.full(index.height, -1, dtype=np.int64), np.zeros(index.height)
    above[pairs_of["row"].to_numpy()] = pairs_of["i"].to_numpy()
    transfer[pairs_of["row"].to_numpy()] = pairs_of["days"].to_numpy()
    row = np.flatnonzero(above >= 0)
    top, way = above[row], transfer[row]
    for _ in central:
        if not len(row):
            return
        yield row, top, way
        further = above[top] >= 0
        row, way, top = row[further], (way + transfer[top])[further], above[top][further]
