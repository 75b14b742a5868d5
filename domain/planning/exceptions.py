"""What a planner should look at, ranked by the money at stake."""

from __future__ import annotations

import polars as pl

from domain.planning.plan_frames import EXCEPTIONS, LINES
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.watching import demand, stock, supply


def exceptions(
    snapshot: Snapshot,
    cleaned: demand.History,
    needs: pl.DataFrame,
    lines: pl.DataFrame,
    *,
    profile: PlanningProfile,
    left_out: pl.DataFrame | None = None,
    past: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """EXCEPTIONS of a plan, most money first; those that are urgent ask for their items to be planned again at once.

    Args:
        snapshot: what is known.
        cleaned: history with its periods.
        needs: NEEDS.
        lines: LINES.
        profile: period, review, calendars.
        left_out: what would have been lines.
        past: what earlier plans expected (``watching.demand.PAST``).
    """
    out = LINES.empty() if left_out is None else LINES.checked(left_out)
    found = [
        stock.stock_ends(snapshot, needs),
        stock.left_out(out),
        stock.too_much(snapshot, needs),
        supply.supply_late(snapshot, needs),
        supply.lead_time_drifts(snapshot, needs, profile),
        supply.nobody(snapshot, needs),
        supply.large_minimum(snapshot, needs, profile),
        demand.breaks(cleaned, snapshot, profile),
        demand.bias(cleaned, snapshot, pl.DataFrame(schema=demand.PAST) if past is None else past),
        demand.decided(pl.concat([LINES.checked(lines), out])),
    ]
    ranked = pl.concat(found).sort(
        ["money", "code", "sku", "place", "says"], descending=[True, False, False, False, False]
    )
    return EXCEPTIONS.checked(ranked)
