"""One-off projects: a line far above the item's usual line is no demand that comes again."""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning.wording import said
from domain.planning.cleaning.work import Work

LEAST = 5
"""Days with demand below which nobody knows what is usual."""
OFTEN = 0.05
"""Large lines on more than this share of the days with demand (and more than one) are how the item is sold."""
SPREADS = 4.0
"""A line within so many spreads of the usual one, on the scale of logarithms, is not extraordinary for its item."""
_MAD = 1.4826
"""Median distance from the median to standard deviation, of a normal distribution (Hampel 1974)."""


def without_projects(work: Work) -> Work:
    """A day's largest line replaced by the usual one where it is a project.

    It is one where it is above ``project_factor`` times the median line, above the item's own spread (so that lumpy
    items keep their lumps), seldom, and the days of demand beside it are not as large: two in a row are a new level.
    """
    factor = work.profile.cleaning.project_factor
    days = work.daily.filter(pl.col("quantity") > 0).select(
        "row", "i", "day", "quantity", pl.coalesce("largest", pl.col("ordered") / pl.col("lines").clip(1)).alias("line")
    )
    days = days.filter(pl.col("day") < work.end).with_columns(pl.col("i").set_sorted())
    extremes = days.group_by("i").agg(pl.len().alias("n"), pl.col("line").max().alias("most"), pl.col("line").min())
    likely = extremes.filter((pl.col("n") >= LEAST) & (pl.col("most") > factor * pl.col("line"))).select("i")
    found = _found(days.join(likely, on="i", how="semi", maintain_order="left"), factor)
    if found.is_empty():
        return work
    after = (pl.col("quantity") - pl.col("line") + pl.col("usual")).clip(
        lower_bound=pl.min_horizontal("usual", "quantity")
    )
    shown = work.shown(
        found.select("row", "i", "day", "line", "usual", pl.col("quantity").alias("before"), after.alias("after")),
        "project",
        pl.format("One line of {}, where {} is usual: a project.", said("line"), said("usual")),
    )
    return work.with_daily(work.counted(shown.values), shown.rows)


def _found(days: pl.DataFrame, factor: float) -> pl.DataFrame:
    """Days with a project, with the usual line."""
    days = days.with_columns(pl.col("i").set_sorted())
    usual = days.group_by("i").agg(pl.col("line").median().alias("usual"), pl.len().alias("n"))
    days = days.join(usual, on="i", how="left", maintain_order="left")
    distance = (pl.col("line") / pl.col("usual")).log().abs()
    spread = days.group_by("i").agg((_MAD * distance.median()).alias("spread"))
    days = days.join(spread, on="i", how="left", maintain_order="left").with_columns(pl.col("i").set_sorted())
    limit = pl.col("usual") * pl.max_horizontal(pl.lit(factor), (SPREADS * pl.col("spread")).exp())
    days = days.with_columns((pl.col("line") > limit).alias("large"))
    often = pl.col("large").sum().over("i") > pl.max_horizontal(1, OFTEN * pl.col("n"))
    beside = (pl.col("large").shift(1) | pl.col("large").shift(-1)).over("i").fill_null(value=False)
    return days.filter(pl.col("large") & ~often & ~beside)
