"""Returns lessen the demand that they belong to.

A return belongs to the latest sale before it (or of its day) that no other return has used up: what comes back is
mostly what went out last. A return without an earlier sale lessens its own period. Demand never falls below zero.
"""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning.wording import said
from domain.planning.cleaning.work import Work

_NOISE = 1e-9


def net_of_returns(work: Work) -> Work:
    """Returns taken off sales.

    Sales and returns match like brackets, so running sums do it without a loop: a return is without a sale where the
    running sum of sales less returns falls to a new low; read backward, what is still to be matched is the running sum
    of returns less sales above its lowest point so far (Lindley's recursion, 1952).
    """
    touched = work.daily.filter(pl.col("returned") > 0).select("i").unique()
    if touched.is_empty():
        return work
    rows = work.daily.join(touched, on="i", how="semi", maintain_order="left")
    rows = _of_own_period(_matched(rows), work)
    changed = rows.filter((pl.col("before") - pl.col("after") > _NOISE) & (pl.col("day") < work.end))
    shown = work.shown(
        changed.select("i", "day", "before", "after"),
        "return",
        pl.format("{} of what was asked for came back.", said(pl.col("before") - pl.col("after"))),
    )
    return work.with_daily(work.counted(shown.values), shown.rows)


def _matched(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds before, after, alone (returned on that day without an earlier sale)."""
    lowest = (pl.col("quantity") - pl.col("returned")).cum_sum().cum_min().clip(upper_bound=0).over("i")
    rows = rows.select("i", "day", "quantity", "returned", lowest.alias("low"))
    alone = (pl.col("low").shift(fill_value=0.0).over("i") - pl.col("low")).alias("alone")
    rows = rows.with_columns(alone)
    back = (pl.col("returned") - pl.col("alone") - pl.col("quantity")).cum_sum(reverse=True)
    rows = rows.with_columns(back.over("i").alias("back"))
    open_ = pl.col("back") - pl.col("back").cum_min(reverse=True).clip(upper_bound=0).over("i")
    rows = rows.with_columns(open_.alias("open"))
    taken = pl.col("open").shift(-1, fill_value=0.0).over("i") + pl.col("returned") - pl.col("alone") - pl.col("open")
    after = (pl.col("quantity") - taken).clip(lower_bound=0)
    return rows.select("i", "day", pl.col("quantity").alias("before"), after.alias("after"), "alone")


def _of_own_period(rows: pl.DataFrame, work: Work) -> pl.DataFrame:
    """What came back without an earlier sale, taken off the days of its own period, earliest first."""
    rows = rows.with_columns(work.t().alias("t"))
    rows = rows.with_columns(
        pl.col("alone").sum().over("i", "t").alias("pool"), pl.col("after").cum_sum().over("i", "t").alias("sum")
    )
    used = pl.min_horizontal("pool", "sum") - pl.min_horizontal("pool", pl.col("sum") - pl.col("after"))
    return rows.with_columns((pl.col("after") - used).clip(lower_bound=0).alias("after"))
