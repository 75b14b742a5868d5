"""What the portal asks the ledger: its keys, the orders that came through it, and pages of the mirror."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping

from domain.findings import Finding
from domain.portal import PortalKey
from ledger.audit import AuditTrail
from ledger.found import loaded, storable
from ledger.statements import statement
from ledger.values import AuditIn

NEWEST = 9_223_372_036_854_775_807
"""Before this stands every row."""


@dataclass(frozen=True, slots=True)
class PortalOrder:
    """An order that came through the portal, and what became of it."""

    delivery_id: int
    pickup_key: str
    customer: str
    number: str
    sha256: str
    """Of the envelope in the archive."""
    received_at: datetime
    delivery_state: str
    document_id: int | None
    """None: it was taken and not looked at yet."""
    state: str | None
    currency: str | None
    total: Decimal | None
    """As the customer stated it."""
    ordered_at: datetime | None
    record_name: str | None
    """Our number of it."""
    findings: tuple[Finding, ...]
    changed_at: datetime | None
    waits_as: str | None
    """held or exception; None: nobody has to do anything."""
    waits_for: str | None
    waits_since: datetime | None
    first_pickup_key: str | None
    """Of the order that had this number first, if it came through the portal too."""
    cancelled: bool
    """Whether a cancellation of it is done."""


@dataclass(frozen=True, slots=True)
class PortalChange:
    """A change or cancellation that came through the portal, and what became of it."""

    pickup_key: str
    customer: str
    number: str
    """Of the order, as its customer wrote it."""
    sha256: str
    """Of the envelope in the archive."""
    received_at: datetime
    state: str | None
    """None: it was taken and not looked at yet."""
    findings: tuple[Finding, ...]
    changed_at: datetime | None
    waits_for: str | None
    """None: nobody has to do anything."""
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class OrderContent:
    """What an order says."""

    payload: bytes
    """Canonical JSON as read."""
    resolved: bytes | None
    """As it would be posted, or stands after its last change; None: not mapped yet."""
    changes: tuple[bytes, ...]
    """Canonical JSON of the changes that are done, as they were applied."""
    moved: dict[int, dict[str, Decimal]]
    """By line and kind of movement: quantity."""


class Portal:
    """Everything is asked for customers by name: what is not theirs is not found."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def add_key(self, key: PortalKey) -> datetime:
        """Keep a new key; when it was made, by the ledger's clock."""
        values = {
            "id": key.id,
            "channel": key.channel,
            "customers": [storable(one) for one in key.customers],
            "label": storable(key.label),
            "secret_hash": key.secret_hash,
            "made_by": storable(key.made_by),
            "expires_at": key.expires_at,
        }
        made_at: datetime = self._connection.execute(statement("add_portal_key"), values).scalar_one()
        said = {"key": key.id, "channel": key.channel, "customers": list(key.customers), "expires_at": key.expires_at}
        AuditTrail(self._connection).append_many([AuditIn(key.made_by, "portal key made", data=said)])
        return made_at

    def keys(self, channel: str | None = None) -> list[PortalKey]:
        """Keys of a channel, or all, dead ones too."""
        rows = self._connection.execute(statement("portal_keys"), {"channel": channel}).mappings()
        return [
            PortalKey(**{**row, "customers": tuple(row["customers"]), "secret_hash": bytes(row["secret_hash"])})
            for row in rows
        ]

    def revoke_key(self, key_id: str, *, by: str, reason: str) -> bool:
        """Take a key back; False: there is none, or it was taken back before."""
        values = {"id": key_id, "revoked_by": storable(by), "reason": storable(reason)}
        done = self._connection.execute(statement("revoke_portal_key"), values).scalar() is not None
        if done:
            row = AuditIn(by, "portal key revoked", data={"key": key_id, "reason": reason})
            AuditTrail(self._connection).append_many([row])
        return done

    def order(self, source_id: str, pickup_key: str, customers: Sequence[str]) -> PortalOrder | None:
        """An order of one of these customers; None: there is none of theirs."""
        values = {"source_id": source_id, "pickup_key": storable(pickup_key), "customers": list(customers)}
        row = self._connection.execute(statement("portal_order"), values).mappings().one_or_none()
        return None if row is None else _order(row)

    def orders(
        self, source_id: str, customers: Sequence[str], *, before: int = NEWEST, limit: int, number: str | None = None
    ) -> list[PortalOrder]:
        """Their orders, the newest first."""
        values = {
            "source_id": source_id,
            "customers": list(customers),
            "before": before,
            "limit": limit,
            "number": None if number is None else storable(number),
        }
        return [_order(row) for row in self._connection.execute(statement("portal_orders"), values).mappings()]

    def content(self, document_id: int) -> OrderContent | None:
        """What an order says; None: it could not be read."""
        row = self._connection.execute(statement("portal_order_content"), {"document": document_id}).one_or_none()
        if row is None:
            return None
        moved: dict[int, dict[str, Decimal]] = {}
        for one in row.movements:
            moved.setdefault(one["position"], {})[one["kind"]] = Decimal(one["quantity"])
        changes = tuple(bytes(one) for one in row.changes)
        return OrderContent(bytes(row.payload), bytes(row.resolved) if row.resolved else None, changes, moved)

    def change(self, source_id: str, pickup_key: str, customers: Sequence[str]) -> PortalChange | None:
        """A change or cancellation of one of these customers; None: there is none of theirs."""
        values = {"source_id": source_id, "pickup_key": storable(pickup_key), "customers": list(customers)}
        row = self._connection.execute(statement("portal_change"), values).mappings().one_or_none()
        return None if row is None else _change(row)

    def changes(self, source_id: str, customers: Sequence[str], number: str, *, limit: int) -> list[PortalChange]:
        """What was wanted otherwise of their orders with a number, the newest first."""
        values = {
            "source_id": source_id,
            "customers": list(customers),
            "number": storable(number),
            "limit": limit,
        }
        return [_change(row) for row in self._connection.execute(statement("portal_changes"), values).mappings()]

    def mirrored(
        self, target: str, kind: str, codes: tuple[str, Sequence[str]], *, before: int = NEWEST, limit: int
    ) -> list[tuple[int, bytes]]:
        """Records with one of the codes (kind of code, codes), the newest first: record and its data."""
        code_kind, texts = codes
        values = {
            "target": target,
            "kind": kind,
            "code_kind": code_kind,
            "codes": [storable(one) for one in texts],
            "before": before,
            "limit": limit,
        }
        rows = self._connection.execute(statement("mirror_page"), values)
        return [(row.record_id, bytes(row.data)) for row in rows]

    def read_at(self, target: str) -> dict[str, datetime]:
        """When each kind of record was last read from the system of record."""
        return {row.kind: row.at for row in self._connection.execute(statement("mirror_read_at"), {"target": target})}


def _change(row: RowMapping) -> PortalChange:
    return PortalChange(**{**row, "findings": loaded(row["findings"])})


def _order(row: RowMapping) -> PortalOrder:
    values: dict[str, Any] = dict(row)
    values["findings"] = loaded(values["findings"])
    return PortalOrder(**values)
