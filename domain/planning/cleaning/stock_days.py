"""Days without stock, told backward from what is on hand now by the changes of each day."""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning.work import KEY, Work

_NOISE = 1e-9


def without_stock(work: Work) -> pl.DataFrame:
    """i, begin, until: runs of days that began and ended without stock; none of what never moved.

    A day on which stock ran out, or came, is a day with stock: something could be sold.
    """
    today = work.snapshot.today
    changes = work.snapshot.stock_changes.filter(pl.col("day") <= today).join(work.series, on=KEY).sort("i", "day")
    on_hand = work.series.join(work.snapshot.stock, on=KEY, how="left").select("i", pl.col("on_hand").fill_null(0.0))
    later = pl.col("change").cum_sum(reverse=True).over("i") - pl.col("change")
    rows = changes.join(on_hand, on="i", how="left", maintain_order="left").select(
        "i", "day", "change", (pl.col("on_hand") - later).alias("left")
    )
    runs = pl.concat([_before_the_first(rows, work), _after_each(rows, work)])
    runs = runs.with_columns(pl.col("begin").clip(lower_bound=work.periods[0]))
    return runs.filter(pl.col("begin") <= pl.col("until")).sort("i", "begin")


def _after_each(rows: pl.DataFrame, work: Work) -> pl.DataFrame:
    """From the day after a change that left nothing to the day before the next one, or through it."""
    next_day, next_left = pl.col("day").shift(-1).over("i"), pl.col("left").shift(-1).over("i")
    until = next_day - pl.when(next_left > _NOISE).then(pl.duration(days=1)).otherwise(pl.duration(days=0))
    last = pl.lit(work.end, dtype=pl.Date()) - pl.duration(days=1)
    runs = rows.with_columns(until.fill_null(last).clip(upper_bound=last).alias("until"))
    begin = (pl.col("day") + pl.duration(days=1)).alias("begin")
    return runs.filter(pl.col("left") <= _NOISE).select("i", begin, "until")


def _before_the_first(rows: pl.DataFrame, work: Work) -> pl.DataFrame:
    """From the first period of an item that had nothing to its first change."""
    first = rows.group_by("i", maintain_order=True).first().filter(pl.col("left") - pl.col("change") <= _NOISE)
    there = work.series.join(work.calendar(), left_on="first", right_on="t").select(
        "i", pl.col("period").alias("begin")
    )
    came = pl.when(pl.col("left") > _NOISE).then(pl.duration(days=1)).otherwise(pl.duration(days=0))
    return first.join(there, on="i").select("i", "begin", (pl.col("day") - came).alias("until"))
