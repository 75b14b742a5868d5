"""Promotions: what a declared window lifted is brought to its usual level; the lift is shown."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from domain.planning.cleaning.wording import said
from domain.planning.cleaning.work import Work

BEFORE = 56
"""Days before a window that say what is usual: eight whole weeks, each weekday alike."""
YEAR = 364
LEAST = 14
"""Where fewer of them are known, the eight weeks after the window say it."""


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
    inside = work.daily.filter(pl.col("day").is_between(begin, end) & (pl.col("quantity") > 0)).join(usual, on="i")
    inside = inside.with_columns(pl.col("quantity").sum().over("i").alias("asked"))
    found = inside.with_columns((pl.col("usual") * days / pl.col("asked")).alias("factor")).filter(pl.col("factor") < 1)
    if found.is_empty():
        return work
    expected = (pl.col("usual") * days).alias("expected")
    window = pl.lit(f"Promotion {begin} to {end}")
    shown = work.shown(
        found.select(
            "row", "i", "day", "asked", expected, before="quantity", after=pl.col("quantity") * pl.col("factor")
        ),
        "promotion",
        pl.format("{}: {} were asked for in it, {} are usual.", window, said("asked"), said("expected")),
    )
    return work.with_daily(work.counted(shown.values), shown.rows)


def _chosen(work: Work, target: str) -> pl.DataFrame:
    """i, since (first day from which it was there) of the series that a window is declared for."""
    items = work.snapshot.items.filter((pl.col("sku") == target) | pl.col("category").str.starts_with(target))
    series = work.series.join(items.select("sku"), on="sku", how="semi")
    return series.join(work.calendar(), left_on="first", right_on="t").select("i", pl.col("period").alias("since"))


def _usual(work: Work, chosen: pl.DataFrame, begin: date, end: date) -> pl.DataFrame:
    """i, usual: demand of a usual day; only those of which it is known.

    Of the eight weeks before, or of the year before where that is more: a slow mover sells nothing in most eight weeks.
    """
    late = min(end + timedelta(days=BEFORE), work.end - timedelta(days=1))
    eve, after = begin - timedelta(days=1), end + timedelta(days=1)
    young = chosen.filter(pl.col("since") > begin - timedelta(days=LEAST))
    grown = chosen.join(young, on="i", how="anti")
    spans = [
        _span(grown, begin - timedelta(days=BEFORE), eve),
        _span(grown, begin - timedelta(days=YEAR), eve),
        _span(young, after, late),
    ]
    windows = pl.concat(spans).filter(pl.col("days") >= LEAST)
    near = work.daily.select("i", "day", "quantity").filter(
        pl.col("day").is_between(begin - timedelta(days=YEAR), late)
    )
    near = near.join(windows, on="i").filter(pl.col("day").is_between("from", "to"))
    sums = near.group_by("i", "from").agg(pl.col("quantity").sum())
    level = pl.col("quantity").fill_null(0.0) / pl.col("days")
    levels = windows.join(sums, on=["i", "from"], how="left").select("i", level.alias("usual"))
    return levels.group_by("i").agg(pl.col("usual").max())


def _span(chosen: pl.DataFrame, begin: date, end: date) -> pl.DataFrame:
    """i, from, to, days: what is known of a span."""
    start = pl.max_horizontal("since", pl.lit(begin)).alias("from")
    both = chosen.select("i", start, pl.lit(end).alias("to"))
    return both.with_columns(((pl.col("to") - pl.col("from")).dt.total_days() + 1).alias("days"))
