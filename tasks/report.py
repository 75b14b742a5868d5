"""Report: what became of every document, as artifacts that operators read."""

from __future__ import annotations

import asyncio

from prefect.context import FlowRunContext

from domain.frozen import Frozen
from domain.work import Batch
from ledger.runs import Summary as LedgerSummary
from tasks.arrivals import owner_of_run
from tasks.prefect_calls import show
from tasks.runtime.resources import Resources, resources
from tasks.stage import Outcome, artifact_key, stage

NAMES = ("done", "held", "exception", "duplicate", "rejected", "in_flight")


class Summary(Frozen):
    """What a run did with the documents it touched, and where they stand now."""

    channel: str
    documents: int
    done: int
    held: int
    exception: int
    duplicate: int
    rejected: int
    in_flight: int


@stage("report")
def report(house: Resources, batch: Batch) -> Outcome:
    """Link the batch to its run, and show what became of its documents."""
    context = FlowRunContext.get()
    with house.ledger.open() as book:
        if context is not None and context.flow_run is not None:
            book.runs.link(batch, str(context.flow_run.id), name=context.flow_run.name)
            book.commit("tasks.report.link")
        told = book.summary([batch.id])
    states = told.by_state()
    return Outcome(passed=sum(states.values()), artifact=_table(f"{batch.channel}: batch {batch.id}", states))


async def summary(channel: str) -> Summary:
    """What became of the documents of all batches of this run."""
    told = await asyncio.to_thread(_told, resources(), owner_of_run(resources()))
    buckets = told.by_bucket()
    if FlowRunContext.get() is not None:
        await show(_table(f"{channel}: what became of every document", buckets), artifact_key("outcome", channel))
    return Summary(channel=channel, documents=sum(buckets.values()), **{name: buckets[name] for name in NAMES})


def _told(house: Resources, owner: str) -> LedgerSummary:
    with house.ledger.open() as book:
        return book.summary(book.runs.batches_of(owner))


def _table(title: str, counts: dict[str, int]) -> str:
    if not counts:
        return ""
    rows = "\n".join(f"| {name.replace('_', ' ')} | {count} |" for name, count in counts.items())
    return f"### {title}\n\n| | documents |\n| --- | ---: |\n{rows}\n"
