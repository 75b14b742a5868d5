"""Parcels that a shop is told of: publications of kind ``fulfilment``, each with its state as its intent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, Row

from ledger.audit import AuditTrail
from ledger.publications import Publication
from ledger.statements import statement
from ledger.values import AuditIn

KIND = "fulfilment"
MOST = 200
"""Parcels told in one turn."""


@dataclass(frozen=True, slots=True)
class OurOrder:
    """An order of ours, by its external id."""

    key: str
    thread_id: int
    channel: str
    partner: str


class Parcels:
    """Recorded, taken by one process at a time, told, settled by what the shop says."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection
        self._audit = AuditTrail(connection)

    def _run(self, name: str, /, **values: object) -> list[Row[Any]]:
        return list(self._connection.execute(statement(name), values))

    def orders(self, external_ids: Sequence[str]) -> dict[str, OurOrder]:
        """Orders by external id; those that are not in this ledger, or that a backfill brought, are left out."""
        rows = self._run("orders_by_external_id", keys=sorted(set(external_ids)))
        return {row.key: OurOrder(**row._asdict()) for row in rows}

    def waiting(self, channel: str, *, running_seconds: float) -> list[Publication]:
        """What is to be told now, oldest first."""
        rows = self._run("parcels_waiting", channel=channel, seconds=running_seconds, most=MOST)
        return [Publication(**row._asdict()) for row in rows]

    def take(self, one: Publication, *, running_seconds: float) -> bool:
        """The intent: from now on its outcome is unknown. False: somebody else tells it. Commit before the call."""
        return bool(self._run("take_parcel", id=one.id, seconds=running_seconds))

    def leave(self, one: Publication, state: Literal["unknown", "refused"] = "unknown") -> bool:
        """It waits again: nothing was sent, or a person wants it told again. False: its state is another one."""
        return bool(self._run("leave_parcel", id=one.id, state=state))

    def settle(self, actor: str, one: Publication, *, refused: bool, said: Mapping[str, object]) -> bool:
        """Keep what the shop said; False: it was settled before."""
        state = "refused" if refused else "acknowledged"
        done = bool(self._run("settle_parcel", id=one.id, state=state, said=orjson.dumps(dict(said)).decode()))
        if done:
            self._tell(actor, state, one.document_id, one.subject)
        return done

    def _tell(self, actor: str, what: str, document: int | None, subject: str) -> None:
        data: dict[str, object] = {"kind": KIND, "name": subject}
        self._audit.append_many([AuditIn(actor, f"publication {what}", document_id=document, data=data)])
