"""The frame of the plan's gate: each line against what its supplier sells and its item keeps, computed anew."""

from __future__ import annotations

import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import tiers
from expectations.planning.outcome import PAIR
from expectations.suite import KEY

_NOISE = 1e-6
_CENT = 0.01
_HALF = 0.5
EXTRACT = "extract"
"""What extraction has to say is of records that are in no frame, or of a price line: no item is set aside by it."""


def line_frame(
    lines: pl.DataFrame, needs: pl.DataFrame, aside: pl.DataFrame, snapshot: Snapshot, profile: PlanningProfile
) -> pl.DataFrame:
    """A row a line: flags (1: wrong, 0: well, null: nothing to say) and their words."""
    own = needs.select(*PAIR, "demand_day", "lead_days", "position", need_origin="origin")
    items = snapshot.items.unique("sku").select("sku", "shelf_life_days", "volume", "unit_rounding")
    facts = lines.drop("need").with_row_index("number")
    facts = facts.join(own, on=PAIR, how="left", maintain_order="left")
    facts = facts.join(items, on="sku", how="left", maintain_order="left")
    facts = facts.join(_offers(snapshot), on=["sku", "origin"], how="left", maintain_order="left")
    packs = {code: one.transfer_pack for code, one in profile.warehouses.items()}
    moved, bought = pl.col("kind") == "transfer", pl.col("kind") == "purchase"
    step = pl.col("place").replace_strict(packs, default=1.0, return_dtype=pl.Float64) if packs else pl.lit(1.0)
    pack = pl.when(moved).then(step).when(bought).then("pack")
    minimum = pl.when(bought).then("minimum")
    decided = pl.col("why").fill_null("").str.contains('"override"', literal=True)
    facts = facts.with_columns(pack.alias("pack"), minimum.alias("minimum"), decided.alias("decided"))
    facts = facts.with_columns(*_flags(aside), *_money(), *_days(snapshot), *_keeping(snapshot))
    named = pl.format("{} {}", pl.col("line").fill_null(""), "number").alias(KEY)
    return facts.with_columns(named, pl.col("place").alias("path"), pl.col("value").fill_null(0.0).alias("money"))


def _offers(snapshot: Snapshot) -> pl.DataFrame:
    """sku, origin, pack, minimum: what a supplier asks for."""
    valid = tiers(snapshot).group_by("sku", "supplier").agg(
        pl.col("pack").first(), pl.col("quantity_min").min().alias("minimum")
    )  # fmt: skip
    return valid.rename({"supplier": "origin"})


def _said(flag: pl.Expr, name: str) -> pl.Expr:
    return flag.fill_null(value=False).cast(pl.Float64).alias(name)


def _flags(aside: pl.DataFrame) -> list[pl.Expr]:
    quantity = pl.col("quantity")
    aside = aside.filter(pl.col("gate").ne_missing(EXTRACT))
    pairs = aside.select(pl.concat_str("sku", pl.lit("@"), "place").alias("pair"))["pair"].implode()
    everywhere = aside.filter(pl.col("place") == "")["sku"].implode()
    out = pl.concat_str("sku", pl.lit("@"), "place").is_in(pairs) | pl.col("sku").is_in(everywhere)
    ratio = quantity / pl.col("pack")
    parts = (ratio - ratio.round(0)).abs() > _NOISE * pl.max_horizontal(1.0, ratio)
    times = pl.len().over("kind", "sku", "place", "origin")
    return [
        _said(out, "out"),
        (~(quantity.is_finite() & (quantity > 0)).fill_null(value=False)).cast(pl.Float64).alias("nothing"),
        _said(parts & (pl.col("pack") > 0) & ~pl.col("decided"), "parts"),
        _said((quantity > 0) & (quantity < pl.col("minimum") - _NOISE) & ~pl.col("decided"), "few"),
        times.alias("times"),
        _said((times > 1) | (pl.len().over("line") > 1), "twice"),
    ]


def _money() -> list[pl.Expr]:
    price, computed = pl.col("unit_price"), pl.col("quantity") * pl.col("unit_price")
    known = price.is_not_null() & price.is_finite() & (price > 0)
    bought = pl.col("kind") == "purchase"
    return [
        (bought & ~known.fill_null(value=False)).cast(pl.Float64).alias("unpriced"),
        computed.round(2).alias("computed"),
        _said(known & ((pl.col("value") - computed).abs() > _CENT + _NOISE * computed.abs()), "miscounted"),
    ]


def _days(snapshot: Snapshot) -> list[pl.Expr]:
    span = (pl.col("due_on") - pl.col("order_on")).dt.total_days()
    lead = pl.when(pl.col("origin") == pl.col("need_origin")).then("lead_days")
    soon = (span < 0) | (span + 1 < _HALF * lead) | (pl.col("order_on") < snapshot.today)
    return [lead.round(1).alias("lead"), _said(soon & ~pl.col("decided"), "soon")]


def _keeping(snapshot: Snapshot) -> list[pl.Expr]:
    """What lies when the goods come, and they, against what is sold while they keep."""
    daily, quantity = pl.col("demand_day"), pl.col("quantity")
    until = (pl.col("due_on") - pl.lit(snapshot.today)).dt.total_days()
    then = (pl.col("position") - daily * until).clip(lower_bound=0)
    waiting = (-pl.col("position")).clip(lower_bound=0)
    sold = (daily * pl.col("shelf_life_days") - then).clip(lower_bound=0)
    smallest = pl.max_horizontal("pack", "minimum").fill_null(0.0)
    over = (
        pl.col("shelf_life_days").is_not_null()
        & (quantity > pl.max_horizontal(sold, waiting) + smallest)
        & ~pl.col("decided")
    )
    covers = ((then + quantity) / daily).round(0)
    return [_said(over, "spoils"), covers.alias("covers")]
