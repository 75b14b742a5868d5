"""Claims: work is taken by thread, with a lease and a fence, and never by two at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from domain.work import Batch, BatchLimits
from ledger.statements import statement
from ledger.states import OPEN


@dataclass(frozen=True, slots=True)
class ActiveClaim:
    """A batch that somebody works on."""

    batch_id: str
    channel: str
    owner: str
    lease_until: datetime
    documents: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in a channel."""

    waiting: int
    """Deliveries and orders, each counted to 1,000."""
    priority: int
    """Of the most urgent; lower goes first."""


class Claims:
    """Who works on what, until when."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def _run(self, name: str, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def claim(self, channel: str, owner: str, limits: BatchLimits) -> Batch | None:
        """Take the channel's next work: a delivery to split, or threads up to the limits; None: nothing to do.

        By priority, then age. Leases that ran out are freed first; a channel whose circuit is open gives nothing.
        """
        self.sweep()
        for row in self._run("next_work", channel=channel):
            name = "claim_delivery" if row.kind == "delivery" else "claim_threads"
            found = self._run(name, **_asked(channel, owner, limits))
            if found:
                return _batch(found[0], channel, owner)
        return None

    def claim_documents(self, channel: str, owner: str, limits: BatchLimits) -> Batch | None:
        """Take waiting threads of a channel, whether or not it is stopped: for a person's decision about them."""
        self.sweep()
        found = self._run("claim_threads", **_asked(channel, owner, limits))
        return _batch(found[0], channel, owner) if found else None

    def claim_of_plan(self, plan: int, channel: str, owner: str, limits: BatchLimits) -> Batch | None:
        """Take a backfill plan's next work and nothing else; None: nothing to do, or the channel is stopped."""
        self.sweep()
        asked = _asked(channel, owner, limits) | {"plan": plan}
        for row in self._run("next_of_plan", plan=plan, channel=channel):
            if row.kind == "delivery":
                found = self._run("claim_plan_delivery", **asked)
            else:
                found = self._run("claim_plan_threads", **asked, open=list(OPEN))
            if found:
                return _batch(found[0], channel, owner)
        return None

    def join_delivery(self, batch: Batch, *, bytes_max: int) -> int | None:
        """Take one more waiting delivery of at most ``bytes_max`` into a batch that has room; its id, or None."""
        found = self._run("join_delivery", batch=batch.id, channel=batch.channel, bytes_max=bytes_max)
        return int(found[0].id) if found else None

    def renew(self, batch: Batch) -> bool:
        """Prolong the lease by its length from now; False: it was taken away, stop working on the batch."""
        return bool(self._run("renew_claim", batch=batch.id))

    def release(self, batch: Batch) -> None:
        """Give the batch back; what is still open in it waits for the next claim. Safe to repeat."""
        ended = self._run("end_claim", batch=batch.id)
        self._free([str(row.id) for row in ended])

    def sweep(self) -> int:
        """Free the work of leases that ran out; returns how many leases."""
        ended = self._run("end_expired_claims")
        self._free([str(row.id) for row in ended])
        return len(ended)

    def _free(self, batches: Sequence[str]) -> None:
        if not batches:
            return
        freed = self._run("free_threads", batches=list(batches)) + self._run("free_deliveries", batches=list(batches))
        for channel in sorted({row.channel for row in freed if row.waits}):
            self._run("notify", channel=channel)

    def postpone(self, batch: Batch, document_ids: Sequence[int], until: datetime) -> None:
        """Take documents (with their threads) out of the batch; nobody claims them before ``until``."""
        self._run("postpone_threads", batch=batch.id, documents=list(document_ids), until=until)

    def queues(self) -> dict[str, Queue]:
        """Work that could be claimed now, by channel; cheap enough to ask every second."""
        return {row.channel: Queue(row.waiting, row.priority) for row in self._run("waiting_work") if row.waiting}

    def waiting(self) -> dict[str, int]:
        """The same without urgency: deliveries and orders, each counted to 1,000."""
        return {channel: queue.waiting for channel, queue in self.queues().items()}

    def active(self) -> list[ActiveClaim]:
        """Batches that are being worked on."""
        return [ActiveClaim(**row._asdict()) for row in self._run("active_claims")]


def _asked(channel: str, owner: str, limits: BatchLimits) -> dict[str, object]:
    return {
        "channel": channel,
        "owner": owner,
        "max_documents": limits.documents,
        "max_lines": limits.lines,
        "lease": limits.lease_seconds,
    }


def _batch(row: Row[Any], channel: str, owner: str) -> Batch:
    return Batch(
        id=str(row.id),
        channel=channel,
        owner=owner,
        fence=row.fence,
        documents=row.documents,
        lines=row.lines,
        delivery=None if row.delivery_id is None else str(row.delivery_id),
    )
