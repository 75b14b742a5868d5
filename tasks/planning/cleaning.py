"""Clean: history becomes demand by period; each correction is a row that can be switched off."""

from __future__ import annotations

import polars as pl

from domain.planning.cleaning import clean as cleaned_of
from domain.planning.plan_frames import CLEANED, CORRECTIONS, ENDED, PERIODS
from tasks.planning.case import Case
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.planning.whole import past_as_in_whole
from tasks.runtime.resources import Resources


@plan_stage("clean")
def clean(house: Resources, plan: int) -> Step:
    """Returns, cancellations, projects, promotions, days without stock, successors, new and dying items."""
    case = Case.of(house, plan)
    if not case.has(CLEANED, CORRECTIONS, ENDED, PERIODS):
        found = past_as_in_whole(case, cleaned_of(case.snapshot, case.profile))
        periods = pl.DataFrame({"t": range(len(found.periods)), "period": found.periods}, schema=PERIODS.schema)
        frames = {CLEANED: found.demand, CORRECTIONS: found.corrections, ENDED: found.ended, PERIODS: periods}
        case.keep(frames)
    return Step(_told(case))


def _told(case: Case) -> str:
    corrections = case.frame(CORRECTIONS)
    by_rule = corrections.group_by("rule").agg(pl.len(), before=pl.col("before").sum(), after=pl.col("after").sum())
    rows = [(one["rule"], one["len"], one["before"], one["after"]) for one in by_rule.sort("rule").to_dicts()]
    series = case.cleaned.series().height
    head = f"Demand of {series:,} items at places, {len(case.cleaned.periods)} periods."
    return table("Cleaned history", head, ("correction", "times", "units before", "units after"), rows)
