"""Promises given with orders, and the exceptions that say early which of them will not be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping

from domain.findings import Finding
from domain.promising.promises import Part, Promise
from domain.promising.terms import Source
from ledger.found import opened, storable
from ledger.statements import statement


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised for one line of an order."""

    document_id: int
    position: int
    sku: str
    warehouse: str
    parts: tuple[Part, ...]


class Promises:
    """What customers were told: how many by when, and from which receipt."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def give(self, lines: Sequence[Promised]) -> None:
        """Keep what is promised with these orders; what they were promised before is replaced."""
        if not lines:
            return
        documents = sorted({line.document_id for line in lines})
        self._connection.execute(statement("forget_promises"), {"documents": documents})
        parts = [(line, place, part) for line in lines for place, part in enumerate(line.parts, start=1)]
        values = {
            "documents": [line.document_id for line, _, _ in parts],
            "positions": [line.position for line, _, _ in parts],
            "parts": [place for _, place, _ in parts],
            "skus": [storable(line.sku) for line, _, _ in parts],
            "warehouses": [storable(line.warehouse) for line, _, _ in parts],
            "quantities": [part.quantity for _, _, part in parts],
            "days": [part.on for _, _, part in parts],
            "models": [part.source.model if part.source else "" for _, _, part in parts],
            "records": [part.source.record if part.source else "" for _, _, part in parts],
            "names": [storable(part.source.name) if part.source else "" for _, _, part in parts],
        }
        self._connection.execute(statement("keep_promises"), values)

    def of(self, document_ids: Sequence[int]) -> list[Promise]:
        """What these orders were promised, by line and part."""
        return self._found({"documents": list(document_ids), "skus": None})

    def waiting(self, skus: Sequence[str]) -> list[Promise]:
        """Promises with orders that are done which wait for a receipt of one of these SKUs."""
        return self._found({"documents": None, "skus": list(skus)})

    def mark_waiting(self) -> None:
        """Have every promise that waits for a receipt looked at again."""
        self._connection.execute(statement("mark_waiting"))

    def _found(self, values: dict[str, Any]) -> list[Promise]:
        return [_promise(row) for row in self._connection.execute(statement("promises"), values).mappings()]

    def become(self, promises: Sequence[Promise], state: str) -> None:
        """Promises come to another state: in danger, kept, broken."""
        ids = [one.record_id for one in promises]
        if ids:
            self._connection.execute(statement("promises_become"), {"ids": ids, "state": state})

    def warn(self, troubles: Sequence[tuple[int, Sequence[Finding]]]) -> set[int]:
        """Open an exception for documents whose promise is in danger; the ids of those that got one.

        A document that waits for a person already gets none: one is enough, and the next reading tells again.
        """
        if not troubles:
            return set()
        values = opened([(number, "promise", findings, "") for number, findings in troubles])
        del values["kinds"]
        rows = self._connection.execute(statement("open_promise_exceptions"), values)
        return {row.document_id for row in rows}


def _promise(row: RowMapping) -> Promise:
    values: dict[str, Any] = dict(row)
    model, record, name = (values.pop(key) for key in ("source_model", "source_record", "source_name"))
    return Promise(**values, source=Source(model=model, record=record, name=name) if record else None)
