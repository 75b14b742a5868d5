"""Intake: archive first, then register; only then may the sender hear that it was taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from domain.errors import TryAgain
from ledger.archive import AnyArchive
from ledger.book import Book, Ledger
from ledger.values import DeliveryIn, Registered

_Named = tuple[str, str] | int
"""Source and pick-up key; or the place among many, where there is no key."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came in, apart from its bytes."""

    source_id: str
    channel: str
    partner: str
    name: str
    media: str
    received_at: datetime
    pickup_key: str | None = None
    priority: int = 100
    sha256: str = ""
    """What the caller read, if it has: other bytes in the archive mean that the file changed in between."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the transport said beside the bytes, lower-case names; kept, so that a replay reads alike."""


def accept_many(ledger: Ledger, archive: AnyArchive, arrivals: Sequence[tuple[Arrival, bytes]]) -> list[Registered]:
    """Archive and register many messages by one commit; the answers have their order. All or none is safe.

    A message that came before, or twice among these, costs a look and no write: senders repeat theirs a hundredfold.

    Raises:
        As ``accept``; nobody may be told that anything was taken.
    """
    named = [_named(arrival, place) for place, (arrival, _) in enumerate(arrivals)]
    once = dict(zip(reversed(named), reversed(arrivals), strict=True))  # of equal ones the first
    with ledger.open() as book:
        known = book.deliveries.known_many([one for one in once if isinstance(one, tuple)])
        answers = dict[_Named, Registered](known.items())
        fresh = {name: once[name] for name in dict.fromkeys(named) if name not in answers}
        if fresh:
            registered = _kept(book, archive, list(fresh.values()))
            answers |= dict(zip(fresh, registered, strict=True))
    return [answers[name] for name in named]


def _named(arrival: Arrival, place: int) -> _Named:
    """Equal for the same pick-up; one without a key is like no other."""
    return (arrival.source_id, arrival.pickup_key) if arrival.pickup_key else place


def _kept(book: Book, archive: AnyArchive, messages: Sequence[tuple[Arrival, bytes]]) -> list[Registered]:
    hashes = archive.put_many([content for _, content in messages])
    deliveries = [
        _delivery(arrival, sha256, len(content)) for (arrival, content), sha256 in zip(messages, hashes, strict=True)
    ]
    registered = book.deliveries.register_many(deliveries)
    book.commit("ledger.intake.register_many")
    return registered


def accept(ledger: Ledger, archive: AnyArchive, arrival: Arrival, content: bytes | Path) -> Registered:
    """Archive and register; when this returns, the delivery is safe. Sent again, nothing happens twice.

    Raises:
        TryAgain, OutcomeUnknown: the ledger is away or its answer was lost: send the same again.
        StopTheRun: no space; Misconfigured: the archive cannot be written.
    """
    sha256 = archive.put(content)
    if arrival.sha256 and sha256 != arrival.sha256:
        raise TryAgain("The file changed while it was archived; it is taken once it is stable.", document=arrival.name)
    size = len(content) if isinstance(content, bytes) else archive.size(sha256)
    delivery = _delivery(arrival, sha256, size)
    with ledger.open() as book:
        registered = book.deliveries.register(delivery)
        book.commit("ledger.intake.register")
    return registered


def _delivery(arrival: Arrival, sha256: str, size: int) -> DeliveryIn:
    return DeliveryIn(
        source_id=arrival.source_id,
        channel=arrival.channel,
        partner=arrival.partner,
        name=arrival.name,
        sha256=sha256,
        size=size,
        media=arrival.media,
        received_at=arrival.received_at,
        pickup_key=arrival.pickup_key,
        priority=arrival.priority,
        headers=arrival.headers,
    )
