"""Demand planning: from what Odoo knows to orders that a planner approved.

The process map on the wall: ``docs/processes/demand-planning.md``. Each line is a stage; what it makes is kept with the
plan, so that a plan which died anywhere is taken up by the next run, and a plan run twice is the same plan.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect import flow

from tasks.planning.approving import approve
from tasks.planning.cleaning import clean
from tasks.planning.exchanging import exchange
from tasks.planning.extracting import extract
from tasks.planning.forecasting import forecast
from tasks.planning.gates import extract_gate, forecast_gate, plan_gate
from tasks.planning.needing import policy
from tasks.planning.post_gate import post_gate
from tasks.planning.posting import post
from tasks.planning.proposing import propose
from tasks.planning.publishing import Told, publish
from tasks.planning.stage import PLAN_OPTIONS


@flow(name="demand-planning", **PLAN_OPTIONS)
async def demand_planning(profile: str = "", kind: str = "manual", skus: Sequence[str] = (), plan: int = 0) -> Told:
    """Make a plan, or go on with one, and post what is approved.

    Args:
        profile: planning profile; empty: the only one.
        kind: nightly, weekly, urgent or manual.
        skus: only these items; none: all of the profile.
        plan: number of a plan to go on with; 0: a new one.
    """
    made = await extract(profile, kind, skus, plan)
    checked = await extract_gate(made)
    cleaned = await clean(checked)
    foreseen = await forecast(cleaned)
    expected = await exchange(foreseen)
    sound = await forecast_gate(expected)
    needed = await policy(sound)
    proposed = await propose(needed)
    offered = await plan_gate(proposed)
    approved = await approve(offered)
    posted = await post(approved)
    verified = await post_gate(posted)
    return await publish(verified)
