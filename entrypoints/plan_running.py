"""Plans made and posted by a command: the flow's own stages, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.errors import StopTheRun
from entrypoints.cli_frame import Exit, Screen
from entrypoints.cli_progress import Steps

if TYPE_CHECKING:
    from ledger.plans import PlanHead
    from tasks.planning.publishing import Told
    from tasks.runtime.resources import Resources


def make(screen: Screen, profile: str, kind: str, *, skus: Sequence[str], resume: str) -> int:
    """A new plan, or one that stopped."""
    from entrypoints.cli_house import person, whole_house

    with whole_house() as house:
        from tasks.planning.extracting import extracted

        with Steps(screen) as steps:
            if resume:
                plan = found(house, resume, profile).id
            else:
                steps.step("extract")
                plan = extracted(house, profile, kind, skus=skus, by=person())
            came = _flow(steps, plan)
        return _told(screen, came)  # the steps are over by now: what came of them is said last


def go_on(screen: Screen, plan: str, profile: str) -> int:
    """Post what is approved."""
    from entrypoints.cli_house import whole_house

    with whole_house() as house:
        with Steps(screen) as steps:
            came = _flow(steps, found(house, plan, profile).id)
        return _told(screen, came)


def found(house: Resources, plan: str, profile: str) -> PlanHead:
    """The plan that a person means.

    Raises:
        Refused: there is none.
    """
    from tasks.planning.deciding import plan_of

    with house.ledger.open() as book:
        return plan_of(book, plan, profile or None)


def _flow(steps: Steps, plan: int) -> Told | StopTheRun:
    from flows.demand_planning import demand_planning
    from tasks.planning.stage import watcher

    token = watcher.set(steps.step)
    try:
        return asyncio.run(demand_planning.fn(plan=plan))
    except StopTheRun as stop:
        return stop
    finally:
        watcher.reset(token)


def _told(screen: Screen, told: Told | StopTheRun) -> int:
    if isinstance(told, StopTheRun):
        screen.trouble("stopped", told.what, told.next_step, value=told.value)
        return Exit.BLOCKED
    screen.data(told.model_dump(mode="json"))
    screen.say(
        f"Plan {told.code}: {told.state}; {told.lines} lines worth {told.money:,.2f}, {told.waiting} wait for "
        f"a planner, {told.posted} are posted."
    )
    if told.waiting:
        screen.next(f"lading plan show {told.code}", "then 'lading plan approve', or 'lading plan export'")
        return Exit.APPROVAL
    screen.next(f"lading plan report {told.code}")
    return Exit.FINE if told.state == "done" else Exit.FINDINGS
