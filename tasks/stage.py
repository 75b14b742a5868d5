"""What makes a plain function a stage: a Prefect task with our one retry policy, a lease kept alive, an artifact.

Outside a flow run (tests, ``lading retry``) the same stage runs as the plain function it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext, TaskRunContext
from prefect.runtime import flow_run

from domain.work import Batch
from tasks.plain_errors import speak_plainly
from tasks.prefect_calls import show, slot_of
from tasks.retrying import RETRY_DELAYS, may_try_again
from tasks.runtime.lease import kept_alive
from tasks.runtime.resources import Resources, resources
from tasks.runtime.settings import Settings

speak_plainly()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage did with a batch."""

    passed: int = 0
    """Documents that went on."""
    aside: int = 0
    """Documents that left the batch: held, refused, in exception."""
    artifact: str = ""
    """Markdown for the run's page; empty: none."""
    stop: Exception | None = None
    """Raised after the artifact was written: the run posts nothing more."""


StageFunction = Callable[[Resources, Batch], Outcome]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the process map."""

    name: str
    fn: StageFunction
    retries: int
    timeout_seconds: float
    odoo: bool = False
    """Writes to Odoo: takes one of the slots that operators set for it."""

    async def __call__(self, batch: Batch) -> Batch:
        """Run the stage on the batch's documents that stand before it; give the batch to the next stage."""
        try:
            if FlowRunContext.get() is None:
                await self.work(batch)
                return batch
            passed: Batch = await self._task()(self, batch)
        except BaseException:
            await asyncio.to_thread(resources().give_back, batch)
            raise
        return passed

    def _task(self) -> Any:  # noqa: ANN401 - Prefect's Task is generic over a signature that it cannot express
        return _run_stage.with_options(
            name=self.name,
            task_run_name=f"{self.name} · {{batch.channel}} · {{batch.id}}",
            # No tags: for each tag of a task Prefect asks its server for a limit before it begins.
            retries=self.retries,
            retry_delay_seconds=RETRY_DELAYS[: self.retries],
            timeout_seconds=self.timeout_seconds,
        )

    def slot(self) -> AbstractAsyncContextManager[None]:
        """One of the batches that may be in flight to Odoo over all processes; Odoo's own limiter has the last word."""
        if not self.odoo:
            return nullcontext()
        return slot_of(odoo_limit_name(resources().settings))

    async def work(self, batch: Batch) -> Outcome:
        """The function itself, with the lease kept alive; in a task run its artifact too.

        Raises:
            LadingError: what the stage wants the run to stop or try again with.
        """
        house = resources()
        with kept_alive(house, batch):
            outcome = await asyncio.to_thread(self.fn, house, batch)
        if outcome.artifact and TaskRunContext.get() is not None:
            await show(outcome.artifact, artifact_key(self.name, batch.channel))
        if outcome.stop is not None:
            raise outcome.stop
        return outcome


@task(cache_policy=NO_CACHE, persist_result=False, retry_condition_fn=may_try_again, retry_jitter_factor=0.5)
async def _run_stage(stage: Stage, batch: Batch) -> Batch:
    """The body of every stage's task: a fresh Batch object, so that the graph in the UI shows the next edge."""
    async with stage.slot():
        outcome = await stage.work(batch)
    return batch.model_copy(update={"documents": outcome.passed})


def stage(
    name: str, *, retries: int = 3, timeout_seconds: float = 600.0, odoo: bool = False
) -> Callable[[StageFunction], Stage]:
    """Make a plain function ``(house, batch) -> Outcome`` the stage ``name`` of the process map."""

    def make(fn: StageFunction) -> Stage:
        return Stage(name=name, fn=fn, retries=retries, timeout_seconds=timeout_seconds, odoo=odoo)

    return make


def odoo_limit_name(settings: Settings) -> str:
    """Name of the concurrency limit of an Odoo, as operators see it in Prefect."""
    return f"odoo-{settings.odoo_database or 'none'}"


def artifact_key(name: str, channel: str) -> str:
    """Key of an artifact series: lower case, digits and dashes, as Prefect wants it."""
    text = f"{name}-{channel}".lower()
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text).strip("-")


def _run_name() -> str:
    parameters = flow_run.get_parameters()
    return f"order-to-cash · {parameters.get('channel', '?')} · {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


FLOW_OPTIONS: dict[str, Any] = {"flow_run_name": _run_name, "persist_result": False, "validate_parameters": True}
"""What every cycle's flow has in common: run names that say cycle, channel and time."""
