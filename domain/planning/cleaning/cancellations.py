"""What was cancelled is no demand: it is shown, and counts only where that is asked for."""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning.wording import said
from domain.planning.cleaning.work import Work


def without_cancelled(work: Work) -> Work:
    """Orders that were cancelled are not counted (the history keeps them apart).

    Switched off, they count: where customers cancel because nothing was there, what they asked for was demand.
    """
    found = work.daily.filter((pl.col("cancelled") > 0) & (pl.col("day") < work.end))
    if found.is_empty():
        return work
    before = pl.col("quantity") + pl.col("cancelled")
    shown = work.shown(
        found.select("row", "i", "day", before.alias("before"), pl.col("quantity").alias("after"), "cancelled"),
        "cancellation",
        pl.format("{} were cancelled.", said("cancelled")),
    )
    return work.with_daily(work.counted(shown.values), shown.rows)
