"""Lines to begin with: what is below its reorder point, and what would bring it up again."""

from __future__ import annotations

import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.proposing.drafts import EPS, Drafts, shown
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY, sources

_OF_ITEMS = ("category", "unit", "unit_rounding", "cost", "price", "shelf_life_days", "volume", "weight")


def lines_of(snapshot: Snapshot, needs: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """Every need as a line without a quantity, with terms and dates, whoever delivers it or nobody; sorted by its key.

    ``row`` numbers them; ``need`` is what is missing to the order-up-to level where the position is below the
    reorder point, else 0.
    """
    known = needs.sort(KEY)
    items = snapshot.items.select("sku", *_OF_ITEMS)
    terms = sources(snapshot, profile, known.select(KEY), known.select(*KEY, supplier="origin"))
    terms = terms.select(*KEY, "supplier_id", "quantity_min", "pack", unit_price="price")
    frame = known.join(items, on="sku", how="left", maintain_order="left")
    frame = frame.join(terms, on=KEY, how="left", maintain_order="left")
    below = pl.col("position") < pl.col("reorder_point") - EPS
    return frame.with_columns(
        kind=pl.col("supply_kind"),
        need=pl.when(below).then(pl.col("order_up_to") - pl.col("position")).otherwise(0.0),
        cover_days=(pl.col("due_on") - pl.lit(snapshot.today)).dt.total_days() + pl.col("review_days"),
        quantity=pl.lit(0.0),
        early=pl.lit(value=False),
        extra=pl.lit(value=False),
        fixed=pl.lit(value=False),
        pack=pl.when(pl.col("supply_kind") == "make")
        .then(pl.col("unit_rounding").fill_null(1.0)).otherwise("pack"),
    ).with_row_index("row")  # fmt: skip


def begun(lines: pl.DataFrame) -> Drafts:
    """What is missing, as first quantity of each line."""
    says = pl.format(
        "Position {} (on hand {}, on order {}, waiting {}) is below the reorder point {}; order up to {}, the demand "
        "of {} days that is not exceeded with a probability of {}.",
        shown("position"), shown("on_hand"), shown("on_order"), shown("backorders"), shown("reorder_point"),
        shown("order_up_to"), shown("cover_days"),
        pl.col("service_level").round(4),
    )  # fmt: skip
    return Drafts(lines).ordered("need", pl.col("need"), says)
