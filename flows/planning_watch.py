"""Planning's watch, between its nights: what waits goes on, what came late is taken up, what is urgent is planned.

The process map: ``docs/processes/demand-planning.md``.
"""

from __future__ import annotations

from prefect import flow

from flows.demand_planning import demand_planning
from tasks.planning.publishing import Told
from tasks.planning.stage import WATCH_OPTIONS
from tasks.planning.watching import look_out


@flow(name="planning-watch", **WATCH_OPTIONS)
async def planning_watch() -> list[Told]:
    """Look once, and run planning for what was found; each of these is a run of its own in the UI."""
    return [
        await demand_planning(profile=todo.profile, kind=todo.kind, skus=todo.skus, plan=todo.plan)
        for todo in await look_out()
    ]
