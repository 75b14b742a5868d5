"""The corrections in their order, each a function of its own."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from domain.planning.cleaning.analogy import with_alike
from domain.planning.cleaning.beginning import begin
from domain.planning.cleaning.cancellations import without_cancelled
from domain.planning.cleaning.cleaned import Cleaned
from domain.planning.cleaning.duplicates import once
from domain.planning.cleaning.end_of_life import without_ended
from domain.planning.cleaning.no_stock import uncensored
from domain.planning.cleaning.projects import without_projects
from domain.planning.cleaning.promotions import without_promotions
from domain.planning.cleaning.returns import net_of_returns
from domain.planning.cleaning.successors import passed_on
from domain.planning.cleaning.work import KEY, Work
from domain.planning.plan_frames import CLEANED, CORRECTIONS
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot


def clean(snapshot: Snapshot, profile: PlanningProfile) -> Cleaned:
    """Demand by period, with what was corrected.

    Nothing after ``snapshot.today`` counts, nor does the period that is not over.
    """
    work = begin(snapshot, profile)
    for by_day in (once, without_cancelled, net_of_returns, without_projects, without_promotions):
        work = by_day(work)
    work = by_period(work)
    for correct in (uncensored, passed_on, without_ended, with_alike):
        work = correct(work)
    return finish(work)


def by_period(work: Work) -> Work:
    """Days summed up to periods; the days are sorted, and so are the sums."""
    periods = len(work.periods)
    number = pl.col("i").cast(pl.Int64) * periods + work.t()
    rows = work.daily.filter((pl.col("quantity") > 0) & (pl.col("day") < work.end))
    keyed = rows.select(number.set_sorted().alias("key"), "quantity")
    sums = keyed.group_by("key", maintain_order=True).agg(pl.col("quantity").sum())
    demand = sums.select(
        (pl.col("key") // periods).cast(pl.UInt32).set_sorted().alias("i"),
        (pl.col("key") % periods).cast(pl.Int32).alias("t"),
        "quantity",
        pl.lit(value=True).alias("known"),
        pl.lit(value=False).alias("assumed"),
    )
    return replace(work, demand=demand)


def finish(work: Work) -> Cleaned:
    """The frames that a plan keeps."""
    standing = work.series.join(work.ended, on="i", how="anti")
    rows = pl.concat([work.demand.join(standing, on="i", how="semi"), _first_rows(work.demand, standing)])
    rows = rows.sort("i", "t").join(standing.select("i", *KEY), on="i", how="left", maintain_order="left")
    rows = rows.join(work.calendar().select("t", "period"), on="t", how="left", maintain_order="left")
    found = pl.concat([CORRECTIONS.empty(), *work.corrections]).sort("sku", "place", "day", "rule", maintain_order=True)
    why = work.ended.join(work.series, on="i").sort("i").select(*KEY, "why")
    exact = pl.col("quantity").round(6)
    return Cleaned(CLEANED.checked(rows.with_columns(exact)), found, work.periods, why)


def _first_rows(demand: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """A row for the first known period of each series that sold nothing then."""
    begins = demand.group_by("i").agg(pl.col("t").min().alias("begins"))
    late = standing.join(begins, on="i", how="left").filter(
        pl.col("begins").is_null() | (pl.col("begins") > pl.col("first"))
    )
    return late.select(
        "i",
        pl.col("first").alias("t"),
        pl.lit(0.0).alias("quantity"),
        pl.lit(value=True).alias("known"),
        pl.lit(value=False).alias("assumed"),
    )
