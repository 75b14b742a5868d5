"""Another supplier where the preferred one is too late."""

from __future__ import annotations

import polars as pl

from domain.planning.policy.review import reviews
from domain.planning.profile import PlanningProfile
from domain.planning.proposing.drafts import EPS, Drafts, shown
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import offers

_TERMS = ("supplier_id", "quantity_min", "pack", "unit_price", "order_on", "due_on", "origin")


def in_time(drafts: Drafts, snapshot: Snapshot, profile: PlanningProfile) -> Drafts:
    """Lines whose stock ends before the supplier can deliver go to the next one that is there in time, where it pays.

    In the supplier's order of preference: the first whose goods are there before stock ends, and whose higher price
    for the quantity costs less than the margin that would be lost (``stock_out_cost``).
    """
    late = drafts.lines.filter(
        (pl.col("kind") == "purchase") & (pl.col("quantity") > EPS) & (pl.col("stock_out_on") < pl.col("due_on"))
        & ~pl.col("fixed")
    )  # fmt: skip
    others = late.select(
        "row", "sku", "place", "quantity", "stock_out_on", "stock_out_cost", old="origin", now="unit_price"
    ).join(offers(snapshot, profile), on="sku")
    others = others.filter(pl.col("supplier") != pl.col("old"))
    if not others.height:
        return drafts
    asked = others.with_columns(supply_kind=pl.lit("purchase"), origin="supplier", mean_days="lead_stated")
    known = reviews(snapshot, profile, asked).with_columns(unit_price="price")
    dearer = (pl.col("unit_price") - pl.col("now")) * pl.max_horizontal("quantity", "quantity_min")
    good = (pl.col("due_on") <= pl.col("stock_out_on")) & (dearer < pl.col("stock_out_cost"))
    chosen = known.filter(good).sort("row", "rank").unique("row", keep="first", maintain_order=True)
    return _switched(drafts, chosen)


def _switched(drafts: Drafts, chosen: pl.DataFrame) -> Drafts:
    joined = drafts.lines.join(
        chosen.select("row", *_TERMS), on="row", how="left", suffix="_other", maintain_order="left"
    )
    where = pl.col("origin_other").is_not_null()
    says = pl.format(
        "{} is there on {}, {} only after stock ends on {}: ordered there at {} instead of {}.",
        pl.col("origin_other"), pl.col("due_on_other"), pl.col("origin"), pl.col("stock_out_on"),
        shown("unit_price_other"), shown("unit_price"),
    )  # fmt: skip
    told = Drafts(joined, drafts.steps).told("supplier", where, says)
    lines = joined.with_columns(pl.when(where).then(f"{one}_other").otherwise(one).alias(one) for one in _TERMS)
    return Drafts(lines.drop(f"{one}_other" for one in _TERMS), told.steps)
