"""Deliveries: registered once by content, split once by whoever has claimed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, Row

from domain.errors import LeaseLost, TryAgain
from domain.work import Batch
from ledger.audit import AuditTrail
from ledger.statements import statement
from ledger.values import AuditIn, DeliveryIn, DeliveryRow, Registered, Trailer

_MANY = (
    *("source_id", "channel", "partner", "name", "sha256", "size", "media", "received_at", "pickup_key", "priority"),
    "headers",
)


class Deliveries:
    """Files, messages and pages as they came in."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection
        self._audit = AuditTrail(connection)

    def register(self, delivery: DeliveryIn) -> Registered:
        """Register a delivery that stands in the archive; the same bytes of the same source count once.

        Of many at once exactly one is the original, the others wait for it and become its duplicates.
        """
        values = _values(delivery)
        created = self._connection.execute(statement("insert_delivery"), values).scalar()
        if created is not None:
            self._tell(delivery, created, "delivery captured")
            self._connection.execute(statement("notify"), {"channel": delivery.channel})
            return Registered(created, "captured", created=True, duplicate_of=None)
        return self._known(values) or self._duplicate(delivery, values)

    def known_many(self, pickups: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Registered]:
        """Of these (source, pick-up key) those that were registered before; their bytes are in the archive."""
        asked = {"source_ids": [source for source, _ in pickups], "pickup_keys": [key for _, key in pickups]}
        rows = self._connection.execute(statement("find_pickups"), asked) if pickups else ()
        return {
            (row.source_id, row.pickup_key): Registered(row.id, row.state, created=False, duplicate_of=row.duplicate_of)
            for row in rows
        }

    def register_many(self, deliveries: Sequence[DeliveryIn]) -> list[Registered]:
        """Register many; the answers have their order. See ``register``."""
        created = self._insert(deliveries)
        answers = []
        for place, delivery in enumerate(deliveries):
            number = created.get(place)
            if number is None:
                values = _values(delivery)
                answers.append(self._known(values) or self._duplicate(delivery, values))
            else:
                answers.append(Registered(number, "captured", created=True, duplicate_of=None))
        for channel in sorted({delivery.channel for place, delivery in enumerate(deliveries) if place in created}):
            self._connection.execute(statement("notify"), {"channel": channel})
        return answers

    def _insert(self, deliveries: Sequence[DeliveryIn]) -> dict[int, int]:
        """Rows of those that are the first with their bytes; by place. One statement, in one order everywhere."""
        rows = [_values(delivery) for delivery in deliveries]
        columns = {f"{name}s": [row[name] for row in rows] for name in _MANY}
        made = self._connection.execute(statement("insert_deliveries"), columns).all()
        places = {(row["source_id"], row["sha256"]): place for place, row in reversed(list(enumerate(rows)))}
        created = {places[row.source_id, row.sha256]: row.id for row in made}
        self._audit.append_many(
            [_told(deliveries[place], number, "delivery captured") for place, number in created.items()]
        )
        return created

    def _known(self, values: dict[str, Any]) -> Registered | None:
        if values["pickup_key"] is None:
            return None
        row = self._connection.execute(statement("find_pickup"), values).one_or_none()
        return None if row is None else Registered(row.id, row.state, created=False, duplicate_of=row.duplicate_of)

    def _duplicate(self, delivery: DeliveryIn, values: dict[str, Any]) -> Registered:
        row = self._connection.execute(statement("insert_duplicate_delivery"), values).one_or_none()
        if row is not None:
            self._tell(delivery, row.id, "delivery duplicate")
            return Registered(row.id, "duplicate", created=True, duplicate_of=row.duplicate_of)
        known = self._known(values)
        if known is None:
            raise TryAgain("Another process was registering the same delivery.", document=delivery.name)
        return known

    def _tell(self, delivery: DeliveryIn, delivery_id: int, kind: str) -> None:
        self._audit.append_many([_told(delivery, delivery_id, kind)])

    def owned(self, batch: Batch, delivery_id: int) -> Row[Any]:
        """The fence: LeaseLost unless this batch still has the delivery; keeps it until the commit."""
        found = self._connection.execute(
            statement("own_delivery"), {"batch": batch.id, "delivery": delivery_id}
        ).one_or_none()
        if found is None:
            raise LeaseLost(f"Batch {batch.id} no longer has delivery {delivery_id}.")
        return found

    def progress(self, batch: Batch, delivery_id: int, *, cursor: str = "") -> None:
        """Keep a hint of how far the splitting came; what counts are the ordinals that are registered."""
        self.owned(batch, delivery_id)
        self._connection.exec_driver_sql(
            "UPDATE deliveries SET cursor = %(cursor)s WHERE id = %(id)s", {"cursor": cursor, "id": delivery_id}
        )

    def finish(
        self,
        batch: Batch,
        delivery_id: int,
        state: Literal["split", "exception"],
        trailer: Trailer | None = None,
    ) -> None:
        """The delivery is split, or could not be read; ``trailer`` is what it claims to hold."""
        owned = self.owned(batch, delivery_id)
        raw = None if trailer is None else orjson.dumps(asdict(trailer), default=str).decode()
        values = {"delivery": delivery_id, "state": state, "trailer": raw}
        if self._connection.execute(statement("finish_delivery"), values).rowcount:
            row = AuditIn(owned.owner, f"delivery {state}", delivery_id=delivery_id, data={"batch": batch.id})
            self._audit.append_many([row])

    def get(self, delivery_id: int) -> DeliveryRow:
        """The delivery; KeyError if there is none."""
        found = self._rows(ids=[delivery_id])
        if not found:
            raise KeyError(delivery_id)
        return found[0]

    def waiting(self, channel: str) -> list[DeliveryRow]:
        """Deliveries of the channel that are not split yet, oldest first."""
        return self._rows(channel=channel)

    def find(self, sha256: str) -> list[DeliveryRow]:
        """Deliveries with these bytes, the first one first."""
        return self._rows(sha256=sha256)

    def _rows(self, *, ids: list[int] | None = None, sha256: str = "", channel: str = "") -> list[DeliveryRow]:
        values = {"ids": ids or [], "sha256": sha256, "channel": channel}
        rows = self._connection.execute(statement("delivery_rows"), values).mappings()
        return [DeliveryRow(**{**row, "trailer": _trailer(row["trailer"])}) for row in rows]


def _values(delivery: DeliveryIn) -> dict[str, Any]:
    return asdict(delivery) | {"headers": orjson.dumps(dict(delivery.headers)).decode()}


def _told(delivery: DeliveryIn, delivery_id: int, kind: str) -> AuditIn:
    data = {"name": delivery.name, "sha256": delivery.sha256, "size": delivery.size}
    return AuditIn(f"channel {delivery.channel}", kind, delivery_id=delivery_id, data=data)


def _trailer(raw: dict[str, Any] | None) -> Trailer | None:
    if raw is None:
        return None
    money = {currency: Decimal(amount) for currency, amount in raw["money"].items()}
    quantity = None if raw["quantity"] is None else Decimal(raw["quantity"])
    return Trailer(raw["documents"], raw["lines"], quantity, money)
