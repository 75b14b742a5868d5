"""Price breaks: more is bought where what it saves is more than what it costs to hold."""

from __future__ import annotations

import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.proposing.drafts import EPS, Drafts, in_packs, shown
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import tiers

_YEAR = 365.0


def numbered_tiers(snapshot: Snapshot) -> pl.DataFrame:
    """sku, origin, tier (0: the smallest quantity), tier_from, tier_price."""
    return tiers(snapshot).select(
        "sku",
        origin="supplier",
        tier=pl.int_range(pl.len()).over("sku", "supplier"),
        tier_from="quantity_min",
        tier_price="price",
    )


def priced(lines: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """Lines with the price of their quantity: of the largest tier that it reaches, else of the smallest."""
    asked = lines.select("row", "sku", "origin", "quantity").filter(pl.col("quantity") > EPS)
    reached = asked.join(prices, on=["sku", "origin"]).filter(
        (pl.col("tier_from") <= pl.col("quantity") + EPS) | (pl.col("tier") == 0)
    )
    price = reached.sort("row", "tier").group_by("row").agg(pl.col("tier_price").last())
    joined = lines.join(price, on="row", how="left", maintain_order="left")
    bought = pl.when(pl.col("kind") == "purchase").then(pl.coalesce("tier_price", "unit_price")).otherwise("unit_price")
    return joined.with_columns(unit_price=bought).drop("tier_price")


def bought_up(drafts: Drafts, prices: pl.DataFrame, profile: PlanningProfile) -> Drafts:
    """Quantities raised to a price break where it pays (all-units discount).

    From q at price p to b at price p' (x = b - q more): saved b (p - p'), for the x units would be bought later at p;
    held x (q + x / 2) / d days longer, d the demand of a day, at p' x holding cost / 365. The tier with the largest
    gain is taken, if that is above zero and not more than a year's demand is bought (after Silver, Pyke and Thomas
    2017, chapter 4, with the time supply of this one order instead of a yearly cost).
    """
    now = Drafts(priced(drafts.lines, prices), drafts.steps)
    each = now.lines.filter((pl.col("kind") == "purchase") & (pl.col("quantity") > EPS) & ~pl.col("fixed")).join(
        prices, on=["sku", "origin"]
    )
    more = each.with_columns(raised=in_packs(pl.col("tier_from"))).filter(pl.col("raised") > pl.col("quantity") + EPS)
    x = pl.col("raised") - pl.col("quantity")
    days = x * (pl.col("quantity") + x / 2) / pl.col("demand_day")
    gain = pl.col("raised") * (pl.col("unit_price") - pl.col("tier_price")) - (
        pl.col("tier_price") * float(profile.holding_cost_year) / _YEAR * days
    )
    fits = (pl.col("raised") <= pl.col("most")) & (
        pl.col("position") + pl.col("raised") <= pl.col("demand_day") * _YEAR
    )
    found = more.filter(pl.col("demand_day") > 0, fits).with_columns(gain=gain).filter(pl.col("gain") > EPS)
    best = found.sort(["row", "gain", "raised"], descending=[False, True, False]).unique("row", keep="first")
    joined = now.lines.join(
        best.select("row", "raised", "gain", "tier_from", "tier_price"), on="row", how="left", maintain_order="left"
    )
    says = pl.format(
        "From {} on a unit costs {} instead of {}: saves {} after holding cost.",
        shown("tier_from"), shown("tier_price"), shown("unit_price"), shown("gain"),
    )  # fmt: skip
    raised = Drafts(joined, now.steps).ordered("price_break", pl.coalesce("raised", "quantity"), says)
    return Drafts(priced(raised.lines.drop("raised", "gain", "tier_from", "tier_price"), prices), raised.steps)
