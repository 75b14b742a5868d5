"""A thread from its first byte to the record in the system of record, found by any reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping

from domain.findings import Finding
from ledger.deliveries import Deliveries
from ledger.exceptions import ApprovalRow, Exceptions
from ledger.found import loaded, storable
from ledger.intents import Intents
from ledger.publications import Publication, Publications
from ledger.statements import statement
from ledger.values import DeliveryRow, ExceptionRow, IntentRow

LIMIT = 200
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Event:
    """One audit row about a document."""

    at: datetime
    actor: str
    kind: str
    """registered, moved, intent recorded, intent settled, decided ..."""
    data: dict[str, Any]
    """For ``moved``: from, to, note, batch."""


@dataclass(frozen=True, slots=True)
class RunLink:
    """A run that worked on the document."""

    batch_id: str
    run_id: str
    name: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A quantity of one line that moved."""

    position: int
    kind: str
    quantity: Decimal
    unit: str
    money: Decimal
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TracedDocument:
    """A document of a thread with all that happened to it."""

    id: int
    delivery: DeliveryRow
    ordinal: int
    channel: str
    partner: str
    number: str
    external_id: str
    type: str
    purpose: str
    state: str
    currency: str
    total: Decimal
    line_count: int
    ordered_at: datetime | None
    due: date | None
    record_id: int | None
    record_name: str
    findings: tuple[Finding, ...]
    waived: tuple[str, ...]
    attempt: int
    twin_of: int | None
    captured_at: datetime
    changed_at: datetime
    events: tuple[Event, ...]
    intents: tuple[IntentRow, ...]
    exceptions: tuple[ExceptionRow, ...]
    approvals: tuple[ApprovalRow, ...]
    movements: tuple[MovementRow, ...]
    runs: tuple[RunLink, ...]
    publications: tuple[Publication, ...] = ()
    """What left for the partner about it, and about the delivery that it came in."""


@dataclass(frozen=True, slots=True)
class Thread:
    """An order with its changes and duplicates; or a delivery that holds no document (yet)."""

    id: int | None
    deliveries: tuple[DeliveryRow, ...]
    documents: tuple[TracedDocument, ...]


def trace(connection: Connection, text: str) -> list[Thread]:
    """Threads that the reference fits, at most 200: number, external id, record name, file name, SHA-256, ids.

    Ids are written ``document:12`` and ``delivery:7``.
    """
    wanted = storable(text.strip())
    values = {
        "text": wanted,
        "limit": LIMIT,
        "document_id": _number(wanted, "document:"),
        "delivery_id": _number(wanted, "delivery:"),
    }
    threads = {row.thread_id for row in connection.execute(statement("trace_documents"), values)}
    deliveries = [row.id for row in connection.execute(statement("trace_deliveries"), values)]
    of_deliveries = {"deliveries": deliveries, "limit": LIMIT}
    threads |= {row.thread_id for row in connection.execute(statement("trace_thread_of_delivery"), of_deliveries)}
    found = _threads(connection, sorted(threads)[:LIMIT])
    shown = {delivery.id for thread in found for delivery in thread.deliveries}
    bare = [Deliveries(connection).get(number) for number in deliveries if number not in shown]
    return found + [Thread(None, (delivery,), ()) for delivery in bare]


def _number(text: str, prefix: str) -> int:
    digits = text.removeprefix(prefix)
    return min(int(digits), _LARGEST) if text.startswith(prefix) and digits.isascii() and digits.isdigit() else -1


def _threads(connection: Connection, thread_ids: Sequence[int]) -> list[Thread]:
    if not thread_ids:
        return []
    rows = list(connection.execute(statement("trace_thread_documents"), {"threads": list(thread_ids)}).mappings())
    documents = _documents(connection, rows)
    by_thread: dict[int, list[TracedDocument]] = defaultdict(list)
    for row in rows:
        by_thread[row["thread_id"]].append(documents[row["id"]])
    return [
        Thread(number, tuple({each.delivery.id: each.delivery for each in listed}.values()), tuple(listed))
        for number, listed in by_thread.items()
    ]


def _documents(connection: Connection, rows: Sequence[RowMapping]) -> dict[int, TracedDocument]:
    ids = [row["id"] for row in rows]
    deliveries = {number: Deliveries(connection).get(number) for number in {row["delivery_id"] for row in rows}}
    events = _events(connection, ids)
    runs = _runs(connection, events)
    intents, approvals, exceptions = defaultdict(list), defaultdict(list), defaultdict(list)
    for intent in Intents(connection).of(ids):
        intents[intent.document_id].append(intent)
    for approval in Exceptions(connection).approvals(ids):
        approvals[approval.document_id].append(approval)
    for found in Exceptions(connection).of(ids):
        exceptions[found.document_id].append(found)
    movements = _movements(connection, ids)
    left = Publications(connection).of(ids, list(deliveries))
    return {
        row["id"]: TracedDocument(
            **_own(row),
            delivery=deliveries[row["delivery_id"]],
            events=tuple(events[row["id"]]),
            intents=tuple(intents[row["id"]]),
            exceptions=tuple(exceptions[row["id"]]),
            approvals=tuple(approvals[row["id"]]),
            movements=tuple(movements[row["id"]]),
            runs=tuple(runs[row["id"]]),
            publications=tuple(
                one for one in left if one.document_id == row["id"] or one.delivery_id == row["delivery_id"]
            ),
        )
        for row in rows
    }


def _own(row: RowMapping) -> dict[str, Any]:
    values = dict(row)
    del values["thread_id"], values["delivery_id"]
    return {**values, "findings": loaded(values["findings"]), "waived": tuple(values["waived"])}


def _events(connection: Connection, ids: Sequence[int]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for row in connection.execute(statement("trace_history"), {"documents": list(ids)}):
        found[row.document_id].append(Event(row.at, row.actor, row.kind, row.data))
    return found


def _runs(connection: Connection, events: dict[int, list[Event]]) -> dict[int, list[RunLink]]:
    batches = {
        number: {str(event.data["batch"]) for event in listed if event.data.get("batch")}
        for number, listed in events.items()
    }
    every = sorted(set().union(*batches.values()))
    links = [RunLink(**row) for row in connection.execute(statement("trace_runs"), {"batches": every}).mappings()]
    found: dict[int, list[RunLink]] = defaultdict(list)
    for number, own in batches.items():
        found[number] = [link for link in links if link.batch_id in own]
    return found


def _movements(connection: Connection, ids: Sequence[int]) -> dict[int, list[MovementRow]]:
    found: dict[int, list[MovementRow]] = defaultdict(list)
    for row in connection.execute(statement("trace_movements"), {"documents": list(ids)}).mappings():
        values = dict(row)
        found[values.pop("document_id")].append(MovementRow(**values))
    return found
