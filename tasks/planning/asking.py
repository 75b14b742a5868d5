"""A plan's orders in a form of Prefect: suspended without a process, answered by supplier, kept in the ledger."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.flow_runs import asuspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from domain.frozen import Frozen
from domain.planning.approving import SAID, Choice, order_money, who_may
from domain.planning.plan_line import PlanLine
from domain.planning.profile_parts import Approval
from ledger.plans import PlanHead
from tasks.plain_errors import speak_plainly
from tasks.planning.deciding import Decided, decide, plan_of, profile_of
from tasks.prefect_calls import show
from tasks.retrying import RETRY_DELAYS, may_try_again
from tasks.runtime.resources import Resources, resources

speak_plainly()
MOST_SHOWN = 50
"""Orders in one form, the dearest first."""
EVERYTHING = "*"
_TRIED_AGAIN: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": len(RETRY_DELAYS),
    "retry_delay_seconds": RETRY_DELAYS,
    "retry_condition_fn": may_try_again,
}


class OrdersDecided(RunInput):
    """The form: suppliers whose waiting lines are accepted or rejected, by whom, and why."""

    accept: list[str] = Field(default=[], title="Accept: suppliers as named above (or 'supplier @ place'), * for all")
    reject: list[str] = Field(default=[], title="Reject: suppliers; nothing is ordered there from this plan")
    by: str = Field(min_length=1, title="Your name, as the planning profile knows it")
    reason: str = Field(default="", title="Why; a rejection needs it")
    plan: int = Field(title="The plan that you decide about: leave it as it is")
    seen: str = Field(title="Its hash: leave it as it is")


class PlanTold(Frozen):
    """What a run of the form came to."""

    plan: int
    code: str = ""
    waiting: int = 0
    """Lines without a decision when the form was shown."""
    approved: int = 0
    first: int = 0
    """Approved by the first of two persons."""
    rejected: int = 0
    kept_back: int = 0
    """Lines that the person may not decide, or that came too late."""
    unknown: tuple[str, ...] = ()
    """Names in the answer that no waiting order has."""


@task(name="look-at-plan", **_TRIED_AGAIN)
async def look_at_plan(plan: str, profile: str) -> PlanTold:
    """Find the plan and show on the run's page what waits."""
    head, lines = await asyncio.to_thread(_read, resources(), plan, profile or None)
    if FlowRunContext.get() is not None:
        await show(f"### Plan {head.code}\n\n{await asyncio.to_thread(told, resources(), head, lines)}\n", "plan-waits")
    return PlanTold(plan=head.id, code=head.code, waiting=len(_waiting(lines)))


async def ask_about_plan(found: PlanTold, wait_hours: float) -> PlanTold:
    """Suspend the run with the form; answered, the flow goes on from its top and comes here again.

    Args:
        found: the plan.
        wait_hours: hours after which an unanswered form ends the run; the lines go on waiting. 0: no form.
    """
    if not found.waiting or wait_hours <= 0:
        return found
    head, lines = await asyncio.to_thread(_read, resources(), str(found.plan), None)
    text = await asyncio.to_thread(told, resources(), head, lines)
    form = OrdersDecided.with_initial_data(description=text, plan=head.id, seen=head.hash)
    answer = await asuspend_flow_run(wait_for_input=form, timeout=round(wait_hours * 3600))
    return await record_plan(found, answer)


@task(name="record-plan", **_TRIED_AGAIN)
async def record_plan(found: PlanTold, answer: OrdersDecided) -> PlanTold:
    """Keep what the person decided, within the profile's rules; once, however often the run comes here."""
    done, unknown = await asyncio.to_thread(answered, resources(), answer)
    if FlowRunContext.get() is not None:
        said = "\n".join(
            f"- {one.line.sku} at {one.line.place}: {SAID[one.outcome]}. {one.says}" for one in done.results[:200]
        )
        await show(f"### What {answer.by} decided\n\n{said or 'Nothing.'}\n", "plan-decided")
    return PlanTold(
        plan=answer.plan,
        code=found.code,
        waiting=found.waiting,
        approved=done.count("approved"),
        first=done.count("first"),
        rejected=done.count("rejected"),
        kept_back=done.count("refused"),
        unknown=unknown,
    )


