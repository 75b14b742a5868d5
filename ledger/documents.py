"""Documents: registered once, worked by the batch that has claimed them, moved under its fence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping

from domain.documents.envelope import BusinessKey
from domain.documents.sales_order_change import CHANGE_TYPE, ChangeKey
from domain.errors import LeaseLost
from domain.work import Batch
from ledger.deliveries import Deliveries
from ledger.found import loaded
from ledger.moving import move_many
from ledger.registering import Registering
from ledger.statements import statement
from ledger.states import ASIDE, OPEN
from ledger.values import DocumentIn, DocumentRow, Move, RegisteredDocument


class Documents:
    """The documents of the ledger."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def register_many(
        self, batch: Batch, delivery_id: int, documents: Sequence[DocumentIn]
    ) -> list[RegisteredDocument]:
        """Register a chunk of a delivery that this batch has claimed; sent again, nothing happens twice.

        New documents join the batch as far as its limits allow, the others wait for further claims.

        Raises:
            LeaseLost: another run has the delivery now.
        """
        owned = Deliveries(self._connection).owned(batch, delivery_id)
        return Registering(self._connection, batch, delivery_id, owned).register(documents)

    def in_batch(self, batch: Batch, states: Sequence[str]) -> list[DocumentRow]:
        """The batch's documents in these states: of each thread only the first that is open, an order before changes.

        Raises:
            LeaseLost: the batch's lease is over.
        """
        return self.get([number for number, state in self._heads(batch) if state in states])

    def count_in_batch(self, batch: Batch, states: Sequence[str]) -> dict[str, int]:
        """How many documents of the batch are in each of these states."""
        return dict(Counter(state for _, state in self._heads(batch) if state in states))

    def _heads(self, batch: Batch) -> list[tuple[int, str]]:
        if self._connection.execute(statement("alive_claim"), {"batch": batch.id}).one_or_none() is None:
            raise LeaseLost(f"Batch {batch.id} of channel {batch.channel} is no longer this run's.")
        values = {"batch": batch.id, "open": list(OPEN)}
        return [(row.id, row.state) for row in self._connection.execute(statement("documents_in_batch"), values)]

    def set_aside(self, batch: Batch, states: Sequence[str]) -> list[DocumentRow]:
        """Documents of the batch that came to one of these states (held, exception ...) since the batch began."""
        values = {"batch": batch.id, "states": list(states)}
        return self.get([row.id for row in self._connection.execute(statement("set_aside_in_batch"), values)])

    def of_delivery(self, delivery_id: int) -> list[DocumentRow]:
        """All documents of one file or message, in its order; for looking, not for work."""
        rows = self._connection.execute(statement("documents_of_delivery"), {"delivery": delivery_id})
        return self.get([row.id for row in rows])

    def of_threads(self, thread_ids: Sequence[int]) -> list[DocumentRow]:
        """All documents of some threads, in the order in which they came to the state that they are in."""
        rows = self._connection.execute(statement("documents_of_threads"), {"threads": list(thread_ids)})
        turn = {row.id: place for place, row in enumerate(rows)}
        return sorted(self.get(list(turn)), key=lambda row: turn[row.id])

    def cancels(self, thread_ids: Sequence[int]) -> dict[int, DocumentRow]:
        """By thread: the first cancellation that waits for its order, or for a person."""
        values = {"threads": list(thread_ids), "states": [*OPEN, *ASIDE], "type": CHANGE_TYPE}
        rows = self._connection.execute(statement("open_cancels"), values)
        return {row.thread_id: row for row in reversed(self.get([row.id for row in rows]))}

    def get(self, ids: Sequence[int]) -> list[DocumentRow]:
        """Documents with their contents, by id; unknown ids are left out."""
        if not ids:
            return []
        rows = self._connection.execute(statement("document_rows"), {"ids": list(ids)}).mappings()
        return [_document(row) for row in rows]

    def move_many(self, batch: Batch, moves: Sequence[Move]) -> set[int]:
        """Move documents to other states, under the fence; returns the ids of those that moved.

        A lost batch moves nothing; neither does a step that the lifecycle does not allow. A document that is
        held or in exception gets its exception, a confirmed one its line movements, each an audit row.
        """
        return move_many(self._connection, batch, moves) if moves else set()


def _document(row: RowMapping) -> DocumentRow:
    values: dict[str, Any] = dict(row)
    own = {name: values.pop(name) for name in ("purpose", "reuse_period", "key_number", "version")}
    key = None
    if number := own.pop("key_number"):
        whose = {name: row[name] for name in ("source_id", "company", "partner", "type")}
        shape = ChangeKey if row["type"] == CHANGE_TYPE else BusinessKey
        key = shape.model_validate(
            {**whose, "number": number, **{name: own[name] for name in shape.model_fields.keys() & own}}
        )
    values["payload"] = values["payload"] or b""
    values["findings"] = loaded(values["findings"])
    values["waived"] = frozenset(values["waived"])
    return DocumentRow(key=key, **values)
