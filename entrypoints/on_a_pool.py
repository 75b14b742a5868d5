"""A plan handed to a worker: a run of the flow's deployment, taken by a worker of its pool."""

from __future__ import annotations

import asyncio

from domain.errors import Refused
from entrypoints.cli_frame import Exit, Screen
from entrypoints.cli_house import whole_house
from entrypoints.running import prefect_answers
from ledger.backfills import PlanRow
from tasks.runtime.settings import Settings


def apply_elsewhere(screen: Screen, reference: str, pool: str) -> int:
    """Hand a plan to a worker of a pool, and say which run does it."""
    from tasks.backfill.clearing import plan_of

    with whole_house() as house:
        plan = plan_of(house, reference)
        run = asyncio.run(handed_over(house.settings, plan, pool))
    screen.data({"plan": plan.id, "pool": pool, "run": run})
    screen.say(f"Plan {plan.id} waits for a worker of the pool '{pool}': run {run}.")
    screen.next(f"lading backfill show {plan.id}", "what became of it so far")
    return Exit.FINE


async def handed_over(known: Settings, plan: PlanRow, pool: str) -> str:
    """The new run's name; it begins when a worker of the pool has room.

    Raises:
        Refused: no Prefect server answers, or it knows no deployment of that pool.
    """
    from prefect.exceptions import ObjectNotFound

    from tasks.prefect_calls import quick_client

    if not prefect_answers(known):
        raise Refused(
            "No Prefect server answers, so no worker can be asked.",
            field="--pool",
            value=pool,
            next_step="'lading up' starts one with a worker; without --pool the plan is applied in this process.",
        )
    deployment = f"{plan.head.flow}/{pool}"
    async with quick_client() as client:
        try:
            found = await client.read_deployment_by_name(deployment)
        except ObjectNotFound:
            raise Refused(
                f"Prefect knows no deployment '{deployment}'.",
                field="--pool",
                value=pool,
                next_step="Backfills run on the pool 'bulk'; 'lading deploy' registers its deployment.",
            ) from None
        parameters = {"channel": plan.head.channel, "plan": plan.id}
        run = await client.create_flow_run_from_deployment(found.id, parameters=parameters)
    return run.name