def _read(house: Resources, reference: str, profile: str | None) -> tuple[PlanHead, list[PlanLine]]:
    with house.ledger.open() as book:
        head = plan_of(book, reference, profile)
        return head, book.plan_lines.of(head.id)


def _waiting(lines: Sequence[PlanLine]) -> list[PlanLine]:
    return [one for one in lines if one.state == "proposed"]


def _named(line: PlanLine) -> str:
    return f"{line.final_origin} @ {line.place}"


def told(house: Resources, head: PlanHead, lines: Sequence[PlanLine]) -> str:
    """What waits, by supplier and place, as a list: the form cuts wide tables."""
    profile = profile_of(house, head)
    money = order_money(lines)
    orders: dict[tuple[str, str, str], list[PlanLine]] = defaultdict(list)
    for one in _waiting(lines):
        orders[one.order].append(one)
    listed = sorted(orders, key=lambda order: -money[order])
    rows = [f"Plan {head.code}, number {head.id}, of {head.today}:\n"] if listed else []
    for order in listed[:MOST_SHOWN]:
        worth = f"{money[order]:,.2f} {profile.currency}"
        people = who_may(profile.approval, orders[order][0], money[order], made_by=head.made_by)
        said = _order(orders[order], worth, people, anyone=not profile.approval.approvers)
        rows.append(said + _second(profile.approval, orders[order], money[order]))
    if len(listed) > MOST_SHOWN:
        rows.append(f"\n{len(listed) - MOST_SHOWN} more orders wait: 'lading plan show {head.id}'.")
    return "\n".join(rows) or "Nothing waits for a decision."


def _order(lines: Sequence[PlanLine], worth: str, people: Sequence[str], *, anyone: bool) -> str:
    late = sum(one.urgency == "late" for one in lines)
    due = min((one.final_due_on for one in lines if one.final_due_on), default="-")
    urgent = f" ({late} late)" if late else ""
    name = _named(lines[0]).replace("\n", " ")
    may = "anyone" if anyone else ", ".join(people) or "nobody"
    return f"- **{name}**: {len(lines)} lines{urgent}, order worth {worth}, first due {due}. May: {may}."


def _second(approval: Approval, lines: Sequence[PlanLine], money: Decimal) -> str:
    """That two persons are needed, and who was the first."""
    if approval.second_person_above is None or money <= approval.second_person_above:
        return ""
    first = sorted({one.first_by for one in lines if one.first_by})
    return f" Two persons; approved first by {', '.join(first)}." if first else " Two persons."


def answered(house: Resources, answer: OrdersDecided) -> tuple[Decided, tuple[str, ...]]:
    """Decide the waiting lines of the suppliers that the answer names; names that nothing waits for come back.

    Raises:
        Refused: the plan says something else than what the form showed, or is over.
    """
    head, lines = _read(house, str(answer.plan), None)
    waiting = _waiting(lines)
    rejected = [one for one in waiting if _is_named(one, answer.reject)]
    gone = {one.line for one in rejected}
    accepted = [one for one in waiting if _is_named(one, answer.accept) and one.line not in gone]
    known = {name for one in waiting for name in (one.final_origin, _named(one), EVERYTHING)}
    unknown = tuple(sorted({name.strip() for name in (*answer.accept, *answer.reject)} - known))
    choices = [*_choices(accepted, "accept", answer.reason), *_choices(rejected, "reject", answer.reason)]
    return decide(house, replace(head, hash=answer.seen), choices, by=answer.by), unknown


def _is_named(line: PlanLine, names: Sequence[str]) -> bool:
    wanted = {name.strip() for name in names}
    return bool(wanted & {line.final_origin, _named(line), EVERYTHING})


def _choices(lines: Sequence[PlanLine], verdict: Literal["accept", "reject"], reason: str) -> list[Choice]:
    return [Choice(line=one.line, verdict=verdict, reason=reason) for one in lines]
