"""Capture: a delivery's raw bytes become registered documents, streamed, and taken up where a dead run stopped."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from connectors import read_documents
from connectors.ports import Raw, Reading
from connectors.ports import Trailer as ReadTrailer
from domain.keys import external_id
from domain.profile import PartnerProfile
from domain.urgency import priority_of
from domain.work import Batch
from ledger.backfills import Cleared
from ledger.values import DeliveryRow, DocumentIn, Trailer
from tasks.acknowledging import Seen, acknowledge, end_capture, look
from tasks.obligations import start_received
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage

CHUNK_DOCUMENTS = 2000
"""Documents registered in one transaction."""
SMALL_BYTES = 256 * 1024
"""Deliveries up to this size join the batch of the one before them while it has room."""
JOIN_SECONDS = 3.0
"""How long others may join: then the batch goes on, however many more come."""
TABLES_MAX = 10
"""Deliveries shown on a run's page, at most."""


@stage("capture")
def capture(house: Resources, batch: Batch) -> Outcome:
    """Split the delivery of the batch, if it holds one, into documents; each is new, a duplicate or a conflict."""
    if batch.delivery is None:
        end_capture(house, batch)
        return Outcome(passed=batch.documents)
    outcomes: Counter[str] = Counter()
    tables: list[str] = []
    delivery_id: int | None = int(batch.delivery)
    ends = time.monotonic() + JOIN_SECONDS
    while delivery_id is not None:
        found, table = _split(house, batch, delivery_id)
        outcomes += found
        tables.append(table)
        delivery_id = _another(house, batch) if time.monotonic() < ends else None
    end_capture(house, batch)
    aside = outcomes.total() - outcomes["new"]
    return Outcome(passed=outcomes["new"], aside=aside, artifact="\n".join(tables[:TABLES_MAX]))


def _split(house: Resources, batch: Batch, delivery_id: int) -> tuple[Counter[str], str]:
    """Register a delivery's documents: counts by what each is, and the table of them."""
    with house.ledger.open() as book:
        delivery = book.deliveries.get(delivery_id)
    outcomes: Counter[str] = Counter()
    if delivery.state != "captured":
        return outcomes, ""  # a run died after the last chunk
    trailer: Trailer | None = None
    with house.archive.local(delivery.sha256) as content:  # verified: altered bytes become no document
        raw = _raw(delivery, content)
        seen = look(house, batch, delivery, raw)
        for documents, claimed in _chunks(house, batch, delivery, (raw, seen)):
            trailer = claimed or trailer
            outcomes.update(_register(house, batch, delivery, documents))
    with house.ledger.open() as book:
        acknowledge(house, book, batch, delivery, seen)
        book.deliveries.finish(batch, delivery.id, "exception" if outcomes["unreadable"] else "split", trailer)
        book.commit("tasks.capture.finish")
    return outcomes, _table(delivery, outcomes)


def _another(house: Resources, batch: Batch) -> int | None:
    """Many small files are one batch: a stage costs the same for five orders as for fifty."""
    with house.ledger.open() as book:
        delivery_id = book.claims.join_delivery(batch, bytes_max=SMALL_BYTES)
        book.commit("tasks.capture.join")
    return delivery_id


def _chunks(
    house: Resources, batch: Batch, delivery: DeliveryRow, held: tuple[Raw, Seen | None]
) -> Iterator[tuple[list[DocumentIn], Trailer | None]]:
    """Documents by the transaction; the trailer comes with the last."""
    profile, (raw, seen) = house.profile(batch.channel), held
    documents: list[DocumentIn] = []
    trailer: Trailer | None = None
    planned = _planned(house, delivery)
    for item in read_documents(raw, profile):
        if isinstance(item, ReadTrailer):
            trailer = Trailer(item.documents, item.lines, item.quantity, item.money) if planned is None else None
        elif planned is None:
            documents.append(_urgent(profile, _document(_numbered(item, seen), delivery), delivery))
        elif (known := planned.get(item.ordinal)) is not None and known.content_hash == item.content_hash:
            documents.append(_of_plan(_document(item, delivery), known))
        if len(documents) >= CHUNK_DOCUMENTS:
            yield documents, None
            documents = []
    yield documents, trailer


