"""Documents of a delivery enter the ledger: new, known, duplicate or conflict, a chunk at a time."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Row

from domain.catalogue import finding
from domain.documents.envelope import BusinessKey
from domain.findings import Finding
from domain.keys import thread_text, version_of
from domain.work import Batch
from ledger.copying import copy_documents, copy_payloads
from ledger.found import dumped, opened, storable
from ledger.moments import Moments
from ledger.statements import statement
from ledger.states import ASIDE, OPEN
from ledger.values import DocumentIn, RegisteredDocument

Outcome = Literal["new", "duplicate", "conflict"]


@dataclass(slots=True)
class Entry:
    """A document on its way in."""

    document: DocumentIn
    id: int
    thread_hash: bytes
    outcome: Outcome = "new"
    state: str = ""
    twin_of: int | None = None
    findings: list[Finding] = field(default_factory=list)
    thread_id: int = 0
    attempt: int = 0

    @property
    def open(self) -> bool:
        """Somebody has to work on it."""
        return self.state in OPEN


class Registering:
    """One chunk of one delivery, registered in the book's transaction."""

    def __init__(self, connection: Connection, batch: Batch, delivery_id: int, owned: Row[Any]) -> None:
        """``owned`` is what the fence returned about the delivery."""
        self._connection = connection
        self._batch = batch
        self._delivery_id = delivery_id
        self._owned = owned

    def register(self, documents: Sequence[DocumentIn]) -> list[RegisteredDocument]:
        """Register what is not known yet; the answer has the order of ``documents``."""
        known = self._known(documents)
        fresh = [document for document in documents if document.ordinal not in known]
        entries = self._numbered(fresh)
        if entries:
            self._decide(entries)
            self._thread(entries)
            self._write(entries)
        answers = known | {
            entry.document.ordinal: RegisteredDocument(entry.document.ordinal, entry.id, entry.outcome, entry.state)
            for entry in entries
        }
        return [answers[document.ordinal] for document in documents]

    def _run(self, name: str, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def _known(self, documents: Sequence[DocumentIn]) -> dict[int, RegisteredDocument]:
        ordinals = [document.ordinal for document in documents]
        rows = self._run("known_ordinals", delivery=self._delivery_id, ordinals=ordinals)
        return {row.ordinal: RegisteredDocument(row.ordinal, row.id, "known", row.state) for row in rows}

    def _numbered(self, documents: Sequence[DocumentIn]) -> list[Entry]:
        if not documents:
            return []
        ids = sorted(row[0] for row in self._run("document_ids", count=len(documents)))
        return [
            Entry(document, number, self._thread_hash(document))
            for document, number in zip(documents, ids, strict=True)
        ]

    def _thread_hash(self, document: DocumentIn) -> bytes:
        alone = f"delivery\x1f{self._delivery_id}\x1f{document.ordinal}"
        return hashlib.sha256((thread_text(document.key) if document.key else alone).encode()).digest()

    def _decide(self, entries: Sequence[Entry]) -> None:
        keyed = [entry for entry in entries if entry.document.key]
        inserted = self._run(
            "insert_business_keys",
            keys=[entry.document.external_id for entry in keyed],
            documents=[entry.id for entry in keyed],
            hashes=[entry.document.content_hash for entry in keyed],
        )
        first = {row.key: row.document_id for row in inserted}
        later = [entry for entry in keyed if first.get(entry.document.external_id) != entry.id]
        seen = self._run("first_of_keys", keys=[entry.document.external_id for entry in later]) if later else []
        twins = {row.key: row for row in seen}
        for entry in entries:
            entry.state, entry.findings = entry.document.state, list(entry.document.findings)
        stamped = [entry for entry in keyed if entry.document.stamp is not None and not entry.document.revises]
        plain = [entry for entry in later if entry.document.stamp is None or entry.document.revises]
        changes, others = Moments(self._connection).judge(stamped, {entry.id for entry in later})
        for entry in [*plain, *others]:
            _judge(entry, twins[entry.document.external_id])
        if changes:
            self._decide(changes)  # under keys of their own, which nobody has had, or their very twins

    def _thread(self, entries: Sequence[Entry]) -> None:
        threads: dict[bytes, _Tally] = defaultdict(lambda: _Tally(self._owned.priority))
        for entry in entries:
            threads[entry.thread_hash].add(entry)
        self._choose(sorted(threads.values(), key=lambda tally: tally.priority))
        rows = self._run(
            "upsert_threads",
            channel=self._owned.channel,
            batch=self._batch.id,
            hashes=list(threads),
            priorities=[tally.priority for tally in threads.values()],
            documents=[tally.documents for tally in threads.values()],
            lines=[tally.lines for tally in threads.values()],
            joins=[tally.joins for tally in threads.values()],
        )
        ids = {bytes(row.thread_hash): row.id for row in rows}
        for entry in entries:
            entry.thread_id = ids[entry.thread_hash]
        joined = [threads[bytes(row.thread_hash)] for row in rows if row.joined]
        self._run(
            "count_claim",
            batch=self._batch.id,
            documents=sum(tally.documents for tally in joined),
            lines=sum(tally.lines for tally in joined),
        )
        if any(tally.documents and not tally.joins for tally in threads.values()):
            self._run("notify", channel=self._owned.channel)

    def _choose(self, tallies: Iterable[_Tally]) -> None:
        documents, lines = self._owned.free_documents, self._owned.free_lines
        for tally in tallies:
            documents, lines = documents - tally.documents, lines - tally.lines
            if documents < 0 or lines < 0:
                return
            tally.joins = tally.documents > 0

    def _write(self, entries: Sequence[Entry]) -> None:
        copy_documents(self._connection, (self._row(entry) for entry in entries))
        copy_payloads(self._connection, ((entry.id, entry.document.payload) for entry in entries))
        self._run(
            "audit_registered", actor=self._owned.owner, batch=self._batch.id, ids=[entry.id for entry in entries]
        )
        self._count(entries)
        waiting = [entry for entry in entries if entry.state in ASIDE]
        if waiting:
            asides = [(entry.id, entry.state, entry.findings, "") for entry in waiting]
            self._run("open_exceptions", **opened(asides))

    def _row(self, entry: Entry) -> tuple[object, ...]:
        document, owned = entry.document, self._owned
        key = document.key or BusinessKey(
            source_id=owned.source_id, company="", partner=owned.partner, type=document.type, number="", purpose=""
        )
        return (
            entry.id, self._delivery_id, document.ordinal, entry.thread_id, owned.channel, key.source_id,
            key.company, key.partner, document.type, storable(document.number), storable(key.number), key.purpose,
            key.reuse_period, document.external_id, document.content_hash, document.alike_hash, entry.state,
            storable(document.currency), document.total, document.line_count, document.quantity,
            _within_calendar(document.ordered_at),            document.due, dumped(entry.findings), entry.twin_of,
            document.record_id, document.record_seen, entry.attempt, storable(version_of(document.key)),
        )  # fmt: skip

    def _count(self, entries: Sequence[Entry]) -> None:
        by_currency: dict[str, list[DocumentIn]] = defaultdict(list)
        for entry in entries:
            by_currency[storable(entry.document.currency)].append(entry.document)
        groups = by_currency.values()
        self._run(
            "count_delivery",
            delivery=self._delivery_id,
            currencies=list(by_currency),
            documents=[len(group) for group in groups],
            lines=[sum(document.line_count for document in group) for group in groups],
            quantities=[sum((document.quantity for document in group), Decimal(0)) for group in groups],
            money=[sum((document.total for document in group), Decimal(0)) for group in groups],
        )


@dataclass(slots=True)
class _Tally:
    """Open documents and lines that a thread gains."""

    priority: int
    """Of the most urgent."""
    documents: int = 0
    lines: int = 0
    joins: bool = False

    def add(self, entry: Entry) -> None:
        if entry.open:
            self.documents += 1
            self.lines += entry.document.line_count
            if entry.document.priority is not None:
                self.priority = min(self.priority, entry.document.priority)


def _within_calendar(moment: datetime | None) -> datetime | None:
    """None where another zone would leave the years 1 to 9999, which a reading could not represent."""
    return moment if moment is None or date.min.year < moment.year < date.max.year else None


def _judge(entry: Entry, twin: Row[Any]) -> None:
    """The key is taken: the same content is a duplicate, another content waits for a person."""
    entry.twin_of = twin.document_id
    if entry.document.revises:
        entry.attempt = (twin.attempt or 0) + 1  # its intents are others than those of the first
        return
    when = f"{(twin.captured_at or datetime.now(UTC)).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if twin.content_hash == entry.document.content_hash:
        entry.outcome, entry.state = "duplicate", "duplicate"
        entry.findings.append(finding("ID-KEY-001", value=entry.document.number, when=when))
    else:
        entry.outcome, entry.state = "conflict", "exception"
        entry.findings.append(finding("ID-KEY-002", value=entry.document.number, when=when))
