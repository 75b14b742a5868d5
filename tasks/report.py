"""Report: what became of every document, as artifacts that operators read."""

from __future__ import annotations

import asyncio

from prefect.artifacts import acreate_markdown_artifact
from prefect.context import FlowRunContext

from domain.frozen import Frozen
from domain.work import Batch
from tasks.runtime.resources import Resources, resources
from tasks.stage import Outcome, artifact_key, stage


class Summary(Frozen):
    """A channel's balance at the end of a run, in documents."""

    channel: str
    captured: int
    done: int
    held: int
    exception: int
    duplicate: int
    rejected: int
    in_flight: int
    balanced: bool


@stage("report")
def report(house: Resources, batch: Batch) -> Outcome:
    """Link the batch to its run, and show what became of its documents."""
    context = FlowRunContext.get()
    if context is not None and context.flow_run is not None:
        with house.ledger.open() as book:
            book.runs.link(batch, str(context.flow_run.id), name=context.flow_run.name)
            book.commit("tasks.report.link")
    with house.ledger.open() as book:
        counts = book.summary([batch.id]).states
    rows = "\n".join(f"| {state} | {count} |" for state, count in sorted(counts.items()))
    table = f"### {batch.channel}: batch {batch.id}\n\n| state | documents |\n| --- | ---: |\n{rows}\n" if rows else ""
    return Outcome(passed=sum(counts.values()), artifact=table)


async def summary(channel: str) -> Summary:
    """The channel's balance: captured = done + held + exception + duplicate + rejected + in flight."""
    house = resources()
    balance = await asyncio.to_thread(_balance, house, channel)
    if FlowRunContext.get() is not None:
        await acreate_markdown_artifact(_balance_table(balance), key=artifact_key("balance", channel))
    return balance


def _balance(house: Resources, channel: str) -> Summary:
    with house.ledger.open() as book:
        counts = book.balance(channel)
    return Summary(channel=channel, **counts)


def _balance_table(balance: Summary) -> str:
    names = ("captured", "done", "held", "exception", "duplicate", "rejected", "in_flight")
    rows = "\n".join(f"| {name.replace('_', ' ')} | {getattr(balance, name)} |" for name in names)
    verdict = "balanced" if balance.balanced else "NOT balanced: run 'lading reconcile'"
    return f"### The books of {balance.channel}: {verdict}\n\n| | documents |\n| --- | ---: |\n{rows}\n"
