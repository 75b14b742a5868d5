"""``lading deploy``: pools, deployments, the limit per Odoo and the zombie rule, registered with Prefect."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from prefect.automations import Automation
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, WorkPoolCreate
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from domain.errors import Misconfigured
from tasks.runtime.settings import HEARTBEAT_SECONDS, Settings
from tasks.stage import odoo_limit_name

PROJECT = Path(__file__).resolve().parent.parent
POOLS = {"critical": 8, "standard": 4, "bulk": 1}
"""Work pools and the runs each may hold at once."""
ZOMBIE_RULE = "lading: a run without a heartbeat has crashed"
HEARTBEAT = "prefect.flow-run.heartbeat"
SIGNS_OF_AN_END = (
    "Completed", "Failed", "Cancelled", "Crashed", "Suspended", "Paused", "Cancelling", "AwaitingRetry", "Resuming",
    "Scheduled",
)  # fmt: skip


async def deploy(settings: Settings) -> list[str]:
    """Register everything; twice is as once. Gives what was done, a line each.

    Raises:
        Misconfigured: ``prefect.yaml`` is wrong; the message carries Prefect's own words.
    """
    done: list[str] = []
    async with get_client() as client:
        done += [await _pool(client, name, limit) for name, limit in POOLS.items()]
        done.append(await _odoo_limit(client, settings))
    done.append(_deployments(settings))
    done.append(await _zombie_rule())
    return done


async def _pool(client: PrefectClient, name: str, limit: int) -> str:
    try:
        await client.create_work_pool(WorkPoolCreate(name=name, type="process", concurrency_limit=limit))
    except ObjectAlreadyExists:
        return f"pool {name}: there"
    return f"pool {name}: made, at most {limit} runs"


async def _odoo_limit(client: PrefectClient, settings: Settings) -> str:
    name, slots = odoo_limit_name(settings), settings.odoo_calls_in_flight
    try:
        await client.read_global_concurrency_limit_by_name(name)
    except ObjectNotFound:
        await client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=slots))
    return f"limit {name}: {slots} batches at once"


def _deployments(settings: Settings) -> str:
    """Prefect's own command reads ``prefect.yaml``, so that there is one description of a deployment."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    environment = {**os.environ, "LADING_PROJECT": str(PROJECT), "NO_COLOR": "1"}
    ran = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=180
    )
    if ran.returncode != 0:
        message = f"Prefect did not take the deployments: {ran.stderr.strip()[-400:] or ran.stdout.strip()[-400:]}"
        raise Misconfigured(message, field="prefect.yaml", next_step="Mend prefect.yaml and run 'lading deploy' again.")
    return f"deployments of {PROJECT.name}/prefect.yaml: registered (pull step: {settings.home.name})"


async def _zombie_rule() -> str:
    """A run that died with its machine stays Running for ever unless this ends it (measured: it did, in 70 s)."""
    try:
        await Automation.aread(name=ZOMBIE_RULE)
    except ValueError:
        await _zombie().acreate()
        return "zombie rule: made"
    return "zombie rule: there"


def _zombie() -> Automation:
    return Automation(
        name=ZOMBIE_RULE,
        description="No heartbeat for three times its interval: the process is gone; the ledger has its work.",
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after={HEARTBEAT},
            expect={HEARTBEAT, *(f"prefect.flow-run.{name}" for name in SIGNS_OF_AN_END)},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            for_each={"prefect.resource.id"},
            threshold=1,
            within=timedelta(seconds=3 * HEARTBEAT_SECONDS),
        ),
        actions=[
            ChangeFlowRunState(
                state=StateType.CRASHED, message="No heartbeat: the process is gone. The next run goes on."
            )
        ],
    )
