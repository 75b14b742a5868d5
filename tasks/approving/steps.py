"""The approvals flow's steps as Prefect tasks: remind, ask by a form, record. While people think, no process runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.events import emit_event
from prefect.flow_runs import asuspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from domain.frozen import Frozen
from ledger.decision import Decision
from tasks.approving.giving import give, refuse
from tasks.approving.reminding import Reminded, remind, waiting
from tasks.approving.table import holds_list, reminders_table
from tasks.plain_errors import speak_plainly
from tasks.prefect_calls import show
from tasks.retrying import RETRY_DELAYS, may_try_again
from tasks.runtime.resources import resources

speak_plainly()
MOST_SHOWN = 50
"""Holds in one form, those with the most money at risk first."""


_TRIED_AGAIN: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": len(RETRY_DELAYS),
    "retry_delay_seconds": RETRY_DELAYS,
    "retry_condition_fn": may_try_again,
}
"""What is recorded already is not recorded again: a ledger that is away for a moment costs nobody's answer."""


class Decisions(RunInput):
    """The form: numbers of the holds above, who decides, and why."""

    give: list[int] = Field(default=[], title="Give: numbers that go on")
    refuse: list[int] = Field(default=[], title="Refuse: numbers that are refused, the partner told")
    by: str = Field(min_length=1, title="Your name, as the policy knows it")
    reason: str = Field(min_length=1, title="Why; kept with your name")


class Told(Frozen):
    """What a run of the approvals flow came to."""

    waiting: int
    reminded: int = 0
    escalated: int = 0
    given: int = 0
    refused: int = 0
    kept_back: int = 0
    """Answers that the policy did not let pass, or that came too late."""


@task(name="remind", **_TRIED_AGAIN)
async def remind_people() -> Told:
    """Record and tell the reminders and escalations that are due: a page of the run, and an event for each."""
    due = await asyncio.to_thread(remind, resources())
    held = await asyncio.to_thread(waiting, resources())
    for one in due:
        _emit(one)
    if FlowRunContext.get() is not None:
        await show(reminders_table(due, held), "approvals")
    escalated = sum(one.what == "escalate" for one in due)
    return Told(waiting=len(held), reminded=len(due) - escalated, escalated=escalated)


def _emit(one: Reminded) -> None:
    """An event that automations route: by mail, chat, pager."""
    row = one.hold.row
    emit_event(
        event=f"lading.approval.{one.what}",
        resource={"prefect.resource.id": f"lading.exception.{row.id}", "prefect.resource.name": row.number},
        payload={
            "channel": row.channel,
            "codes": list(one.hold.request.codes),
            "money": str(row.money),
            "currency": row.currency,
            "people": list(one.people),
            "since": row.opened_at.isoformat(),
        },
    )


async def ask(told: Told, select: str, wait_hours: float) -> Told:
    """Suspend the run with a form of what waits; answered, the flow goes on from its top and comes here again.

    Args:
        told: what was found so far.
        select: as ``--select``: only these.
        wait_hours: hours after which an unanswered form ends the run; the holds go on waiting. 0: no form.
    """
    if not told.waiting or wait_hours <= 0:
        return told
    held = await asyncio.to_thread(waiting, resources(), select.split())
    asked = Decisions.with_initial_data(description=holds_list(held[:MOST_SHOWN], len(held)))
    answer = await asuspend_flow_run(wait_for_input=asked, timeout=round(wait_hours * 3600))
    return await record(told, answer)


@task(name="record", **_TRIED_AGAIN)
async def record(told: Told, answer: Decisions) -> Told:
    """Record what a person decided: within the policy, once, however often the run comes here."""
    given = await _carried(give, answer.give, answer)
    refused = await _carried(refuse, answer.refuse, answer)
    if FlowRunContext.get() is not None:
        said = "\n".join(f"- {one.exception_id}: {one.outcome}. {one.says}" for one in (*given, *refused))
        await show(f"### What {answer.by} decided\n\n{said or 'Nothing.'}\n", "approvals-decided")
    return told.model_copy(
        update={
            "given": sum(one.outcome in {"done", "first"} for one in given),
            "refused": sum(one.outcome == "done" for one in refused),
            "kept_back": sum(one.outcome not in {"done", "first"} for one in (*given, *refused)),
        }
    )


async def _carried(act: object, ids: Sequence[int], answer: Decisions) -> list[Decision]:
    if not ids:
        return []
    return await asyncio.to_thread(act, resources(), ids, by=answer.by, reason=answer.reason)  # type: ignore[arg-type]
