"""Reservations: quantities that are kept for an order until the system of record keeps them itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection

from domain.promising.terms import Hold
from ledger.found import storable
from ledger.statements import statement

TAKEN_OVER = "confirmed"
"""State of a document from which on the system of record keeps its goods."""
GIVEN_BACK: frozenset[str] = frozenset(
    {"held", "exception", "refused", "rejected", "superseded", "resolved", "duplicate"}
)
"""States in which nothing is kept for a document: it is mapped, and kept for, anew when it goes on."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """A line to keep goods for."""

    document_id: int
    position: int
    sku: str
    warehouse: str
    quantity: Decimal
    """In the product's own unit."""


@dataclass(frozen=True, slots=True)
class ReservationRow:
    """A reservation as the ledger has it."""

    id: int
    sku: str
    warehouse: str
    channel: str
    document_id: int
    position: int
    quantity: Decimal
    state: Literal["held", "taken", "returned", "expired"]
    reason: str
    made_at: datetime
    expires_at: datetime | None
    """None: until the document is confirmed or set aside."""
    ended_at: datetime | None


class Reservations:
    """Reservations of ours; every change marks its SKU, so that the numbers of channels follow."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def hold(self, channel: str, lines: Sequence[Reserve], *, until: datetime | None) -> None:
        """Keep goods for these lines; what was kept for their documents before is given back first.

        Args:
            channel: of their documents.
            lines: all that is to be kept for those.
            until: None: the rules let them pass, so until they are confirmed or set aside.
        """
        if not lines:
            return
        documents = sorted({line.document_id for line in lines})
        self._connection.execute(statement("drop_reservations"), {"documents": documents})
        values = {
            "channel": channel,
            "expires_at": until,
            "documents": [line.document_id for line in lines],
            "positions": [line.position for line in lines],
            "skus": [storable(line.sku) for line in lines],
            "warehouses": [storable(line.warehouse) for line in lines],
            "quantities": [line.quantity for line in lines],
        }
        self._connection.execute(statement("hold_stock"), values)

    def give_back(self, document_ids: Sequence[int], reason: str) -> None:
        """Nothing needs to be kept for these documents any more: cancelled, rejected."""
        end_reservations(self._connection, [(number, "returned", reason) for number in document_ids])

    def expire(self) -> int:
        """Give back what nothing became of in its time; how many reservations."""
        result = self._connection.execute(statement("expire_reservations"))
        return int(result.rowcount)

    def in_force(self, since: datetime, skus: Sequence[str] | None = None) -> dict[str, list[Hold]]:
        """By SKU what counts beside a reading of the stock that began at ``since`` or later; None: of all SKUs."""
        values = {"since": since, "skus": None if skus is None else list(skus)}
        found: dict[str, list[Hold]] = {}
        for row in self._connection.execute(statement("reservations_in_force"), values):
            hold = Hold(
                row.id, row.warehouse, row.channel, row.document, row.quantity, row.order_name or "", row.taken_at
            )
            found.setdefault(row.sku, []).append(hold)
        return found

    def of(self, document_ids: Sequence[int]) -> list[ReservationRow]:
        """All reservations of these documents, ended ones too."""
        rows = self._connection.execute(statement("reservations_of"), {"documents": list(document_ids)}).mappings()
        return [ReservationRow(**row) for row in rows]


def follow(connection: Connection, moves: Sequence[tuple[int, str]]) -> None:
    """What becomes of reservations and promises when documents move, in the move's transaction.

    Args:
        connection: of the move.
        moves: document, and the state that it came to.
    """
    ended = [
        (number, "returned" if state in GIVEN_BACK else "taken", state)
        for number, state in moves
        if state in {TAKEN_OVER, "done"} or state in GIVEN_BACK
    ]
    drafted = [number for number, state in moves if state == "drafted"]
    if drafted:
        rows = connection.execute(statement("changes_among"), {"documents": drafted})
        ended += [(row.id, "taken", "written") for row in rows]
    end_reservations(connection, ended)
    done = [number for number, state in moves if state == "done"]
    if done:
        connection.execute(statement("mark_promised"), {"documents": done})


def end_reservations(connection: Connection, ended: Sequence[tuple[int, str, str]]) -> None:
    """Goods and credit that are held for documents come to an end: (document, state of what is held, why)."""
    if ended:
        documents, states, reasons = (list(column) for column in zip(*ended, strict=True))
        values = {"documents": documents, "states": states, "reasons": [storable(str(one)) for one in reasons]}
        for name in ("end_reservations", "end_credit"):
            connection.execute(statement(name), values)
