"""End of life: what is archived, no longer sold or replaced is not asked for any more."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from domain.planning.cleaning.switches import switches
from domain.planning.cleaning.work import KEY, Work


def without_ended(work: Work) -> Work:
    """Series that have ended are taken out of the demand; they are named with the reason."""
    flags = work.snapshot.items.select("sku", "active", "sellable")
    series = work.series.join(flags, on="sku", how="left", maintain_order="left")
    series = series.join(work.replaced, on="i", how="left", maintain_order="left")
    why = (
        pl.when(pl.col("successor").is_not_null()).then(pl.format("Replaced by {}.", "successor"))
        .when(~pl.col("active").fill_null(value=True)).then(pl.lit("Archived."))
        .when(~pl.col("sellable").fill_null(value=True)).then(pl.lit("No longer sold."))
    )  # fmt: skip
    gone = series.select("i", *KEY, why.alias("why")).filter(pl.col("why").is_not_null())
    if gone.is_empty():
        return work
    sums = work.demand.join(gone, on="i").group_by("i").agg(
        pl.col("t").min().alias("t"), pl.col("t").max().alias("last"), pl.col("quantity").sum().alias("before")
    )  # fmt: skip
    calendar = work.calendar()
    found = sums.join(calendar.select("t", day="period"), on="t").join(
        calendar.select(last="t", until="until"), on="last"
    )
    found = found.join(gone.select("i", "why"), on="i")
    shown = work.shown(
        found.select("i", "day", "until", "before", pl.lit(0.0).alias("after"), "why"), "end_of_life", pl.col("why")
    )
    off = switches(work.profile.cleaning, "end_of_life")
    dated = gone.join(found.select("i", "day"), on="i", how="left", maintain_order="left")
    ended = dated.filter(~off.off()).select("i", "why")
    work = work.with_demand(work.demand.join(ended, on="i", how="anti", maintain_order="left"), shown.rows)
    return replace(work, ended=ended)
