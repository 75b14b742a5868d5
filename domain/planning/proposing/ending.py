"""What comes to an end is not bought any more."""

from __future__ import annotations

import polars as pl

from domain.planning.policy.position import successors
from domain.planning.profile import PlanningProfile
from domain.planning.proposing.drafts import Drafts
from domain.planning.snapshot import Snapshot


def not_bought(drafts: Drafts, snapshot: Snapshot, profile: PlanningProfile) -> Drafts:
    """Items that are archived, followed by another one, or no longer sold and not waited for, are not ordered.

    What lies of them is counted for what follows (``positions``), so that it is sold first.
    """
    followed = successors(snapshot, profile)
    facts = snapshot.items.select("sku", "active", "sellable")
    lines = drafts.lines.join(facts, on="sku", how="left", maintain_order="left").with_columns(
        follower=pl.col("sku").replace_strict(followed, default=None, return_dtype=pl.String)
    )
    gone = ~pl.col("active").fill_null(value=True)
    unsold = ~pl.col("sellable").fill_null(value=True) & (pl.col("backorders") <= 0)
    reason = (
        pl.when(pl.col("follower").is_not_null()).then(pl.format("Not ordered: {} follows it.", pl.col("follower")))
        .when(gone).then(pl.lit("Not ordered: the item is archived."))
        .when(unsold).then(pl.lit("Not ordered: the item is no longer sold."))
    )  # fmt: skip
    lines = lines.with_columns(ended=reason)
    stopped = Drafts(lines, drafts.steps).ordered(
        "ends", pl.when(pl.col("ended").is_null()).then("quantity").otherwise(0.0), pl.col("ended")
    )
    fixed = pl.col("fixed") | pl.col("ended").is_not_null()
    return Drafts(
        stopped.lines.with_columns(fixed=fixed).drop("ended", "follower", "active", "sellable"), stopped.steps
    )
