"""The availability flow's steps as Prefect tasks; what they do stands beside them, and runs without Prefect too."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext

from domain.frozen import Frozen
from tasks.availability.looking import Looked, look, reconcile_numbers
from tasks.plain_errors import speak_plainly
from tasks.prefect_calls import show
from tasks.retrying import RETRY_DELAYS, may_try_again
from tasks.runtime.resources import resources

speak_plainly()


class Told(Frozen):
    """What a run of the availability flow did."""

    looked: int
    changed: Mapping[str, int]
    sent: Mapping[str, int]
    drifted: int
    endangered: int


@task(
    name="make-numbers",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=may_try_again,
    timeout_seconds=1800.0,
)
async def make_numbers(*, whole: bool) -> Looked:
    """Read stock (all of it, or what changed), make numbers, publish those that changed, watch promises."""
    work = reconcile_numbers if whole else look
    return await asyncio.to_thread(work, resources())


@task(name="report-numbers", cache_policy=NO_CACHE, persist_result=False)
async def report_numbers(looked: Looked) -> Told:
    """Show on the run's page what changed and what had drifted."""
    if FlowRunContext.get() is not None:
        await show(_table(looked), "availability")
    return Told(
        looked=looked.looked,
        changed=looked.changed,
        sent=looked.sent,
        drifted=looked.drifted,
        endangered=looked.endangered,
    )


def _table(looked: Looked) -> str:
    """What a person wants to know first: was anything wrong, and does every channel have its numbers."""
    rows = [
        f"| {channel} | {looked.changed.get(channel, 0)} | {looked.sent.get(channel, 0)} |"
        for channel in sorted({*looked.changed, *looked.sent})
    ]
    head = ["", "| channel | new numbers | taken by the channel |", "| --- | ---: | ---: |"]
    said = [f"- {found.code}: {found.message} {found.next_step}" for found in looked.findings]
    drift = "Every published number was what the stock says."
    if looked.drifted:
        drift = f"**{looked.drifted} published numbers had drifted** and were corrected."
    queue = ": see the exception queue" if looked.endangered else ""
    changes = [
        f"Of {looked.looked} SKUs {looked.stock} had other stock in Odoo than at the last look.",
        f"{looked.expired} reservations had run out.",
        f"{looked.endangered} orders have a promise in danger{queue}.",
    ]
    table = [*head, *rows] if rows else ["", "No channel got a new number."]
    return "\n".join(["### Availability", "", drift, "", *(f"- {one}" for one in changes), *table, "", *said])
