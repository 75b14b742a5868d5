"""Supersession: what was asked for of the old item was asked for of what follows it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from domain.planning.cleaning.followers import followers
from domain.planning.cleaning.switches import switches
from domain.planning.cleaning.work import KEY, Work
from domain.planning.plan_frames import CORRECTIONS

_COLUMNS = ("i", "t", "quantity", "known", "assumed")


def passed_on(work: Work) -> Work:
    """Demand of replaced items added to their last successors' at the same place.

    Before the successor's first sale it is its ``successor`` demand; what is asked for of the old one afterwards is
    ``substitution``: the new one is delivered for it. Where the old one
    is out of stock afterwards, nothing is hidden.
    """
    pairs = _pairs(work)
    if pairs.is_empty():
        return work
    rows = work.demand.join(pairs, on="i").with_columns((pl.col("t") >= pl.col("switch")).alias("late"))
    rows = rows.filter((pl.col("quantity") > 0) | ~pl.col("late"))
    rows = rows.with_columns((pl.col("known") | pl.col("late")).alias("known"))
    parts = _parts(work, rows)
    moving = parts.filter(~pl.col("off"))
    moved = rows.join(moving, on=["i", "late"], how="semi")
    touched = pl.concat([pairs["i"], pairs["new"]]).unique()
    left = work.demand.filter(~pl.col("i").is_in(touched.implode()))
    own = work.demand.filter(pl.col("i").is_in(touched.implode())).join(moved, on=["i", "t"], how="anti")
    both = pl.concat([own.select(_COLUMNS), moved.select(pl.col("new").alias("i"), *_COLUMNS[1:])])
    summed = both.group_by("i", "t").agg(pl.col("quantity").sum(), pl.col("known").all(), pl.col("assumed").all())
    staying = parts.filter(pl.col("off") & ~pl.col("late")).select("i")
    replaced = pairs.join(staying, on="i", how="anti")
    shown = _shown(work, parts)
    work = replace(work, series=_earlier(work.series, replaced), replaced=replaced.select("i", "successor"))
    return work.with_demand(left.merge_sorted(summed.select(_COLUMNS).sort("i", "t"), key="i"), shown)


def _pairs(work: Work) -> pl.DataFrame:
    """i, first of the old series; new, successor (its number and item), switch (t of its first sale)."""
    chains = followers(work.snapshot.items, work.profile)
    schema = {"sku": pl.String(), "successor": pl.String()}
    names = pl.DataFrame({"sku": list(chains), "successor": list(chains.values())}, schema=schema)
    sold = work.demand.filter(pl.col("quantity") > 0).group_by("i").agg(pl.col("t").min().alias("switch"))
    new = work.series.join(sold, on="i", how="left", maintain_order="left")
    new = new.select("place", pl.col("switch").fill_null(len(work.periods)), new="i", successor="sku")
    return work.series.join(names, on="sku").join(new, on=["successor", "place"]).sort("i").drop(KEY)


def _parts(work: Work, rows: pl.DataFrame) -> pl.DataFrame:
    """i, late, new, successor, sku, place, begin, last, day, until, units, off: what is passed on, at once or not."""
    sums = rows.group_by("i", "late", "new", "successor").agg(
        pl.col("t").min().alias("begin"), pl.col("t").max().alias("last"), pl.col("quantity").sum().alias("units")
    )
    calendar = work.calendar()
    dated = (
        sums.join(calendar.select(begin="t", day="period"), on="begin")
        .join(calendar.select(last="t", until="until"), on="last")
        .join(work.series.select("i", *KEY), on="i")
        .with_columns(pl.when("late").then(pl.lit("substitution")).otherwise(pl.lit("successor")).alias("rule"))
    )
    late, early = (switches(work.profile.cleaning, rule) for rule in ("substitution", "successor"))
    off = (
        pl.when("late")
        .then(late.off("sku") | late.off("successor"))
        .otherwise(early.off("sku") | early.off("successor"))
    )
    return dated.with_columns(off.alias("off")).sort("i", "late")


def _earlier(series: pl.DataFrame, replaced: pl.DataFrame) -> pl.DataFrame:
    """A successor was there, in a way, as long as what it replaced."""
    firsts = replaced.group_by(pl.col("new").alias("i")).agg(pl.col("first").min().alias("earlier"))
    joined = series.join(firsts, on="i", how="left", maintain_order="left")
    return joined.with_columns(pl.min_horizontal("first", "earlier").alias("first")).drop("earlier")


def _shown(work: Work, parts: pl.DataFrame) -> pl.DataFrame:
    """Each part twice: what the old item gives, what the new one gets."""
    units, off = pl.col("units"), pl.col("off")
    own = parts.join(work.demand.select("t", new="i", own="quantity"), on="new", how="left")
    own = own.filter(pl.col("t").is_between("begin", "last")).group_by("i", "late").agg(pl.col("own").sum())
    parts = parts.join(own, on=["i", "late"], how="left").with_columns(pl.col("own").fill_null(0.0))
    note = pl.when("off").then(pl.lit("Switched off. ")).otherwise(pl.lit(""))
    gives = parts.select(
        *KEY, "day", "until", "rule", units.alias("before"), pl.when("off").then(units).otherwise(0.0).alias("after"),
        (note + pl.format("Counts for {}, which follows it.", "successor")).alias("why"),
    )  # fmt: skip
    gets = parts.select(
        pl.col("successor").alias("sku"), "place", "day", "until", "rule", pl.col("own").alias("before"),
        (pl.col("own") + pl.when(off).then(0.0).otherwise(units)).alias("after"),
        (note + pl.format("What was asked for of {} counts for it.", "sku")).alias("why"),
    )  # fmt: skip
    return pl.concat([CORRECTIONS.checked(gives), CORRECTIONS.checked(gets)])
