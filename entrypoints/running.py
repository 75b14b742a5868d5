"""A flow run in this process, for ``lading run``: shown by Prefect where its server answers, else done without."""

from __future__ import annotations

import asyncio
import os

import httpx

from domain.errors import StopTheRun
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
