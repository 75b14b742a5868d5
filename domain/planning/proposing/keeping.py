"""Shelf life: not more is ordered than will be sold while it keeps."""

from __future__ import annotations

import polars as pl

from domain.planning.proposing.drafts import Drafts, down_to_packs, in_packs, shown
from domain.planning.proposing.room import lying_then


def with_most(lines: pl.DataFrame) -> pl.DataFrame:
    """``most``: units that will be sold within shelf life after they come, after what will still lie then.

    Demand of a day times shelf life, less the stock expected when it comes (first in, first out).
    """
    then = lying_then(pl.col("cover_days") - pl.col("review_days"))
    sold = (pl.col("demand_day") * pl.col("shelf_life_days") - then).clip(0.0)
    return lines.with_columns(most=pl.when(pl.col("shelf_life_days").is_not_null()).then(sold).otherwise(float("inf")))


def within_shelf_life(drafts: Drafts) -> Drafts:
    """Quantities down to whole packs within shelf life.

    What is waited for is ordered whatever its shelf life, and not less than the supplier's minimum; where the minimum
    alone would spoil, nothing is ordered.
    """
    smallest = in_packs(pl.max_horizontal("quantity_min", "pack"))
    waited = pl.col("backorders") - pl.col("on_hand") - pl.col("on_order")
    most = down_to_packs(pl.max_horizontal("most", in_packs(waited.clip(0.0))))
    fewer = pl.when(most >= smallest).then(most).when(waited > 0).then(smallest).otherwise(0.0)
    over = pl.col("quantity") > pl.max_horizontal("most", waited)
    quantity = pl.when(over & pl.col("most").is_finite() & ~pl.col("fixed")).then(pl.min_horizontal("quantity", fewer))
    says = pl.format(
        "Keeps {} days, in which {} will be sold after what lies then.", shown("shelf_life_days"), shown("most")
    )
    return drafts.ordered("shelf_life", quantity.otherwise("quantity"), says)
