"""Promotions: what a declared window lifted is brought to its usual level; the lift is shown."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from domain.planning.cleaning.wording import said
from domain.planning.cleaning.work import Work

BEFORE = 56
"""Days before a window that say what is usual: eight whole weeks, each weekday alike."""
LEAST = 14
"""Where fewer of them are known, the same number of days after the window says it."""


def without_promotions(work: Work) -> Work:
    """Each declared window, the earliest first, so that the days before one are usual already."""
    for begin, end, target in sorted(work.profile.cleaning.promotions):
        work = _without(work, begin, min(end, work.end - timedelta(days=1)), target)
    return work


def _without(work: Work, begin: date, end: date, target: str) -> Work:
    chosen = _chosen(work, target)
    if chosen.is_empty() or begin > end or begin < work.periods[0]:
        return work
    usual = _usual(work, chosen, begin, end)
    days = (end - begin).days + 1
    inside = work.daily.join(usual, on="i").filter(pl.col("day").is_between(begin, end) & (pl.col("quantity") > 0))
    factor = (pl.col("usual") * days / pl.col("quantity").sum().over("i")).alias("factor")
    found = inside.with_columns(factor).filter(pl.col("factor") < 1)
    if found.is_empty():
        return work
    shown = work.shown(
        found.select("i", "day", "factor", before="quantity", after=pl.col("quantity") * pl.col("factor")),
        "promotion",
        pl.format(
            "Promotion {} to {}: {} times the usual.",
            pl.lit(begin.isoformat()), pl.lit(end.isoformat()), said(1 / pl.col("factor")),
        ),
    )  # fmt: skip
    return work.with_daily(work.counted(shown.values), shown.rows)


def _chosen(work: Work, target: str) -> pl.DataFrame:
    """i, since (first day from which it was there) of the series that a window is declared for."""
    items = work.snapshot.items.filter((pl.col("sku") == target) | pl.col("category").str.starts_with(target))
    series = work.series.join(items.select("sku"), on="sku", how="semi")
    return series.join(work.calendar(), left_on="first", right_on="t").select("i", pl.col("period").alias("since"))


def _usual(work: Work, chosen: pl.DataFrame, begin: date, end: date) -> pl.DataFrame:
    """i, usual: demand of a usual day; only those of which it is known."""
    earliest = pl.max_horizontal("since", pl.lit(begin - timedelta(days=BEFORE)))
    windows = chosen.with_columns(earliest.alias("from"), pl.lit(begin - timedelta(days=1)).alias("to"))
    after = min(end + timedelta(days=BEFORE), work.end - timedelta(days=1))
    early = (pl.lit(begin) - pl.col("from")).dt.total_days() >= LEAST
    windows = windows.with_columns(
        pl.when(early).then("from").otherwise(pl.lit(end + timedelta(days=1))).alias("from"),
        pl.when(early).then("to").otherwise(pl.lit(after)).alias("to"),
    ).with_columns(((pl.col("to") - pl.col("from")).dt.total_days() + 1).alias("days"))
    windows = windows.filter(pl.col("days") >= LEAST)
    near = work.daily.join(windows, on="i").filter(pl.col("day").is_between("from", "to"))
    sums = near.group_by("i").agg(pl.col("quantity").sum())
    level = pl.col("quantity").fill_null(0.0) / pl.col("days")
    return windows.join(sums, on="i", how="left").select("i", level.alias("usual"))
