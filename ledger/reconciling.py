"""Conservation: captured = done + held + exception + duplicate + rejected + in flight, at any instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from domain.lifecycle import BUCKET
from ledger.statements import statement

BUCKETS = ("done", "held", "exception", "duplicate", "rejected", "in_flight")


@dataclass(slots=True)
class Amounts:
    """Documents, lines, quantity, and money by currency."""

    documents: int = 0
    lines: int = 0
    quantity: Decimal = Decimal(0)
    money: dict[str, Decimal] = field(default_factory=dict)

    def add(self, other: Amounts) -> None:
        """Add another to this one."""
        self.documents += other.documents
        self.lines += other.lines
        self.quantity += other.quantity
        for currency, amount in other.money.items():
            self.money[currency] = self.money.get(currency, Decimal(0)) + amount

    def equals(self, other: Amounts) -> bool:
        """To the last unit and cent; a currency without money counts for nothing."""
        return self._compared() == other._compared()

    def _compared(self) -> tuple[int, int, Decimal, dict[str, Decimal]]:
        money = {currency: amount for currency, amount in self.money.items() if amount}
        return self.documents, self.lines, self.quantity, money

    def as_json(self) -> dict[str, object]:
        """Plain values; numbers with decimals as text."""
        money = {currency or "none": format(amount, "f") for currency, amount in sorted(self.money.items())}
        return {
            "documents": self.documents,
            "lines": self.lines,
            "quantity": format(self.quantity, "f"),
            "money": money,
        }


@dataclass(slots=True)
class Balance:
    """The proof for one channel and day, or for all of them."""

    captured: Amounts = field(default_factory=Amounts)
    """Counted while documents were registered."""
    buckets: dict[str, Amounts] = field(default_factory=lambda: {name: Amounts() for name in BUCKETS})
    """Counted from where each document is now."""
    deliveries: dict[str, int] = field(default_factory=dict)
    """By state: captured (waiting to be split), split, exception, duplicate."""
    differing: int = 0
    """Deliveries whose own trailer gives another number of documents or lines than was registered."""

    @property
    def balanced(self) -> bool:
        """Nothing lost, nothing from nowhere, and every trailer agrees."""
        total = Amounts()
        for amounts in self.buckets.values():
            total.add(amounts)
        return total.equals(self.captured) and self.differing == 0

    def as_json(self) -> dict[str, object]:
        """Documents as plain integers by bucket; the other amounts beside."""
        amounts: dict[str, Amounts] = {"captured": self.captured, **self.buckets}
        return {
            **{name: each.documents for name, each in amounts.items()},
            "balanced": self.balanced,
            "deliveries": {**self.deliveries, "differing_from_trailer": self.differing},
            "lines": {name: each.lines for name, each in amounts.items()},
            "quantity": {name: format(each.quantity, "f") for name, each in amounts.items()},
            "money": {name: each.as_json()["money"] for name, each in amounts.items()},
        }


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The proof over all, and for each channel and day of receipt (UTC)."""

    total: Balance
    by_channel_and_day: dict[tuple[str, date], Balance]

    @property
    def balanced(self) -> bool:
        """The whole and each part."""
        return self.total.balanced and all(each.balanced for each in self.by_channel_and_day.values())

    def as_json(self) -> dict[str, object]:
        """What ``lading reconcile --json`` prints."""
        parts = [
            {"channel": channel, "day": day.isoformat(), **each.as_json()}
            for (channel, day), each in sorted(self.by_channel_and_day.items())
        ]
        return {**self.total.as_json(), "balanced": self.balanced, "channels": parts}


def reconcile(connection: Connection) -> Reconciliation:
    """Prove conservation as of now, in documents, lines, quantity and money, by channel and day."""
    parts: dict[tuple[str, date], Balance] = {}
    total = Balance()
    for row in connection.execute(statement("reconcile")):
        amounts = Amounts(row.documents, row.lines, row.quantity, {row.currency: row.money})
        for balance in _both(parts, total, row):
            place = balance.captured if row.side == "counted" else balance.buckets[BUCKET[row.state]]
            place.add(amounts)
    for row in connection.execute(statement("reconcile_deliveries")):
        for balance in _both(parts, total, row):
            balance.deliveries[row.state] = balance.deliveries.get(row.state, 0) + row.deliveries
            balance.differing += row.differing
    return Reconciliation(total, parts)


def _both(parts: dict[tuple[str, date], Balance], total: Balance, row: Any) -> Iterable[Balance]:  # noqa: ANN401
    return parts.setdefault((row.channel, row.day), Balance()), total
