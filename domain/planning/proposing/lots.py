"""Quantities that can be ordered: the supplier's minimum and whole packs.

Rounding, stated once: **packs round up**, also above the order-up-to level; the minimum is rounded up to packs too.
Odoo changed its own way between versions (down to stay at the maximum, or up); ours is always up, for a quantity below
the need would leave less than the service level that was asked for.
"""

from __future__ import annotations

import polars as pl

from domain.planning.proposing.drafts import EPS, Drafts, in_packs, shown


def at_least_minimum(drafts: Drafts) -> Drafts:
    """Not below the smallest quantity that the supplier sells."""
    some = pl.col("quantity") > EPS
    quantity = pl.when(some).then(pl.max_horizontal("quantity", "quantity_min")).otherwise("quantity")
    says = pl.format("{} sells {} or more.", pl.col("origin"), shown("quantity_min"))
    return drafts.ordered("moq", quantity, says)


def whole_packs(drafts: Drafts) -> Drafts:
    """Up to whole packs, or to the item's smallest step where it has no pack."""
    says = pl.format("Rounded up to whole packs of {}.", shown("pack"))
    return drafts.ordered("pack", in_packs(pl.col("quantity")), says)
