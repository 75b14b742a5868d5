"""Room that is taken where other items than a plan's own lie."""

from __future__ import annotations

from datetime import date

import polars as pl

TAKEN = {"place": pl.String, "units": pl.Float64, "volume": pl.Float64}


def lying_then(days: pl.Expr) -> pl.Expr:
    """Units that are expected to lie there in so many days: all that comes, less what waits and what is sold."""
    lying = pl.col("on_hand") + pl.col("on_order") - pl.col("backorders")
    return (lying - pl.col("demand_day") * days).clip(0.0)


def room_taken(needs: pl.DataFrame, items: pl.DataFrame, ordered: pl.DataFrame, today: date) -> pl.DataFrame:
    """What is expected to lie at each place when goods that are ordered now come: ``TAKEN``.

    Args:
        needs: NEEDS of these items.
        items: ITEMS, for volumes.
        ordered: sku, place, quantity that was ordered since.
        today: the day of ``needs``.
    """
    days = (pl.col("due_on") - pl.lit(today)).dt.total_days().fill_null(0)
    parts = [needs.select("sku", "place", units=lying_then(days)), ordered.select("sku", "place", units="quantity")]
    known = pl.concat(parts).join(items.select("sku", "volume"), on="sku", how="left")
    taken = known.with_columns(volume=pl.col("units") * pl.col("volume").fill_null(0.0))
    return taken.group_by("place").agg(pl.col("units", "volume").sum()).sort("place")
