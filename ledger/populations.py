"""Comparisons over many documents: alike orders, and a channel's last documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from ledger.statements import statement


@dataclass(frozen=True, slots=True)
class AlikeOrder:
    """An order with the same customer, lines and quantities under another number."""

    document_id: int
    external_id: str
    number: str
    state: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class RecentRow:
    """An order that was captured lately."""

    document_id: int
    external_id: str
    customer: bytes
    """As it was asked for."""
    number: str
    captured_at: datetime
    payload: bytes


@dataclass(frozen=True, slots=True)
class ElsewhereRow:
    """An order of one of our customers that came by another channel."""

    asker: str
    """External id of the order that asked."""
    channel: str
    captured_at: datetime
    resolved: bytes


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """One of a channel's last documents, for expectations over a population."""

    external_id: str
    number: str
    currency: str
    total: Decimal
    line_count: int
    quantity: Decimal
    ordered_at: datetime | None
    captured_at: datetime


def alike(connection: Connection, hashes: Sequence[str], since: datetime) -> dict[str, list[AlikeOrder]]:
    """Orders captured since then, by hash of customer, lines and quantities; the asker's own order is among them."""
    found: dict[str, list[AlikeOrder]] = defaultdict(list)
    rows = connection.execute(statement("alike_orders"), {"hashes": list(set(hashes)), "since": since})
    for row in rows:
        found[row.alike_hash].append(
            AlikeOrder(row.document_id, row.external_id, row.number, row.state, row.captured_at)
        )
    return dict(found)


def recent(
    connection: Connection, partner: str, customers: Sequence[bytes], since: datetime, most: int
) -> list[RecentRow]:
    """The last orders of some customers of a partner, the newest first; at most ``most`` a customer."""
    values = {"partner": partner, "customers": sorted(set(customers)), "since": since, "most": most}
    return [
        RecentRow(row.id, row.external_id, bytes(row.customer), row.number, row.captured_at, bytes(row.payload))
        for row in connection.execute(statement("recent_orders"), values)
    ]


def elsewhere(
    connection: Connection, channel: str, askers: Mapping[str, int], since: datetime, most: int
) -> list[ElsewhereRow]:
    """The last orders by other channels of each asker's customer, the newest first; at most ``most`` an asker.

    Args:
        connection: of the book.
        channel: the askers' own.
        askers: our customer's record by external id.
        since: captured since then.
        most: how many are compared.
    """
    values = {
        "channel": channel,
        "askers": list(askers),
        "customers": list(askers.values()),
        "since": since,
        "most": most,
    }
    return [
        ElsewhereRow(row.asker, row.channel, row.captured_at, bytes(row.resolved))
        for row in connection.execute(statement("orders_elsewhere"), values)
    ]


def days(connection: Connection, channel: str) -> dict[int, int]:
    """A channel's documents by how many whole days ago they came, for 15 days; 0 is the last 24 hours."""
    return {row.days_ago: row.documents for row in connection.execute(statement("channel_days"), {"channel": channel})}


def population(connection: Connection, channel: str, newest: int) -> list[PopulationRow]:
    """The channel's last ``newest`` documents, newest first; duplicates left out."""
    rows = connection.execute(statement("population"), {"channel": channel, "newest": newest}).mappings()
    return [PopulationRow(**row) for row in rows]
