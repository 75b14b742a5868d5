"""From needs to lines: what to buy, move and make, and why so much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from domain.planning.edits import counting
from domain.planning.overrides import Override
from domain.planning.profile import PlanningProfile
from domain.planning.proposing.begin import begun, lines_of
from domain.planning.proposing.drafts import EPS
from domain.planning.proposing.edited import planner_days, planner_quantities
from domain.planning.proposing.lots import at_least_minimum, whole_packs
from domain.planning.proposing.outcome import finished, looked_ahead, lost_margin
from domain.planning.snapshot import Snapshot


@dataclass(frozen=True)
class Proposal:
    """Lines, and what would have been lines."""

    lines: pl.DataFrame
    """LINES, each with a quantity."""
    left_out: pl.DataFrame
    """LINES with quantity 0: needed, but left out for money, room or a planner's word; ``why`` says which."""


def propose(
    snapshot: Snapshot,
    needs: pl.DataFrame,
    profile: PlanningProfile,
    overrides: Sequence[Override] = (),
    *,
    forecasts: Mapping[str, pl.DataFrame] | None = None,
) -> pl.DataFrame:
    """LINES of a plan; see ``proposal``."""
    return proposal(snapshot, needs, profile, overrides, forecasts=forecasts).lines


def proposal(
    snapshot: Snapshot,
    needs: pl.DataFrame,
    profile: PlanningProfile,
    overrides: Sequence[Override] = (),
    *,
    forecasts: Mapping[str, pl.DataFrame] | None = None,
) -> Proposal:
    """What is proposed and what was left out.

    Args:
        snapshot: items, suppliers, stock, supply.
        needs: NEEDS of the same snapshot.
        profile: how it is planned.
        overrides: a planner's edits.
        forecasts: DEMAND and EXPECTED by their names; without them demand is even and no loss is told.
    """
    known = forecasts or {}
    drafts = begun(lines_of(snapshot, needs, profile))
    drafts = whole_packs(at_least_minimum(drafts))
    edits = counting(overrides, snapshot.today)
    drafts = planner_days(planner_quantities(drafts, edits), edits)
    drafts = replace(drafts, lines=drafts.lines.with_columns(stock_out_cost=lost_margin(drafts.lines, known)))
    kept = drafts.lines.filter(pl.col("quantity") > EPS)
    lines = finished(snapshot, replace(drafts, lines=kept), looked_ahead(snapshot, kept, known, profile))
    return Proposal(lines, lines.clear())
