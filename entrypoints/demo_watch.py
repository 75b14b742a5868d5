"""Watching the ledger while the consumer works: progress, the first confirmed order, and what to say if it stalls."""

from __future__ import annotations

import time

from domain.errors import StopTheRun
from entrypoints.cli_progress import Steps
from entrypoints.demo_files import Dropped
from infra.stack import Stack
from ledger.reconciling import Balance
from tasks.runtime.resources import Resources

EVERY_SECONDS = 0.5
STALL_SECONDS = 180.0
"""Without any change for so long, something is wrong."""


def watch(house: Resources, stack: Stack, dropped: Dropped, steps: Steps, *, since: float) -> float | None:
    """Wait until every dropped file is taken and nothing is in flight; seconds to the first new order, if any.

    Raises:
        StopTheRun: a gate stopped a channel, the consumer died, or nothing moved for minutes.
    """
    first: float | None = None
    last: tuple[object, ...] = ()
    moved_at = time.monotonic()
    done_before: int | None = None
    while True:
        with house.ledger.open() as book:
            total = book.reconcile().total
            stopped = book.circuits.list()
        done = total.buckets["done"].documents
        done_before = done if done_before is None else done_before
        if first is None and done > done_before:
            first = round(time.monotonic() - since, 1)
        if _finished(total, dropped):
            return first
        if stopped:
            step = f"'lading up' and 'lading circuits list'; close it by 'lading circuits close {stopped[0].channel}'."
            raise StopTheRun(f"A gate stopped {stopped[0].channel}: {stopped[0].reason}", next_step=step)
        now = _marks(total)
        if now != last:
            last, moved_at = now, time.monotonic()
        look_after(stack, time.monotonic() - moved_at)
        settled = total.captured.documents - total.buckets["in_flight"].documents
        steps.progress(settled, total.captured.documents, f"{done} in Odoo")
        time.sleep(EVERY_SECONDS)


def _finished(total: Balance, dropped: Dropped) -> bool:
    taken = sum(total.deliveries.values()) - dropped.deliveries_before
    unsplit = total.deliveries.get("captured", 0)
    return taken >= dropped.files and not unsplit and not total.buckets["in_flight"].documents


def _marks(total: Balance) -> tuple[object, ...]:
    return (
        total.captured.documents,
        sum(total.deliveries.values()),
        *(amounts.documents for amounts in total.buckets.values()),
    )


def look_after(stack: Stack, still_seconds: float) -> None:
    """Nothing moved for a while: say whose fault it is."""
    if still_seconds < EVERY_SECONDS * 20:
        return
    ill = [one for one in stack.status() if one.state == "died"]
    for one in ill:
        lines = " | ".join(one.last_lines[-3:])
        raise StopTheRun(f"{one.name} is {one.state}: {lines}", next_step="Run 'lading demo' again: it starts it anew.")
    if still_seconds > STALL_SECONDS:
        message = f"Nothing has moved for {still_seconds:.0f} seconds."
        raise StopTheRun(message, next_step="See 'lading status' and the consumer's log under LADING_HOME/logs.")
