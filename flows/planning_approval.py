"""A plan's orders in a form: what waits is shown by supplier, and the answers become decisions in the ledger.

One step of ``docs/processes/demand-planning.md`` (approve), for people who work in Prefect. Nothing waits in a process:
a run that asks is suspended, and the decision is a row of the ledger like one by ``lading plan approve``.
"""

from __future__ import annotations

from typing import Any

from prefect import flow

from tasks.planning.asking import PlanTold, ask_about_plan, look_at_plan

OPTIONS: dict[str, Any] = {"flow_run_name": "planning-approval · {plan} {profile}", "persist_result": False}


@flow(name="planning-approval", **OPTIONS)
async def planning_approval(plan: str = "latest", profile: str = "", wait_hours: float = 72.0) -> PlanTold:
    """Show a plan's waiting orders in a form, and keep what a planner answers.

    Args:
        plan: number or code of the plan, or latest.
        profile: planning profile, for latest; empty: any.
        wait_hours: hours that the form may stay unanswered.
    """
    found = await look_at_plan(plan, profile)
    return await ask_about_plan(found, wait_hours)
