"""Days without stock are not days without demand: what could be seen of a period is brought to the whole of it.

How much is asked for without stock differs: where orders are taken anyway nothing is hidden, in a shop all of it is.
It is estimated: days with demand while there was nothing, over those that the days with stock let expect, of the item,
drawn to what is usual at its place where it says little (empirical Bayes).
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from domain.planning.cleaning.stock_days import without_stock
from domain.planning.cleaning.work import Shown, Work

HALF = 0.5
"""A period of which less could be seen is not known; hence no demand is more than doubled."""
PRIOR = 4.0
"""Expected days with demand that weigh as much as what is usual at the place."""
SAME = 0.95
"""A period of which so much could be seen stays as it was told."""


def uncensored(work: Work) -> Work:
    """Periods that were partly without stock scaled up, those mostly without marked as not known."""
    runs = without_stock(work)
    if runs.is_empty():
        return work
    weights = _weights(work)
    by_period = _by_period(runs, weights, work)
    seen = _seen_without(work, runs, by_period, weights)
    hidden = (1 - pl.col("seen")) * pl.col("share")
    rows = by_period.join(seen, on="i", how="left", maintain_order="left").select(
        "i", "t", "share", (1 - hidden).alias("coverage")
    )
    rows = rows.join(work.series.select("i", "first"), on="i", how="left", maintain_order="left")
    return _corrected(work, rows.filter((pl.col("coverage") < SAME) & (pl.col("t") >= pl.col("first"))).drop("first"))


def _weights(work: Work) -> pl.DataFrame:
    """day, sum: what a day counts, by the share of demand that its weekday has (closed days: none), summed up."""
    days = pl.date_range(work.periods[0] - timedelta(days=1), work.end, interval="1d", closed="both", eager=True)
    shares = work.daily.filter(pl.col("quantity") > 0).group_by(pl.col("day").dt.weekday().alias("weekday")).agg(
        pl.len().cast(pl.Float64).alias("weight")
    )  # fmt: skip
    frame = days.alias("day").to_frame().with_columns(pl.col("day").dt.weekday().alias("weekday"))
    frame = frame.join(shares, on="weekday", how="left", maintain_order="left")
    open_ = ~pl.col("day").is_in(work.profile.holidays)
    weight = pl.col("weight").fill_null(0.0) if shares.height else pl.lit(1.0)
    return frame.select("day", (weight * open_).cum_sum().alias("sum"))


def _between(frame: pl.DataFrame, weights: pl.DataFrame, begin: str, until: str) -> pl.DataFrame:
    """Adds weight: of the days from ``begin`` through ``until``."""
    start = frame.with_columns((pl.col(begin) - pl.duration(days=1)).alias("eve"))
    start = start.join(weights.rename({"day": "eve", "sum": "low"}), on="eve", how="left", maintain_order="left")
    ends = weights.rename({"day": until, "sum": "high"})
    both = start.join(ends, on=until, how="left", maintain_order="left")
    return both.with_columns((pl.col("high") - pl.col("low")).alias("weight")).drop("eve", "low", "high")


def _by_period(runs: pl.DataFrame, weights: pl.DataFrame, work: Work) -> pl.DataFrame:
    """i, t, out (weight of its days without stock), share (of the period's weight)."""
    calendar = _between(work.calendar(), weights, "period", "until").rename({"weight": "whole", "until": "last"})
    split = runs.select("i", "begin", "until", pl.int_ranges(work.t("begin"), work.t("until") + 1).alias("t"))
    split = split.explode("t").with_columns(pl.col("t").cast(pl.Int32))
    split = split.join(calendar, on="t", how="left", maintain_order="left").with_columns(
        pl.max_horizontal("begin", "period").alias("from"), pl.min_horizontal("until", "last").alias("to")
    )
    out = _between(split, weights, "from", "to").group_by("i", "t").agg(pl.col("weight").sum(), pl.col("whole").first())
    share = pl.when(pl.col("whole") > 0).then(pl.col("weight") / pl.col("whole")).otherwise(0.0)
    return out.select("i", "t", pl.col("weight").alias("out"), share.alias("share")).sort("i", "t")


def _seen_without(work: Work, runs: pl.DataFrame, by_period: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """i, seen: share of the demand that is asked for although there is nothing, 0 to 1."""
    touched = runs.select("i").unique()
    days = work.daily.filter(pl.col("quantity") > 0).join(touched, on="i", how="semi", maintain_order="left")
    days = days.filter(pl.col("day") < work.end).select("i", "day").sort("i", "day")
    marked = days.join_asof(runs, left_on="day", right_on="begin", by="i", check_sortedness=False)
    without = (pl.col("day") <= pl.col("until")).fill_null(value=False)
    counts = marked.group_by("i").agg(without.sum().alias("without"), (~without).sum().alias("with"))
    known = _known_weight(work, weights)
    sums = (
        by_period.group_by("i").agg(pl.col("out").sum())
        .join(known, on="i", how="left").join(counts, on="i", how="left")
        .join(work.series.select("i", "place"), on="i").fill_null(0)
    )  # fmt: skip
    stocked = pl.col("all") - pl.col("out")
    expected = pl.when(stocked > 0).then(pl.col("with") * pl.col("out") / stocked).otherwise(pl.col("without"))
    sums = sums.sort("i").with_columns(expected.alias("expected"))
    usual = (pl.col("without").sum() / pl.col("expected").sum()).over("place").fill_nan(0.0).clip(0, 1)
    seen = (pl.col("without") + PRIOR * usual) / (pl.col("expected") + PRIOR)
    return sums.select("i", seen.clip(0, 1).alias("seen"))


def _known_weight(work: Work, weights: pl.DataFrame) -> pl.DataFrame:
    """i, all: weight of all days from a series' first period on."""
    first = work.series.join(work.calendar().select("t", "period"), left_on="first", right_on="t")
    last = pl.lit(work.end - timedelta(days=1)).alias("until")
    return _between(first.with_columns(last), weights, "period", "until").select("i", pl.col("weight").alias("all"))


def _corrected(work: Work, rows: pl.DataFrame) -> Work:
    """Demand with those periods corrected, and what to show: runs of unknown periods are one correction."""
    own = work.demand.join(rows.select("i", "t"), on=["i", "t"], how="semi")
    told = rows.join(own, on=["i", "t"], how="left").sort("i", "t").with_columns(
        pl.col("quantity").fill_null(0.0), pl.col("known", "assumed").fill_null(value=False),
        (pl.col("coverage") < HALF).alias("hidden"),
    )  # fmt: skip
    told = told.filter(pl.col("hidden") | (pl.col("quantity") > 0)).with_columns(_run(pl.col("hidden")).alias("run"))
    share = pl.when("hidden").then(1.0).otherwise(pl.col("coverage"))
    told = told.with_columns((pl.col("quantity") / share).alias("scaled"))
    shown = _shown(work, told)
    made = told.join(
        shown.values.filter(~pl.col("off")).select("i", "run"), on=["i", "run"], how="semi", maintain_order="left"
    )
    changed = made.select("i", "t", pl.col("scaled").alias("quantity"), (~pl.col("hidden")).alias("known"), "assumed")
    return work.with_demand(work.put(changed), shown.rows)


def _shown(work: Work, told: pl.DataFrame) -> Shown:
    runs = told.join(work.calendar(), on="t", maintain_order="left").group_by("i", "run", maintain_order=True).agg(
        pl.col("period").first().alias("day"),
        pl.col("until").last(),
        pl.col("quantity").sum().alias("before"),
        pl.col("scaled").sum().alias("after"),
        (100 * pl.col("share").mean()).round(0).cast(pl.Int64).alias("share"),
        pl.col("hidden").first(),
    )  # fmt: skip
    said = pl.when("hidden").then(pl.lit("demand is not known")).otherwise(pl.lit("scaled up to all of them"))
    return work.shown(runs, "no_stock", pl.format("Without stock on {} % of its days: {}.", "share", said))


def _run(hidden: pl.Expr) -> pl.Expr:
    """Number of the run: hidden periods that follow each other share one, all others have their own."""
    goes_on = hidden & hidden.shift(1).fill_null(value=False) & (pl.col("t") == pl.col("t").shift(1) + 1)
    same = pl.col("i") == pl.col("i").shift(1)
    return (~(goes_on & same)).fill_null(value=True).cum_sum()
