"""Orders for the ledger's tests: what a reader and the stages would do, in few words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.documents.envelope import BusinessKey
from domain.findings import Finding, Severity
from domain.keys import external_id
from domain.work import Batch, BatchLimits
from ledger.book import Ledger
from ledger.values import DeliveryIn, DocumentIn, Move, Registered, RegisteredDocument

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
PATH = ("read", "mapped", "checked", "ready", "drafted", "verified", "confirmed", "done")
"""What an order goes through from captured when nothing is wrong."""


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def delivery(name: str = "orders.csv", *, content: str = "", pickup: str | None = None, **other: object) -> DeliveryIn:
    values: dict[str, object] = {
        "source_id": "acme-web",
        "channel": "web",
        "partner": "acme",
        "name": name,
        "sha256": sha(content or name),
        "size": 10,
        "media": "text/csv",
        "received_at": NOW,
        "pickup_key": pickup,
    }
    return DeliveryIn(**{**values, **other})  # type: ignore[arg-type]


def order(
    number: str, ordinal: int = 1, *, content: str = "", purpose: str = "original", **other: object
) -> DocumentIn:
    key = BusinessKey(
        source_id="acme-web", company="main", partner="acme", type="sales_order", number=number, purpose=purpose
    )
    payload = f'{{"number":"{number}","content":"{content}"}}'.encode()
    values: dict[str, object] = {
        "ordinal": ordinal,
        "key": key,
        "external_id": external_id(key),
        "content_hash": hashlib.sha256(payload).hexdigest(),
        "number": number,
        "type": "sales_order",
        "currency": "EUR",
        "total": Decimal("100.10"),
        "line_count": 3,
        "quantity": Decimal(7),
        "ordered_at": NOW,
        "due": date(2026, 3, 9),
        "payload": payload,
    }
    return DocumentIn(**{**values, **other})  # type: ignore[arg-type]


def problem(code: str = "SO-LINE-004", value: str = "A-17", severity: Severity = Severity.HOLD) -> Finding:
    return Finding(code=code, severity=severity, value=value, message="Something is off.", next_step="Look at it.")


def resolved(lines: int = 1) -> bytes:
    line = '{"position":%d,"quantity":"2","unit":"Dozen","subtotal":"33.40"}'
    return ('{"lines":[' + ",".join(line % place for place in range(1, lines + 1)) + "]}").encode()


@dataclass
class Clerk:
    """Does the routine of the stages."""

    ledger: Ledger

    def deliver(self, **delivered: object) -> Registered:
        with self.ledger.open() as book:
            registered = book.deliveries.register(delivery(**delivered))  # type: ignore[arg-type]
            book.commit("test.deliver")
        return registered

    def claim(self, channel: str = "web", *, owner: str = "worker", **limits: float) -> Batch | None:
        with self.ledger.open() as book:
            batch = book.claims.claim(channel, owner, BatchLimits(**limits))
            book.commit("test.claim")
        return batch

    def work(self, *orders: DocumentIn, name: str = "orders.csv", **limits: float) -> Batch:
        """Deliver a file with these orders, claim it, split it, and keep the batch."""
        self.deliver(name=name)
        batch = self.claim("web", **limits)  # type: ignore[arg-type]
        assert batch is not None
        assert batch.delivery is not None
        self.split(batch, orders)
        return batch

    def split(self, batch: Batch, orders: Sequence[DocumentIn], *, finish: bool = True) -> list[RegisteredDocument]:
        number = int(batch.delivery or 0)
        with self.ledger.open() as book:
            registered = book.documents.register_many(batch, number, orders)
            if finish:
                book.deliveries.finish(batch, number, "split")
            book.commit("test.split")
        return registered

    def ids(self, batch: Batch, *states: str) -> list[int]:
        with self.ledger.open() as book:
            return [each.id for each in book.documents.in_batch(batch, states or ("captured", *PATH, "refused"))]

    def move(self, batch: Batch, ids: Sequence[int], to: str, **other: object) -> set[int]:
        with self.ledger.open() as book:
            moved = book.documents.move_many(batch, [Move(each, to, **other) for each in ids])  # type: ignore[arg-type]
            book.commit("test.move")
        return moved

    def go(self, batch: Batch, ids: Sequence[int], until: str) -> None:
        """Along the good path until this state."""
        for state in PATH[: PATH.index(until) + 1]:
            extra: dict[str, object] = {"resolved": resolved()} if state == "ready" else {}
            extra |= {"record_id": 77, "record_name": "S00077"} if state == "drafted" else {}
            assert self.move(batch, ids, state, **extra) == set(ids)

    def release(self, batch: Batch) -> None:
        with self.ledger.open() as book:
            book.claims.release(batch)
            book.commit("test.release")

    def sql(self, query: str) -> list[tuple[object, ...]]:
        """What a person with psql would see or do."""
        with self.ledger.open() as book:
            result = book._connection.exec_driver_sql(query)
            rows = [tuple(row) for row in result] if result.returns_rows else []
            book.commit("test.sql")
        return rows
