"""The coming days of a plan's items, by the same demand that its needs were computed with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from domain.planning.edits import numbers, picked
from domain.planning.overrides import Override
from domain.planning.plan_frames import EXPECTED
from domain.planning.profile import PlanningProfile
from domain.planning.projection import Outlook, outlook
from domain.planning.snapshot import Snapshot


def with_demand(lines: pl.DataFrame, edits: Sequence[Override], profile: PlanningProfile) -> pl.DataFrame:
    """Adds ``factor``, a planner's word about demand, and ``even``: the place supplies others, whose demand counts too.

    Args:
        lines: all needs as lines.
        edits: overrides that count today.
        profile: which place supplies which.
    """
    factor = numbers(edits, picked(lines, edits, "demand_factor"), np.ones(lines.height))
    central = {code: one.supplied_by for code, one in profile.warehouses.items() if one.supplied_by}
    above = pl.col("place").replace_strict(central, default=None, return_dtype=pl.String)
    asking = lines.filter(pl.col("demand_day") > 0).select("sku", place=above).drop_nulls().unique()
    marked = lines.join(asking.with_columns(even=True), on=["sku", "place"], how="left", maintain_order="left")
    return marked.with_columns(pl.col("even").fill_null(value=False), factor=factor)


def looked_ahead(
    snapshot: Snapshot,
    lines: pl.DataFrame,
    forecasts: Mapping[str, pl.DataFrame],
    profile: PlanningProfile,
    proposed: pl.DataFrame,
) -> Outlook:
    """The coming days of the lines' items; what the proposed transfers take from a place leaves it."""
    expected = EXPECTED.checked(forecasts.get(EXPECTED.name, EXPECTED.empty()))
    moved = proposed.filter(pl.col("kind") == "transfer")
    sent = moved.select("sku", "quantity", place="origin", due_on="order_on")
    return outlook(snapshot, lines, expected, profile.horizon_days, late_days=profile.review_days, sent=sent)
