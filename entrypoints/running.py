"""A flow run in this process, for ``lading run``: shown by Prefect where its server answers, else done without."""

from __future__ import annotations

import asyncio
import os

import httpx

from domain.errors import StopTheRun
from ledger.backfills import PlanRow
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings

FLOWS = ("order-to-cash",)
HEALTH_SECONDS = 3.0


def run_here(house: Resources, flow: str, channel: str, batches: int | None) -> str:
    """Run the flow on what waits in the channel; give why a gate stopped it, or nothing.

    Raises:
        LadingError: it could not do its work.
    """
    stopped = _circuit(house, channel)
    if stopped:
        return stopped
    limits = house.limits()
    if batches is not None:
        limits = limits.model_copy(update={"batches": batches})
    # The command tells the outcome itself; a failure would stand in the output three times.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    from flows.order_to_cash import order_to_cash

    flows = {"order-to-cash": order_to_cash}
    shown = prefect_answers(house.settings)
    run = flows[flow] if shown else flows[flow].fn
    try:
        asyncio.run(run(channel=channel, limits=limits))
    except StopTheRun:
        stopped = _circuit(house, channel)
        if not stopped:
            raise
        return stopped
    return _circuit(house, channel)


def apply_here(house: Resources, plan: PlanRow) -> str:
    """Run the plan's flow on the plan's documents until none waits; give why a gate stopped it, or nothing.

    As many runs at once as the plan says: while one drafts, another confirms. Where they end for lack of time or
    batches, they are begun again.

    Raises:
        LadingError: it could not do its work.
    """
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    from flows.order_to_cash import order_to_cash

    channel = plan.head.channel
    run = order_to_cash if prefect_answers(house.settings) else order_to_cash.fn

    async def together() -> None:
        runs = [run(channel=channel, limits=house.limits(), plan=plan.id) for _ in range(plan.head.parallel)]
        ended = await asyncio.gather(*runs, return_exceptions=True)
        for trouble in ended:
            if isinstance(trouble, BaseException):
                raise trouble

    before = -1
    while not (stopped := _circuit(house, channel)) and (waiting := _waiting(house, plan)) not in {0, before}:
        before = waiting
        try:
            asyncio.run(together())
        except StopTheRun:
            if not _circuit(house, channel):
                raise
    return stopped


def _waiting(house: Resources, plan: PlanRow) -> int:
    """Documents of the plan that somebody still has to work on; deliveries that are not split count, too."""
    with house.ledger.open() as book:
        return book.backfills.waiting(plan.id)


def prefect_answers(known: Settings) -> bool:
    """Whether a Prefect server is known and there: orders do not wait for a page that shows them."""
    if known.prefect_api_url is None:
        return False
    try:
        return httpx.get(f"{known.prefect_api_url}/health", timeout=HEALTH_SECONDS).is_success
    except httpx.HTTPError:
        return False


def _circuit(house: Resources, channel: str) -> str:
    with house.ledger.open() as book:
        rows = [row for row in book.circuits.list() if row.channel == channel]
    return rows[0].reason if rows else ""
