"""Lead times: days from order to receipt and how likely each number is; from receipts, shrunk to what is stated.

Few receipts say little: an item's own distribution is mixed with its supplier's, and that with the stated lead time,
each as if the other were ``OF_SUPPLIER`` (``OF_STATED``) receipts more. A supplier's receipts count as ratios to the
stated lead time, so that a quick and a slow item of the same supplier share how late it is, not how far away
(shrinkage as with empirical Bayes: Efron and Morris 1977).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from domain.planning.forecast_frames import DAYS
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY, offers, planned, sources

OF_SUPPLIER = 5.0
"""Receipts of an item that weigh as much as all that is known of its supplier."""
OF_STATED = 3.0
"""Receipts of a supplier that weigh as much as the stated lead time."""
HIGH = 0.9
_YEARS_BACK = 730
_LONGEST = 365.0
"""Days; a receipt that took longer was a forgotten order."""
_TINY = 1e-9
_ATOMS = 20
"""Values by which a supplier's distribution is told, all equally likely."""


def lead_times(snapshot: Snapshot, profile: PlanningProfile, pairs: pl.DataFrame | None = None) -> pl.DataFrame:
    """Lead time of each pair from who delivers it.

    Args:
        snapshot: receipts of two years, suppliers.
        profile: lead times that go before all others (``suppliers: {ACME: {lead_days: 20}}``: fixed), period, review.
        pairs: sku, place, or rows of ``sources``; None: all that is planned.

    Returns:
        sku, place, origin, stated_days, receipts (own ones), mean_days, high_days (nine of ten receipts came within),
        weights: probabilities that lead time and review take 2, 3, … periods, thus of a lead of 1, 2, … periods in a
        forecast of lead plus one; null where it is one number for certain.
    """
    chosen = planned(snapshot, profile) if pairs is None else pairs
    sourced = chosen if "lead_stated" in chosen.columns else sources(snapshot, profile, chosen)
    taken = received(snapshot, profile)
    grouped, groups = _groups(_stated(sourced, taken, profile), taken)
    told = _told(_atoms(groups, taken), profile)
    joined = grouped.join(told, on="g", how="left", maintain_order="left")
    return joined.select(
        *KEY,
        "origin",
        "stated_days",
        "receipts",
        pl.col("mean_days", "high_days").fill_null(pl.col("stated_days")),
        "weights",
    )


def received(snapshot: Snapshot, profile: PlanningProfile) -> pl.DataFrame:
    """Receipts with ``days`` from order to receipt and ``ratio`` to the stated lead time (null: none is stated)."""
    days = (pl.col("received_on") - pl.col("ordered_on")).dt.total_days().cast(pl.Float64)
    old = (pl.lit(snapshot.today) - pl.col("ordered_on")).dt.total_days()
    good = (days >= 0) & (days <= _LONGEST) & (old <= _YEARS_BACK) & (pl.col("received_on") <= snapshot.today)
    stated = offers(snapshot, profile).select("sku", "supplier", stated="lead_stated")
    joined = snapshot.receipts.with_columns(days=days).filter(good).join(stated, on=["sku", "supplier"], how="left")
    ratio = pl.when(pl.col("stated") > 0).then(pl.col("days") / pl.col("stated"))
    return joined.select(*KEY, "supplier", "received_on", "days", ratio=ratio)


