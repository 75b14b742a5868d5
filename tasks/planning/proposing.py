"""Propose: purchase and transfer lines with date, quantity, money, urgency, and why."""

from __future__ import annotations

import polars as pl

from domain.planning.plan_frames import DEMAND, EXCEPTIONS, EXPECTED, LEFT_OUT, LINES, NEEDS
from domain.planning.proposing import proposal
from tasks.planning.case import Case
from tasks.planning.excepting import exceptions_of
from tasks.planning.exchanging import edits_of
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.planning.whole import room_elsewhere
from tasks.runtime.resources import Resources


@plan_stage("propose")
def propose(house: Resources, plan: int) -> Step:
    """MOQ, packs, price breaks, calendars, capacity, budget; transfers before purchases."""
    case = Case.of(house, plan)
    if case.waits:
        return Step()
    if not case.has(LINES, LEFT_OUT, EXCEPTIONS):
        forecasts = {one.name: case.without_aside(case.frame(one)) for one in (DEMAND, EXPECTED)}
        needs = case.frame(NEEDS)
        asked = (case.snapshot, needs, case.profile, edits_of(case))
        found = proposal(*asked, forecasts=forecasts, elsewhere=room_elsewhere(case))
        told = exceptions_of(case, needs, found)
        case.keep({LINES: found.lines, LEFT_OUT: found.left_out, EXCEPTIONS: told})
    return Step(_told(case))


def _told(case: Case) -> str:
    lines = case.frame(LINES)
    sums = lines.group_by("kind", "urgency").agg(pl.len(), money=pl.col("value").sum()).sort("kind", "urgency")
    rows = [(one["kind"], one["urgency"], one["len"], one["money"]) for one in sums.to_dicts()]
    left = case.frame(LEFT_OUT).height
    head = f"{lines.height:,} lines, {lines['value'].sum():,.0f} {case.profile.currency}; {left:,} were left out."
    return table("Proposal", head, ("kind", "urgency", "lines", "money"), rows)
