"""What planners decided about supplier, service level, demand and method, beside what the plan alone would have had."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from domain.planning.edits import NONE, counting, picked, said
from domain.planning.overrides import Override, What
from domain.planning.pins import method_alone
from domain.planning.policy.levels import service_levels
from domain.planning.policy.needs import customers_of
from domain.planning.profile import PlanningProfile
from domain.planning.proposing.begin import lines_of
from domain.planning.proposing.drafts import Drafts
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY, sources

_Alone = Callable[[pl.DataFrame, Snapshot, PlanningProfile], pl.Series]


def policy_told(drafts: Drafts, edits: Sequence[Override], snapshot: Snapshot, profile: PlanningProfile) -> Drafts:
    """Steps that name the overrides of policy, by which the needs have gone already: this instead of that, who, why."""
    for what, (words, alone) in _POLICY.items():
        if not any(one.what == what for one in edits):
            continue
        before = alone(drafts.lines, snapshot, profile)
        chosen = picked(drafts.lines.with_columns(origin=before) if what == "supplier" else drafts.lines, edits, what)
        if (chosen == NONE).all():
            continue
        values = [None if number == NONE else edits[number].value for number in chosen.tolist()]
        lines = drafts.lines.with_columns(
            said=said(edits, chosen), value_told=pl.Series(values, dtype=pl.String), alone=before.cast(pl.String)
        )
        says = pl.format("{} {}", _words(what, words), pl.col("said"))
        told = Drafts(lines, drafts.steps).told("override", pl.col("said").is_not_null(), says)
        drafts = Drafts(told.lines.drop("said", "value_told", "alone"), told.steps)
    return drafts


def policy_words(
    snapshot: Snapshot, needs: pl.DataFrame, profile: PlanningProfile, overrides: Sequence[Override]
) -> pl.DataFrame:
    """sku, place, why: these steps of needs for which nothing is proposed, so that no line has them.

    Args:
        snapshot: items, suppliers, who waits and who bought.
        needs: NEEDS.
        profile: how it is planned.
        overrides: a planner's edits.
    """
    drafts = Drafts(lines_of(snapshot, needs, profile))
    told = policy_told(drafts, counting(overrides, snapshot.today), snapshot, profile)
    return drafts.lines.select("row", *KEY).join(told.why(), on="row", how="inner").drop("row")


def _words(what: What, words: str) -> pl.Expr:
    alone = pl.col("alone")
    if what != "supplier":
        return pl.format(words, pl.col("value_told"), alone)
    alone = pl.when(alone == pl.col("place")).then(pl.lit("making it")).otherwise(alone)
    told = pl.format(words, pl.col("value_told"), pl.when(alone == "").then(pl.lit("nobody")).otherwise(alone))
    stays = pl.format("Supplier {} delivers it not: {} as without it.", pl.col("value_told"), alone)
    return pl.when(pl.col("origin") == pl.col("value_told")).then(told).otherwise(stays)


def _supplier(lines: pl.DataFrame, snapshot: Snapshot, profile: PlanningProfile) -> pl.Series:
    known = sources(snapshot, profile, lines.select(KEY).unique()).select(*KEY, alone="origin")
    return lines.select(KEY).join(known, on=KEY, how="left", maintain_order="left")["alone"].fill_null("")


def _level(lines: pl.DataFrame, snapshot: Snapshot, profile: PlanningProfile) -> pl.Series:
    return service_levels(lines, profile, customers_of(snapshot)).round(4)


def _factor(lines: pl.DataFrame, _snapshot: Snapshot, _profile: PlanningProfile) -> pl.Series:
    return pl.repeat("1", lines.height, dtype=pl.String, eager=True)


def _method(lines: pl.DataFrame, _snapshot: Snapshot, profile: PlanningProfile) -> pl.Series:
    named = lines.select("sku", "category").iter_rows()
    return pl.Series([method_alone(profile, sku, category or "") for sku, category in named], dtype=pl.String)


_POLICY: dict[What, tuple[str, _Alone]] = {
    "supplier": ("Supplier {} instead of {}.", _supplier),
    "service_level": ("Service level {} instead of {}.", _level),
    "demand_factor": ("Expected demand times {} instead of {}.", _factor),
    "method": ("Forecast by {} instead of {}.", _method),
}