def _stated(sourced: pl.DataFrame, taken: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """``stated_days``: the profile's, else Odoo's, else the mean of the supplier's receipts; ``certain``: the first."""
    fixed = {name: one.lead_days for name, one in profile.suppliers.items() if one.lead_days is not None}
    usual = taken.group_by(origin="supplier").agg(usual=pl.col("days").mean())
    known = sourced.select(*KEY, "supply_kind", "origin", "lead_stated").join(
        usual, on="origin", how="left", maintain_order="left"
    )
    bought = pl.col("supply_kind") == "purchase"
    told = pl.when(bought).then(pl.col("origin").replace_strict(fixed, default=None, return_dtype=pl.Float64))
    seen = pl.when(bought & (pl.col("lead_stated") <= 0)).then(pl.col("usual").fill_null(0.0)).otherwise("lead_stated")
    return known.select(*KEY, "origin", certain=told.is_not_null(), stated_days=pl.coalesce(told, seen).fill_null(0.0))


def _groups(stated: pl.DataFrame, taken: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs that share a distribution have one group: all of a supplier with the same stated days and no receipts."""
    own = taken.group_by(*KEY, origin="supplier").agg(receipts=pl.len().cast(pl.Float64))
    pairs = stated.join(own, on=[*KEY, "origin"], how="left", maintain_order="left")
    pairs = pairs.with_columns(
        pl.when("certain").then(0.0).otherwise(pl.col("receipts").fill_null(0.0)).alias("receipts")
    )
    alone = pl.col("receipts") > 0
    pairs = pairs.with_columns(
        only_sku=pl.when(alone).then("sku"), only_place=pl.when(alone).then("place")
    )  # fmt: skip
    by = ["origin", "certain", "stated_days", "only_sku", "only_place"]
    groups = pairs.select(*by, "receipts").unique(by, maintain_order=True).with_row_index("g")
    return pairs.join(groups.drop("receipts"), on=by, how="left", nulls_equal=True, maintain_order="left"), groups


def _atoms(groups: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """g, days, weight: the mixture of each group; weights sum to 1."""
    share = OF_SUPPLIER / (pl.col("receipts") + OF_SUPPLIER)
    open_ones = groups.filter(~pl.col("certain"))
    shared = open_ones.join(_of_suppliers(taken), on="origin", how="left").select(
        "g",
        days=pl.col("stated_days") * pl.col("ratio").fill_null(1.0),
        weight=pl.col("weight").fill_null(1.0) * share,
    )
    own = taken.select(origin="supplier", only_sku="sku", only_place="place", days="days")
    mine = open_ones.filter(pl.col("receipts") > 0).join(own, on=["origin", "only_sku", "only_place"])
    mine = mine.select("g", "days", weight=1.0 / (pl.col("receipts") + OF_SUPPLIER))
    fixed = groups.filter("certain").select("g", days="stated_days", weight=pl.lit(1.0))
    return pl.concat([shared, mine, fixed])


def _of_suppliers(taken: pl.DataFrame) -> pl.DataFrame:
    """origin, ratio, weight: a supplier's receipts as equally likely values, and the stated lead time itself."""
    ratios = taken.filter(pl.col("ratio").is_not_null()).group_by(origin="supplier")
    points = [(j + 0.5) / _ATOMS for j in range(_ATOMS)]
    told = ratios.agg(
        count=pl.len().cast(pl.Float64),
        ratio=pl.concat_list([pl.col("ratio").quantile(one, interpolation="linear") for one in points]),
    ).explode("ratio")
    weight = pl.col("count") / (pl.col("count") + OF_STATED) / _ATOMS
    stated = told.unique("origin").select(
        "origin", ratio=pl.lit(1.0), weight=OF_STATED / (pl.col("count") + OF_STATED)
    )  # fmt: skip
    return pl.concat([told.select("origin", "ratio", weight=weight), stated])


def _told(atoms: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """g, mean_days, high_days, weights."""
    ordered = atoms.sort("g", "days").with_columns(passed=pl.col("weight").cum_sum().over("g") >= HIGH - _TINY)
    facts = ordered.group_by("g").agg(
        mean_days=(pl.col("days") * pl.col("weight")).sum(), high_days=pl.col("days").filter("passed").first()
    )
    return facts.join(_weights(ordered, profile), on="g", how="left")


def _weights(atoms: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """g, weights; groups of which one number of periods is certain are left out."""
    periods = ((pl.col("days") + profile.review_days) / DAYS[profile.period] - _TINY).ceil().clip(2.0) - 1
    counted = atoms.with_columns(k=periods.cast(pl.Int64))
    several = counted.filter(pl.col("k").n_unique().over("g") > 1)
    groups = several.select("g").unique().sort("g").with_row_index("i")
    table = np.zeros((groups.height, int(several["k"].max() or 0)))  # type: ignore[arg-type] # a whole number
    rows = several.join(groups, on="g")
    np.add.at(table, (rows["i"].to_numpy(), rows["k"].to_numpy() - 1), rows["weight"].to_numpy())
    if not groups.height:
        return pl.DataFrame(schema={"g": pl.UInt32, "weights": pl.List(pl.Float64)})
    return groups.select("g", weights=pl.Series(table).arr.to_list())
