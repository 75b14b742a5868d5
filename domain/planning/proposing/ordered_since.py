"""What was ordered of an item since a planner said how much: his word is a quantity in all, not one for every night."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import polars as pl

from domain.planning.overrides import Override
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY


def ordered_since(snapshot: Snapshot, lines: pl.DataFrame, edits: Sequence[Override], timezone: str) -> pl.Series:
    """Units that are on their way or were received of orders from the start of the line's override on; 0 without one.

    Args:
        snapshot: supply and receipts.
        lines: sku, place, decided (number in ``edits``; -1: none).
        edits: overrides.
        timezone: of the company's days.
    """
    zone = ZoneInfo(timezone)
    days = [one.since or one.made_at.astimezone(zone).date() for one in edits]
    chosen = lines["decided"].to_list()
    since = pl.Series("since", [None if number < 0 else days[number] for number in chosen], dtype=pl.Date)
    columns = (*KEY, "quantity", "ordered_on")
    orders = pl.concat([snapshot.supply.select(columns), snapshot.receipts.select(columns)])
    asked = lines.select(KEY).with_columns(since).with_row_index("i").drop_nulls("since")
    counted = asked.join(orders, on=KEY, how="inner").filter(pl.col("ordered_on") >= pl.col("since"))
    sums = counted.group_by("i").agg(pl.col("quantity").sum())
    rows = lines.select(KEY).with_row_index("i").join(sums, on="i", how="left", maintain_order="left")
    return rows["quantity"].fill_null(0.0).alias("since")
