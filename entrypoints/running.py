"""A flow run in this process, for ``lading run``."""

from __future__ import annotations

import asyncio

from domain.errors import StopTheRun
from tasks.runtime.resources import Resources

FLOWS = ("order-to-cash",)


def run_here(house: Resources, flow: str, channel: str, batches: int | None) -> str:
    """Run the flow on what waits in the channel; give why a gate stopped it, or nothing.

    Raises:
        LadingError: it could not do its work.
    """
    from flows.order_to_cash import order_to_cash

    flows = {"order-to-cash": order_to_cash}
    limits = house.limits()
    if batches is not None:
        limits = limits.model_copy(update={"batches": batches})
    before = _circuit(house, channel)
    if before:
        return before
    try:
        asyncio.run(flows[flow](channel=channel, limits=limits))
    except StopTheRun as stop:
        return _circuit(house, channel) or _raise(stop)
    return _circuit(house, channel)


def _raise(stop: StopTheRun) -> str:
    raise stop


def _circuit(house: Resources, channel: str) -> str:
    with house.ledger.open() as book:
        rows = [row for row in book.circuits.list() if row.channel == channel]
    return rows[0].reason if rows else ""
