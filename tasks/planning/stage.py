"""What makes a plain function a stage of planning: a Prefect task that takes a plan's number and gives it on.

A stage whose frames are kept already does nothing: so a plan that died is taken up where it stopped, and run twice it
is the same plan. Outside a flow run (tests, ``lading plan run``) a stage runs as the plain function it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext, TaskRunContext

from tasks.plain_errors import speak_plainly
from tasks.prefect_calls import show
from tasks.retrying import RETRY_DELAYS, may_try_again
from tasks.runtime.resources import Resources, resources
from tasks.stage import artifact_key

speak_plainly()


SETTINGS: dict[str, Any] = {
    "retries": len(RETRY_DELAYS),
    "retry_delay_seconds": RETRY_DELAYS,
    "retry_condition_fn": may_try_again,
}
"""What the tasks of planning have in common."""
WATCH_OPTIONS: dict[str, Any] = {"flow_run_name": "planning-watch", "persist_result": False}


def run_name() -> str:
    """What a run is called: its profile and kind, or the plan that it goes on with."""
    from prefect.runtime import flow_run

    asked = flow_run.parameters
    told = [f"plan {asked['plan']}"] if asked.get("plan") else [asked.get("profile"), asked.get("kind")]
    return " · ".join(("demand-planning", *(one for one in told if one)))


PLAN_OPTIONS: dict[str, Any] = {"flow_run_name": run_name, "persist_result": False}


watcher: ContextVar[Callable[[str], None] | None] = ContextVar("watcher", default=None)
"""Is told each stage's name when it begins: a command shows how far it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a stage did with a plan."""

    artifact: str = ""
    """Markdown for the run's page; empty: none."""
    stop: Exception | None = None
    """Raised after the artifact was written: nothing of the plan can be approved or posted."""


StepFunction = Callable[[Resources, int], Step]


@dataclass(frozen=True, slots=True)
class PlanStage:
    """One step of the process map."""

    name: str
    fn: StepFunction
    timeout_seconds: float

    async def __call__(self, plan: int) -> int:
        """Run the stage on the plan; give its number to the next one."""
        if FlowRunContext.get() is None:
            return await self.work(plan)
        return int(await self._task()(self, plan))

    def _task(self) -> Any:  # noqa: ANN401 - Prefect's Task is generic over a signature that it cannot express
        return _run_stage.with_options(
            name=self.name,
            task_run_name=f"{self.name} · plan {{plan}}",
            retries=len(RETRY_DELAYS),
            retry_delay_seconds=RETRY_DELAYS,
            timeout_seconds=self.timeout_seconds,
        )

    async def work(self, plan: int) -> int:
        """The function itself; in a task run its artifact too.

        Raises:
            LadingError: what the stage wants the run to stop or try again with.
        """
        tell = watcher.get()
        if tell is not None:
            tell(self.name)
        step = await asyncio.to_thread(self.fn, resources(), plan)
        if step.artifact and TaskRunContext.get() is not None:
            await show(step.artifact, artifact_key("plan", self.name))
        if step.stop is not None:
            raise step.stop
        return plan


@task(cache_policy=NO_CACHE, persist_result=False, retry_condition_fn=may_try_again, retry_jitter_factor=0.5)
async def _run_stage(stage: PlanStage, plan: int) -> int:
    """The body of every stage's task."""
    return await stage.work(plan)


def plan_stage(name: str, *, timeout_seconds: float = 1800.0) -> Callable[[StepFunction], PlanStage]:
    """Make a plain function ``(house, plan) -> Step`` the stage ``name`` of the process map."""

    def make(fn: StepFunction) -> PlanStage:
        return PlanStage(name=name, fn=fn, timeout_seconds=timeout_seconds)

    return make
