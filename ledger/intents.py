"""Intents: every effect on another system is written and committed before the call, then what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from domain.work import Batch
from ledger.statements import statement
from ledger.values import IntentIn, IntentRow, Settle


class Intents:
    """What is about to be done, was done, was refused, or is not known yet."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def _run(self, name: str, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def record_many(self, batch: Batch, intents: Sequence[IntentIn]) -> list[IntentRow]:
        """Record intents under the fence; commit before the call. Existing ones come back as they are.

        A lost batch records nothing and gets an empty list.
        """
        if not intents:
            return []
        keys = [intent.key for intent in intents]
        recorded = self._run(
            "record_intents",
            batch=batch.id,
            keys=keys,
            documents=[intent.document_id for intent in intents],
            operations=[intent.operation for intent in intents],
            targets=[intent.target for intent in intents],
            hashes=[intent.payload_hash for intent in intents],
            attempts=[intent.attempt for intent in intents],
        )
        new = {row.key for row in recorded}
        self._audit(batch, new)
        found = {row.key: row for row in self._run("intents_by_key", batch=batch.id, keys=keys)}
        return [_intent(found[key], new=key in new) for key in dict.fromkeys(keys) if key in found]

    def settle_many(self, batch: Batch, settles: Sequence[Settle]) -> set[str]:
        """Record what came back, under the fence; returns the keys settled by this call.

        What was settled before stays as it was; a lost batch settles nothing.
        """
        outcomes = {settle.key: (settle.state, settle.result) for settle in settles}
        return self._settle(batch, outcomes, None)

    def unknown_many(self, batch: Batch, keys: Sequence[str], not_before: datetime) -> set[str]:
        """The answer was lost: the outcome is looked up, and nothing sent again, not before ``not_before``."""
        return self._settle(batch, dict.fromkeys(keys, ("unknown", None)), not_before)

    def _settle(
        self,
        batch: Batch,
        outcomes: Mapping[str, tuple[str, Mapping[str, object] | None]],
        not_before: datetime | None,
    ) -> set[str]:
        if not outcomes:
            return set()
        rows = self._run(
            "settle_intents",
            batch=batch.id,
            keys=list(outcomes),
            states=[state for state, _ in outcomes.values()],
            results=[None if result is None else _json(result) for _, result in outcomes.values()],
            not_before=not_before,
        )
        done = {row.key for row in rows}
        self._audit(batch, done)
        return done

    def _audit(self, batch: Batch, keys: set[str]) -> None:
        if keys:
            self._run("audit_intents", actor=batch.owner, batch=batch.id, keys=sorted(keys))

    def of(self, document_ids: Sequence[int], operation: str | None = None) -> list[IntentRow]:
        """Every intent of these documents, oldest first."""
        rows = self._run("intents_of_documents", documents=list(document_ids), operation=operation)
        return [_intent(row, new=False) for row in rows]


def _json(result: Mapping[str, object]) -> str:
    return orjson.dumps(dict(result), default=str).decode()


def _intent(row: Row[Any], *, new: bool) -> IntentRow:
    return IntentRow(**row._asdict(), new=new)
