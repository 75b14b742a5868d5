"""From needs to lines: what to buy, move and make, and why so much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from domain.planning.edits import counting
from domain.planning.overrides import Override
from domain.planning.profile import PlanningProfile
from domain.planning.proposing.ahead import looked_ahead, with_demand
from domain.planning.proposing.alternatives import in_time
from domain.planning.proposing.begin import begun, lines_of
from domain.planning.proposing.breaks import bought_up, numbered_tiers, priced
from domain.planning.proposing.drafts import EPS, Drafts
from domain.planning.proposing.edited import decided, planner_days, planner_quantities
from domain.planning.proposing.ending import not_bought
from domain.planning.proposing.filling import filled
from domain.planning.proposing.keeping import with_most, within_shelf_life
from domain.planning.proposing.limits import within_budget, within_central, within_room
from domain.planning.proposing.lots import at_least_minimum, whole_packs
from domain.planning.proposing.outcome import finished, lost_margin
from domain.planning.proposing.policy_words import policy_told
from domain.planning.proposing.room import TAKEN
from domain.planning.proposing.surplus import moved_first
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
    elsewhere: pl.DataFrame | None = None,
) -> Proposal:
    """What is proposed and what was left out.

    Args:
        snapshot: items, suppliers, stock, supply.
        needs: NEEDS of the same snapshot.
        profile: how it is planned.
        overrides: a planner's edits.
        forecasts: DEMAND and EXPECTED by their names; without them demand is even and no loss is told.
        elsewhere: room that other items take, of which the plan is not (``room_taken``); None: there are none.
    """
    known, room = forecasts or {}, pl.DataFrame(schema=TAKEN) if elsewhere is None else elsewhere
    edits = counting(overrides, snapshot.today)
    prices = numbered_tiers(snapshot)
    everything = with_demand(with_most(lines_of(snapshot, needs, profile)), edits, profile)
    lines = decided(_with_breaks(everything.filter(pl.col("kind") != "none"), prices), edits)
    drafts = not_bought(policy_told(begun(lines), edits, snapshot, profile), snapshot, profile)
    drafts = moved_first(drafts, everything, snapshot, profile)
    drafts = in_time(_valued(drafts, known), snapshot, profile)
    drafts = bought_up(whole_packs(at_least_minimum(drafts)), prices, profile)
    drafts = planner_quantities(within_shelf_life(drafts), edits, snapshot, profile.timezone)
    drafts = _valued(_repriced(filled(_repriced(drafts, prices), profile, urgent=_urgent(snapshot)), prices), known)
    drafts = within_budget(within_central(within_room(drafts, everything, profile, room), everything), profile)
    drafts = planner_days(_repriced(drafts, prices), edits)
    return _outcome(drafts, snapshot, profile, known)


def _outcome(
    drafts: Drafts, snapshot: Snapshot, profile: PlanningProfile, known: Mapping[str, pl.DataFrame]
) -> Proposal:
    kept = drafts.lines.filter(pl.col("quantity") > EPS)
    left = drafts.lines.filter((pl.col("quantity") <= EPS) & ((pl.col("need") > EPS) | (pl.col("decided") >= 0)))
    found = [
        finished(snapshot, replace(drafts, lines=some), looked_ahead(snapshot, some, known, profile, kept))
        for some in (_valued(replace(drafts, lines=kept), known).lines, left)
    ]
    return Proposal(*found)


def _with_breaks(lines: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    several = prices.filter(pl.col("tier") == 1).select("sku", "origin", breaks=pl.lit(value=True))
    joined = lines.join(several, on=["sku", "origin"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("breaks").fill_null(value=False))


def _valued(drafts: Drafts, known: Mapping[str, pl.DataFrame]) -> Drafts:
    return replace(drafts, lines=drafts.lines.with_columns(stock_out_cost=lost_margin(drafts.lines, known)))


def _repriced(drafts: Drafts, prices: pl.DataFrame) -> Drafts:
    return replace(drafts, lines=priced(drafts.lines, prices))


def _urgent(snapshot: Snapshot) -> pl.Expr:
    """Stock ends before what is ordered at the next review can be there."""
    ahead = (pl.col("stock_out_on") - pl.lit(snapshot.today)).dt.total_days()
    return (ahead <= pl.col("cover_days")).fill_null(value=False)
