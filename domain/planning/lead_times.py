"""Lead times of what is planned: stated, and as receipts show them."""

from __future__ import annotations

import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY, planned, sources


def lead_times(snapshot: Snapshot, profile: PlanningProfile, pairs: pl.DataFrame | None = None) -> pl.DataFrame:
    """sku, place, origin, mean_days, high_days."""
    chosen = planned(snapshot, profile) if pairs is None else pairs
    sourced = chosen if "lead_stated" in chosen.columns else sources(snapshot, profile, chosen)
    stated = {name: one.lead_days for name, one in profile.suppliers.items() if one.lead_days is not None}
    days = pl.coalesce(
        pl.col("origin").replace_strict(stated, default=None, return_dtype=pl.Float64), pl.col("lead_stated")
    )
    return sourced.select(*KEY, "origin", mean_days=days, high_days=days)
