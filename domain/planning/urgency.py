"""Which items cannot wait for the night: out of stock, a supplier late, an order too large. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from domain.planning.snapshot import Snapshot

_KEY = ["sku", "place"]
_ABOUT = timedelta(days=3)
"""Days that an end of stock by an even rate may differ from the plan's, which knows the season."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """An item that should be planned at once, and why."""

    sku: str
    place: str
    says: str


def urgent_items(needs: pl.DataFrame, now: Snapshot) -> list[Urgent]:
    """Items whose position is worse than their plan reckoned with, the worst first.

    * out of stock: on hand less what waits is 0 or less, where the plan saw stock;
    * a large order: the position fell by more than the demand that the plan covers (its quantile) since;
    * a late supplier: stock ends before the next receipt by its new date, and earlier than the plan saw by the old one.

    Args:
        needs: NEEDS of the last plan of all items.
        now: stock, supply and open demand as they are.
    """
    facts = needs.filter(pl.col("demand_day") > 0)
    for one in (_sum(now.stock, "on_hand", "on_hand_now"), _sum(now.supply, "quantity", "coming"),
                _sum(now.open_demand, "quantity", "going"), _next(now.supply)):  # fmt: skip
        facts = facts.join(one, on=_KEY, how="left", maintain_order="left")
    # Odoo has no row for stock of 0: an item that was looked at and has none left is the one that is out of stock.
    facts = facts.join(now.items.select("sku"), on="sku", how="semi")
    facts = facts.with_columns(pl.col("on_hand_now", "coming", "going").fill_null(0.0))
    free = pl.col("on_hand_now") - pl.col("going")
    own = pl.col("position") - pl.col("counted_too").fill_null(0.0)
    facts = facts.with_columns(free=free, position_now=free + pl.col("coming"), own=own)
    lasts = pl.lit(now.today) + pl.duration(days=(pl.col("free") / pl.col("demand_day")).clip(0, 3650).floor())
    lasted = pl.col("stock_out_on").is_null() | (pl.col("stock_out_on") > lasts + _ABOUT)
    judged = facts.with_columns(
        out=(pl.col("free") <= 0) & (pl.col("on_hand") - pl.col("backorders") > 0),
        large=(pl.col("own") - pl.col("position_now")) > pl.col("demand_quantile"),
        late=(pl.col("next_on") > lasts) & lasted,
        lost=(pl.col("demand_quantile") - pl.col("position_now")).clip(0),
    ).filter(pl.col("out") | pl.col("large") | pl.col("late"))
    worst = judged.sort("lost", *_KEY, descending=[True, False, False])
    return [Urgent(row["sku"], row["place"], _why(row)) for row in worst.iter_rows(named=True)]


def _sum(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    return frame.group_by(_KEY).agg(pl.col(column).sum().alias(name))


def _next(supply: pl.DataFrame) -> pl.DataFrame:
    return supply.group_by(_KEY).agg(next_on=pl.col("due_on").min())


def _why(row: dict[str, object]) -> str:
    if row["out"]:
        return "out of stock"
    if row["large"]:
        return f"its position fell from {row['own']:g} to {row['position_now']:g}"
    return f"its next receipt comes on {row['next_on']}, after stock ends"
