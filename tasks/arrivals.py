"""What waits in a channel, batch by batch: the one loop that a flow has."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import count

from prefect.context import FlowRunContext

from domain.errors import LadingError, Misconfigured, TryAgain
from domain.work import Batch, BatchLimits
from tasks.backfill.clearing import clear
from tasks.intake import collect
from tasks.prefect_calls import quick_client
from tasks.pull import pull
from tasks.runtime.resources import Resources, resources

LOOK_EVERY_SECONDS = 0.25
CANCEL_LOOK_SECONDS = 2.0


async def arrivals(channel: str, limits: BatchLimits | None = None, plan: int | None = None) -> AsyncIterator[Batch]:
    """Yield claimed batches until nothing waits, the run is long enough, or an operator cancels it.

    With a backfill ``plan`` only its work is claimed, after each of its documents was looked at again.
    A channel whose circuit is open yields nothing. Each batch's claim ends when the next is asked for.
    The run ends after its batch when another channel with work finds no room.
    """
    house = resources()
    limits = limits or house.limits()
    ends = time.monotonic() + limits.minutes * 60
    cancel = _CancelLook()
    if plan is not None:
        await asyncio.to_thread(clear, house, str(plan))
    for _ in range(limits.batches) if plan is None else count():  # a plan is taken to its end, wherever it runs
        if house.stopping.is_set() or await cancel.asked():
            return
        batch = await (_next(house, channel, limits, ends) if plan is None else _next_of(house, plan, channel, limits))
        if batch is None:
            return
        await _gather(house, batch, limits)
        yield batch
        await asyncio.to_thread(house.give_back, batch)
        if plan is None and house.crowded.is_set():
            return


async def _gather(house: Resources, batch: Batch, limits: BatchLimits) -> None:
    """A push rarely comes alone: those that come within a moment of it join its batch when it is split."""
    if batch.delivery is not None and limits.wait_seconds and house.profile(batch.channel).transport.is_pushed:
        await asyncio.sleep(limits.wait_seconds)


async def _next(house: Resources, channel: str, limits: BatchLimits, ends: float) -> Batch | None:
    """The next batch; waits up to ``linger_seconds`` for something to arrive."""
    until = min(ends, time.monotonic() + limits.linger_seconds)
    asked = False
    while True:
        if time.monotonic() >= ends or house.stopping.is_set():
            return None
        trouble = await _gathered(house, channel, limits)
        batch = await asyncio.to_thread(house.claim, channel, limits, owner_of_run(house))
        if batch is None and trouble is not None:
            raise trouble
        if batch is None and not asked:
            asked = True  # nothing waits: a shop may know of orders that its webhooks missed
            if await asyncio.to_thread(pull, house, channel):
                continue
        if batch is not None or time.monotonic() >= until or house.crowded.is_set():
            return batch
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def _next_of(house: Resources, plan: int, channel: str, limits: BatchLimits) -> Batch | None:
    return await asyncio.to_thread(house.claim_of_plan, plan, channel, limits, owner_of_run(house))


async def _gathered(house: Resources, channel: str, limits: BatchLimits) -> LadingError | None:
    """Take what waits in the folder. A file that can't be taken keeps no other work waiting: it is told afterwards."""
    try:
        if await asyncio.to_thread(collect, house, channel) and limits.wait_seconds:
            await asyncio.sleep(limits.wait_seconds)
            await asyncio.to_thread(collect, house, channel)
    except (TryAgain, Misconfigured) as trouble:
        return trouble
    return None


def owner_of_run(house: Resources) -> str:
    """Who claims: host, process and, in a flow run, its id."""
    context = FlowRunContext.get()
    run = f":{context.flow_run.id}" if context is not None and context.flow_run is not None else ""
    return f"{house.owner}{run}"


class _CancelLook:
    """Has an operator pressed Cancel? Asked between batches, at most every two seconds."""

    def __init__(self) -> None:
        self._looked_at = time.monotonic()

    async def asked(self) -> bool:
        context = FlowRunContext.get()
        if context is None or context.flow_run is None or time.monotonic() - self._looked_at < CANCEL_LOOK_SECONDS:
            return False
        self._looked_at = time.monotonic()
        async with quick_client() as client:
            run = await client.read_flow_run(context.flow_run.id)
        return run.state is not None and (run.state.is_cancelling() or run.state.is_cancelled())
