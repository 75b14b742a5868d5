"""New items by analogy: until an item has a history of its own, what items alike sold stands before it."""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning.wording import said
from domain.planning.cleaning.work import KEY, Shown, Work

ENOUGH = {"day": 56, "week": 13, "month": 6}
"""Periods after which an item's own history suffices."""
ALIKE = 5
"""So many items alike are averaged."""
TIMES = 2.0
"""A price within this factor is like."""


def with_alike(work: Work) -> Work:
    """Periods before a new item's own ones filled with the mean of items alike, by periods since start.

    An item with k periods of its own gets, before them, what items alike sold in their periods k + 1 … ``ENOUGH``:
    what comes next for it, as far as anybody knows. Items alike: the one that the profile names, else up to five of
    its category with the nearest prices. They have sold for longer; what was there from the beginning of the history
    gives its latest periods.
    """
    enough, periods = ENOUGH[work.profile.period], len(work.periods)
    if periods < enough:
        return work
    standing = work.series.join(work.ended, on="i", how="anti", maintain_order="left")
    young = standing.filter(pl.col("first") > periods - enough)
    pairs = _alike(work, young, standing.filter(pl.col("first") <= periods - enough))
    if pairs.is_empty():
        return work
    filled = _filled(work, pairs, enough)
    shown = _told(work, pairs, filled)
    made = filled.join(shown.values.filter(~pl.col("off")), on="i", how="semi")
    rows = made.with_columns(pl.lit(value=False).alias("known"), pl.lit(value=True).alias("assumed"))
    return work.with_demand(work.put(rows.sort("i", "t")), shown.rows)


def _alike(work: Work, young: pl.DataFrame, grown: pl.DataFrame) -> pl.DataFrame:
    """i, first, other, other_first, other_sku: the series that stand in for each new one."""
    priced = work.snapshot.items.select("sku", "category", pl.max_horizontal("price", "cost").alias("price"))
    young, grown = (frame.join(priced, on="sku", how="left", maintain_order="left") for frame in (young, grown))
    grown = grown.select("place", "category", "price", other="i", other_first="first", other_sku="sku")
    likes = work.profile.like
    named = pl.DataFrame(
        {"sku": list(likes), "other_sku": list(likes.values())}, schema=dict.fromkeys(("sku", "other_sku"), pl.String())
    )
    by_name = young.join(named, on="sku").join(grown, on=["other_sku", "place"])
    rest = young.join(by_name.select("i"), on="i", how="anti").join(_alive(work), on="i", how="semi")
    columns = ("i", "first", "other", "other_first", "other_sku")
    return pl.concat([by_name.select(columns), _nearest(rest, grown).select(columns)]).sort("i", "other")


def _alive(work: Work) -> pl.DataFrame:
    """Series that somebody means to sell: with stock, supply, orders, a rule, or a sale."""
    snapshot = work.snapshot
    stocked = snapshot.stock.filter(pl.col("on_hand") > 0)
    signs = (stocked, snapshot.supply, snapshot.open_demand, snapshot.rules)
    found = pl.concat([frame.select(KEY).unique() for frame in signs]).unique().join(work.series, on=KEY).select("i")
    return pl.concat([found, work.demand.filter(pl.col("quantity") > 0).select("i")]).unique()


def _nearest(young: pl.DataFrame, grown: pl.DataFrame) -> pl.DataFrame:
    """For each new series the grown ones of its place and category with the nearest prices.

    Ranked by price, the nearest few stand beside the place where the new one would stand: no pair of all is made.
    """
    group = ("place", "category")
    ranked = grown.filter(pl.col("price") > 0).sort(*group, "price", "other_sku")
    ranked = ranked.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).over(group).alias("rank"))
    asked = young.filter((pl.col("price") > 0) & (pl.col("category") != "")).sort("price")
    at = asked.join_asof(
        ranked.select(*group, "price", "rank").sort("price"),
        on="price",
        by=group,
        strategy="backward",
        check_sortedness=False,
    )
    beside = pl.int_ranges(pl.col("rank").fill_null(-1) + 1 - ALIKE, pl.col("rank").fill_null(-1) + 1 + ALIKE)
    spread = at.with_columns(beside.alias("rank")).explode("rank")
    both = spread.join(ranked.rename({"price": "other_price"}), on=[*group, "rank"])
    distance = (pl.col("price") / pl.col("other_price")).log().abs()
    near = both.with_columns(distance.alias("distance")).filter(pl.col("distance") <= pl.lit(TIMES).log())
    return near.sort("i", "distance", "other_sku").group_by("i", maintain_order=True).head(ALIKE)


def _filled(work: Work, pairs: pl.DataFrame, enough: int) -> pl.DataFrame:
    """i, t, quantity: mean demand of the items alike, where any of it is known."""
    last = len(work.periods)
    from_start = pl.when(pl.col("other_first") > 0).then("other_first").otherwise(last - enough)
    aged = pairs.with_columns(
        from_start.alias("start"), pl.int_ranges(last - pl.col("first"), enough).alias("age")
    ).explode("age").with_columns((pl.col("start") + pl.col("age")).cast(pl.Int32).alias("other_t"))  # fmt: skip
    demand = work.demand.select(other="i", other_t="t", quantity="quantity", known="known")
    rows = aged.join(demand, on=["other", "other_t"], how="left").filter(pl.col("known").fill_null(value=True))
    at = (pl.col("first") - enough + pl.col("age")).cast(pl.Int32).alias("t")
    return rows.with_columns(at).group_by("i", "t").agg(pl.col("quantity").fill_null(0.0).mean()).sort("i", "t")


def _told(work: Work, pairs: pl.DataFrame, filled: pl.DataFrame) -> Shown:
    """A correction for each new series: from its first filled period to its last."""
    names = pairs.group_by("i", maintain_order=True).agg(pl.col("other_sku").sort().str.join(", ").alias("names"))
    sums = filled.group_by("i").agg(
        pl.col("t").min(), pl.col("t").max().alias("last"), pl.col("quantity").sum().alias("after")
    )
    calendar = work.calendar()
    found = sums.join(calendar.select("t", day="period"), on="t").join(calendar.select("until", last="t"), on="last")
    return work.shown(
        found.join(names, on="i").select("i", "day", "until", pl.lit(0.0).alias("before"), "after", "names"),
        "analogy",
        pl.format("New: before its own history stands what {} sold at that age, {} in all.", "names", said("after")),
    )
