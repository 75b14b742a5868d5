"""Commitments: credit and goods of orders that passed the rules, counted until the system of record counts them itself.

Verdicts of several runs see each other's: they are given under locks, and what they let pass is written in the same
transaction. Goods are the reservations (``ledger.reservations``), those without an end; money has its own table.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from ledger.found import storable
from ledger.statements import statement

STRIPES = 512
"""Locks that all customers and products share: a batch of 50,000 products must not fill PostgreSQL's table of locks."""


@dataclass(frozen=True, slots=True)
class CreditIn:
    """What an order that passes adds to what its customer owes."""

    document_id: int
    company_id: int
    customer_id: int
    """The commercial customer's record."""
    amount: Decimal
    """With tax, in the company's currency."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document takes of one customer's credit, or of one product's stock."""

    id: int
    """Those made earlier have the smaller number."""
    document_id: int
    amount: Decimal
    judged: bool
    """The rules let it pass; else it is kept from mapping on, and may yet be set aside."""
    taken_at: datetime | None
    """When the ledger learnt that the system of record counts it, by the ledger's clock; None: not yet."""
    record_id: int | None
    """The order in the system of record, once it is drafted; None also for a change."""
    customer_id: int = 0
    sku: str = ""
    warehouse: str = ""
    """Code."""

    def beside(self, read_at: datetime, counted: Iterable[int]) -> bool:
        """Whether it counts beside a figure.

        Args:
            read_at: when the figure's reading began, by the ledger's clock.
            counted: documents that were known to stand in the figure.
        """
        return (self.taken_at is None or self.taken_at >= read_at) and self.document_id not in counted


class Commitments:
    """Credit and goods that are spoken for."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def now(self) -> datetime:
        """The ledger's clock."""
        found: datetime = self._connection.execute(statement("ledger_clock")).scalar_one()
        return found

    def lock(self, keys: Iterable[str]) -> None:
        """Until this transaction ends, nobody else gives verdicts that count one of these; first thing in it.

        Args:
            keys: names of customers and products; several may share a lock.
        """
        places = sorted({zlib.crc32(key.encode("utf-8", "backslashreplace")) % STRIPES for key in keys})
        if places:
            self._connection.execute(statement("lock_counted"), {"places": places})

    def credit(self, target: str, company: int, customers: Sequence[int], since: datetime) -> list[Claim]:
        """Claims on the credit of these customers: held, or taken since then."""
        values = {"target": target, "company": company, "customers": list(customers), "since": since}
        rows = self._connection.execute(statement("credit_claims"), values)
        return [
            Claim(
                row.id, row.document_id, row.amount, judged=True, taken_at=row.taken_at, record_id=row.record_id,
                customer_id=row.customer_id,
            )
            for row in rows
        ]  # fmt: skip

    def stock(self, skus: Sequence[str], since: datetime) -> list[Claim]:
        """Claims on the stock of these products: held, or taken since then."""
        values = {"skus": [storable(sku) for sku in skus], "since": since}
        return [
            Claim(
                row.id, row.document_id, row.quantity, row.judged, row.taken_at, row.record_id,
                sku=row.sku, warehouse=row.warehouse,
            )
            for row in self._connection.execute(statement("stock_claims"), values)
        ]  # fmt: skip

    def hold_credit(self, target: str, passed: Sequence[CreditIn]) -> None:
        """These orders pass: what they are worth counts from now on."""
        if passed:
            values = {
                "target": target,
                "documents": [one.document_id for one in passed],
                "companies": [one.company_id for one in passed],
                "customers": [one.customer_id for one in passed],
                "amounts": [one.amount for one in passed],
            }
            self._connection.execute(statement("hold_credit"), values)


def resume(connection: Connection, document_ids: Sequence[int]) -> None:
    """A person sends these on behind the rules: what was given back when they were set aside counts again."""
    if document_ids:
        for name in ("resume_credit", "resume_reservations"):
            connection.execute(statement(name), {"documents": list(document_ids)})
