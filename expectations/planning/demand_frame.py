"""History as the snapshot's gate looks at it: what an item at a place sold lately, and what is odd about it."""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning.beginning import begin
from domain.planning.cleaning.clean import by_period
from domain.planning.cleaning.work import Work
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

YEAR = {"day": 364, "week": 52, "month": 12}
LEAST = 5
"""Periods with demand below which no spike can be told."""
STEADY = 0.8
"""Share of periods with demand of a steady item."""
BUSY = 20
"""Lines of a usual period from which a period without any is a hole."""


def as_read(snapshot: Snapshot, profile: PlanningProfile) -> Work:
    """Demand by period as it was read, nothing corrected."""
    return by_period(begin(snapshot, profile))


def lately(work: Work) -> pl.DataFrame:
    """sku, place, year (its units), newest, times (newest over the usual), stopped (1: a steady item sells no more)."""
    last, year = len(work.periods) - 1, YEAR[work.profile.period]
    empty = work.profile.gates.zero_periods
    t, quantity = pl.col("t"), pl.col("quantity")
    before = (t < last) & (t >= last - year)
    quiet, steady = t > last - empty, (t <= last - empty) & (t > last - empty - year)
    sums = work.demand.group_by("i").agg(
        quantity.filter(t > last - year).sum().alias("year"),
        quantity.filter(t == last).sum().alias("newest"),
        quantity.filter(before).mean().alias("usual"),
        before.sum().alias("often"),
        quiet.sum().alias("lately"),
        steady.sum().alias("sold"),
    )
    joined = work.series.join(sums, on="i", how="left", maintain_order="left")
    seen = pl.min_horizontal(year, last + 1 - empty - pl.col("first")).cast(pl.Int64)
    stopped = (pl.col("lately") == 0) & (seen >= 2 * empty) & (pl.col("sold") >= STEADY * seen)
    times = pl.when(pl.col("often") >= LEAST).then(pl.col("newest") / pl.col("usual"))
    return joined.select(
        "sku", "place", pl.col("year").fill_null(0.0), pl.col("newest").fill_null(0.0), times.alias("times"),
        stopped.fill_null(value=False).cast(pl.Float64).alias("stopped"),
    )  # fmt: skip


def calendar(work: Work) -> pl.DataFrame:
    """period, lines, usual, hole (1: nobody asked for anything); by weeks where days are planned."""
    every = "1mo" if work.profile.period == "month" else "1w"
    days = work.daily.filter((pl.col("quantity") > 0) & (pl.col("day") < work.end))
    lines = days.group_by(pl.col("day").dt.truncate(every).alias("period")).agg(pl.col("lines").sum())
    begin_ = lines["period"].min() if lines.height else work.periods[0]
    whole = pl.date_range(pl.lit(begin_), work.periods[-1], interval=every, eager=False)
    frame = pl.select(whole.alias("period")).join(lines, on="period", how="left").fill_null(0)
    ends = pl.col("period").dt.offset_by(every).dt.offset_by("-1d")
    frame = frame.filter(ends < work.end)
    closed = set(work.profile.holidays)
    shut = [
        all(one in closed for one in pl.date_range(first, end, eager=True).to_list())
        for first, end in frame.select("period", ends.alias("end")).iter_rows()
    ] if closed else [False] * frame.height  # fmt: skip
    usual = pl.col("lines").median()
    hole = (pl.col("lines") == 0) & (usual >= BUSY) & ~pl.Series(shut, dtype=pl.Boolean)
    return frame.with_columns(usual.alias("usual"), hole.cast(pl.Float64).alias("hole"))


def sources_twice(snapshot: Snapshot) -> pl.DataFrame:
    """source, share of its rows that Odoo has too; null where it has few."""
    others = snapshot.history.filter(pl.col("source") != "odoo")
    key = ["sku", "place", "day", "ordered"]
    own = snapshot.history.filter(pl.col("source") == "odoo").select(*key, pl.lit(1.0).alias("same"))
    rows = others.join(own.unique(key), on=key, how="left").group_by("source").agg(
        pl.len().alias("rows"), pl.col("same").sum().alias("same")
    )  # fmt: skip
    share = pl.when(pl.col("rows") >= BUSY).then(pl.col("same") / pl.col("rows"))
    return rows.select("source", share.alias("share")).sort("source")
