"""Runs of a deployment that this process runs itself: made in Prefect's sight, settled after a cancel."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from prefect.client.schemas import FlowRun
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Pending

from tasks.prefect_calls import quick_client

_deployments: dict[str, UUID] = {}


async def new_run(deployment: str, parameters: Mapping[str, object]) -> FlowRun:
    """Make a run of a deployment, for this process to run: no worker takes it.

    Raises:
        PrefectException, OSError: Prefect cannot be reached, or does not know the deployment.
    """
    async with quick_client() as client:
        if deployment not in _deployments:
            _deployments[deployment] = (await client.read_deployment_by_name(deployment)).id
        # Pending from the start: a Scheduled run would be taken by a worker of its pool too.
        try:
            return await client.create_flow_run_from_deployment(
                _deployments[deployment], parameters=dict(parameters), state=Pending()
            )
        except ObjectNotFound:
            del _deployments[deployment]  # it was registered anew, under another id
            raise


async def settle(run_id: UUID) -> None:
    """An operator pressed Cancel: the run stopped between batches, so it is Cancelled now."""
    async with quick_client() as client:
        run = await client.read_flow_run(run_id)
        if run.state is not None and run.state.type == StateType.CANCELLING:
            await client.set_flow_run_state(run_id, Cancelled(message="Stopped between two batches."), force=True)
