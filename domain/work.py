"""A batch: the work one run has claimed, by reference only; the truth about it is in the ledger."""

from __future__ import annotations

from domain.frozen import Frozen


class Batch(Frozen):
    """A claim on threads (one order and its changes each) or on a delivery that is still to be split.

    Tasks take and return it; each re-reads its documents from the ledger. ``id`` is the fencing token:
    once another run has claimed a thread, nothing can be recorded for it under the old id.
    """

    id: str
    """UUID of the claim, as text."""
    channel: str
    owner: str
    """Who claimed: host, process and flow run."""
    fence: int = 0
    """Number that only grows; higher wins."""
    documents: int = 0
    lines: int = 0
    delivery: str | None = None
    """Delivery still to be split into documents, if the claim is on one."""


class BatchLimits(Frozen):
    """How much a batch and a run may hold: a limit on everything."""

    documents: int = 300
    lines: int = 6000
    wait_seconds: float = 0.25
    """How long arrivals are gathered before a batch is cut."""
    batches: int = 50
    """Batches a run."""
    minutes: float = 10.0
    """Minutes a run."""
    lease_seconds: float = 60.0
    linger_seconds: float = 0.0
    """How long a run waits for more when nothing is left; a consumer's run covers a stream so."""
