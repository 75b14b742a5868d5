"""Policy: what each item needs at each place."""

from __future__ import annotations

import polars as pl

from domain.planning.plan_frames import DEMAND, EXPECTED, NEEDS
from domain.planning.policy import needs
from tasks.planning.case import Case
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.runtime.resources import Resources


@plan_stage("policy")
def policy(house: Resources, plan: int) -> Step:
    """Service levels, reorder points, order-up-to levels."""
    case = Case.of(house, plan)
    if not case.has(NEEDS):
        forecasts = {one.name: case.without_aside(case.frame(one)) for one in (DEMAND, EXPECTED)}
        found = needs(case.snapshot, case.cleaned, forecasts, case.profile, case.overrides)
        case.keep({NEEDS: case.without_aside(found)})
    return Step(_told(case))


def _told(case: Case) -> str:
    frame = case.frame(NEEDS)
    classes = frame.group_by("abc", "xyz").agg(
        pl.len(), level=pl.col("service_level").mean(), below=(pl.col("position") < pl.col("reorder_point")).sum()
    )
    rows = [
        (f"{one['abc']}{one['xyz']}", one["len"], f"{one['level']:.1%}", one["below"])
        for one in classes.sort("abc", "xyz").to_dicts()
    ]
    head = f"{frame.height:,} items at places; those below their reorder point are ordered."
    return table("Needs", head, ("class", "items", "service level", "below reorder point"), rows)