def _raw(delivery: DeliveryRow, content: Path) -> Raw:
    return Raw(
        name=delivery.name,
        content=content,
        sha256=delivery.sha256,
        received_at=delivery.received_at,
        media=delivery.media,
        headers=delivery.headers,
    )


def _numbered(reading: Reading, seen: Seen | None) -> Reading:
    """With what the control number of its interchange says."""
    more = seen.findings(reading) if seen is not None else ()
    return replace(reading, findings=(*reading.findings, *more)) if more else reading


def _planned(house: Resources, delivery: DeliveryRow) -> Mapping[int, Cleared] | None:
    """Which documents a backfill takes from its delivery; None: it came live, and all are taken."""
    if delivery.plan_id is None:
        return None
    with house.ledger.open() as book:
        return book.backfills.cleared(delivery.plan_id, delivery.plan_file or 0)


def _urgent(profile: PartnerProfile, document: DocumentIn, delivery: DeliveryRow) -> DocumentIn:
    """What is wanted soon goes first; a backfill's old orders do not come this way."""
    if profile.urgent_days is None or document.due is None:
        return document
    return replace(document, priority=priority_of(profile, document.due, delivery.received_at))


def _of_plan(document: DocumentIn, known: Cleared) -> DocumentIn:
    """A draft that the plan corrects is a revision of what the ledger knows, and is mended rather than made."""
    if known.action != "update":
        return document
    return replace(document, record_id=known.record_id, record_seen=known.record_seen, revises=True)


def _document(reading: Reading, delivery: DeliveryRow) -> DocumentIn:
    unreadable = reading.payload is None
    return DocumentIn(
        ordinal=reading.ordinal,
        key=reading.key,
        external_id=external_id(reading.key) if reading.key else "",
        content_hash=reading.content_hash or delivery.sha256,
        number=reading.number or delivery.name,
        type=reading.key.type if reading.key else "sales_order",
        currency=reading.currency,
        total=reading.total,
        line_count=reading.line_count,
        quantity=reading.quantity,
        ordered_at=reading.ordered_at,
        due=reading.due,
        payload=reading.payload or b"{}",
        findings=reading.findings,
        state="exception" if unreadable else "captured",
        alike_hash=reading.alike_hash,
        stamp=reading.stamp,
        as_change=None if reading.as_change is None else _of_same_place(reading, reading.as_change, delivery),
    )


def _of_same_place(reading: Reading, other: Reading, delivery: DeliveryRow) -> DocumentIn:
    return _document(replace(other, ordinal=reading.ordinal), delivery)


def _register(house: Resources, batch: Batch, delivery: DeliveryRow, documents: list[DocumentIn]) -> Counter[str]:
    if not documents:
        return Counter()
    house.renew(batch)
    with house.ledger.open() as book:
        registered = book.documents.register_many(batch, delivery.id, documents)
        start_received(book, house.profile(batch.channel), delivery, registered)
        book.commit("tasks.capture.register")
    counts: Counter[str] = Counter(document.outcome for document in registered)
    if any(document.key is None and document.state == "exception" for document in documents) and len(documents) == 1:
        counts["unreadable"] += 1
        counts["new"] -= 1
    return counts


def _table(delivery: DeliveryRow, outcomes: Counter[str]) -> str:
    rows = "\n".join(f"| {outcome} | {count} |" for outcome, count in sorted(outcomes.items()) if count)
    return f"### {delivery.name}\n\nSHA-256 `{delivery.sha256}`\n\n| documents | |\n| --- | ---: |\n{rows}\n"
