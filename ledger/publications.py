"""Documents that leave for partners: recorded with their bytes and numbers, sent once, settled by what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, Row

from domain.control_numbers import following
from domain.documents.outgoing import ControlNumbers
from domain.errors import LeaseLost
from domain.work import Batch
from ledger.audit import AuditTrail
from ledger.found import storable
from ledger.statements import statement
from ledger.values import AuditIn

PublicationState = Literal["recorded", "sent", "unknown", "acknowledged", "refused"]


@dataclass(frozen=True, slots=True)
class PublicationIn:
    """A document that is about to leave; its bytes stand in the archive."""

    key: str
    """Deterministic: what it answers, and its kind."""
    kind: str
    channel: str
    partner: str
    subject: str
    """What it is about, for people: an order's number, an interchange's control number."""
    name: str
    """Of the file."""
    sha256: str
    size: int
    numbers: ControlNumbers | None = None
    """Of its envelopes; None: it has none."""
    document_id: int | None = None
    delivery_id: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A document that leaves or has left, as the ledger has it."""

    id: int
    key: str
    kind: str
    channel: str
    partner: str
    subject: str
    document_id: int | None
    delivery_id: int | None
    name: str
    sha256: str
    size: int
    interchange_number: int | None
    group_number: int | None
    set_number: int | None
    state: PublicationState
    said: dict[str, Any] | None
    """What the partner said of it."""
    recorded_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    settled_by: int | None
    """The document of theirs that settled it."""


class Publications:
    """What leaves, and under which numbers."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection
        self._audit = AuditTrail(connection)

    def _run(self, name: str, /, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def fence(self, batch: Batch) -> None:
        """Keep the batch's claim until the commit.

        Raises:
            LeaseLost: another run has its work now.
        """
        if not self._run("hold_claim", batch=batch.id):
            raise LeaseLost(f"Batch {batch.id} of channel {batch.channel} is no longer this run's.")

    def allocator(self, channel: str, *, first: int, most: int) -> Allocator:
        """Our numbers of a channel; nobody else gets any until this transaction ends."""
        lasts = {row.level: row.last for row in self._run("lock_control_numbers", channel=channel)}
        return Allocator(self._connection, channel, lasts, (first, most))

    def by_key(self, keys: Sequence[str]) -> dict[str, Publication]:
        """What was published under these keys."""
        return {row.key: _publication(row) for row in self._run("publications_by_key", keys=list(keys))}

    def record(self, actor: str, one: PublicationIn) -> bool:
        """Record a document that leaves; False: its key is known, and nothing changed."""
        numbers = one.numbers
        made = self._run(
            "insert_publication",
            key=one.key,
            kind=one.kind,
            channel=one.channel,
            partner=one.partner,
            subject=storable(one.subject),
            document_id=one.document_id,
            delivery_id=one.delivery_id,
            name=one.name,
            sha256=one.sha256,
            size=one.size,
            interchange_number=numbers and numbers.interchange,
            group_number=(numbers and numbers.group) or None,
            set_number=(numbers and numbers.set) or None,
        )
        if made:
            self._tell(
                actor, "publication recorded", one.document_id, one.delivery_id, {"kind": one.kind, "name": one.name}
            )
        return bool(made)

    def waiting(self, channel: str | None = None, *, seconds: float = 0.0, most: int = 500) -> list[Publication]:
        """Recorded at least so many seconds ago, and not sent yet."""
        return [
            _publication(row) for row in self._run("publications_waiting", channel=channel, seconds=seconds, most=most)
        ]

    def sent(self, ids: Sequence[int]) -> None:
        """The bytes are where the partner takes them."""
        if ids:
            self._run("mark_sent", ids=list(ids))

    def of(self, documents: Sequence[int], deliveries: Sequence[int] = ()) -> list[Publication]:
        """What was published about these, oldest first."""
        rows = self._run("publications_of", documents=list(documents), deliveries=list(deliveries))
        return [_publication(row) for row in rows]

    def documents_of(self, delivery_id: int) -> list[int]:
        """Numbers of the documents of a delivery."""
        return [row.id for row in self._run("documents_of_delivery", delivery=delivery_id)]

    def listed(self, channel: str | None = None, state: str | None = None, most: int = 50) -> list[Publication]:
        """The last ones, newest first."""
        rows = self._run("publications_listed", channel=channel, state=state, most=most)
        return [_publication(row) for row in rows]

    def named(
        self, channel: str, partner: str, kinds: Sequence[str], *, level: Literal["group", "interchange"], number: int
    ) -> Publication | None:
        """What an acknowledgement is about; None: nothing that we sent this partner."""
        rows = self._run(
            "publications_acknowledged_by_number",
            channel=channel,
            partner=partner,
            kinds=list(kinds),
            level=level,
            number=number,
        )
        return _publication(rows[0]) if rows else None

    def settle(self, actor: str, one: Publication, document_id: int, *, refused: bool, said: dict[str, object]) -> None:
        """Keep what the partner said of it; said again, nothing changes."""
        state = "refused" if refused else "acknowledged"
        text = orjson.dumps(said).decode()
        if self._run("settle_publication", id=one.id, state=state, said=text, document=document_id):
            self._tell(
                actor, f"publication {state}", one.document_id, one.delivery_id, {"kind": one.kind, "by": document_id}
            )

    def _tell(self, actor: str, kind: str, document: int | None, delivery: int | None, data: dict[str, object]) -> None:
        self._audit.append_many([AuditIn(actor, kind, document_id=document, delivery_id=delivery, data=data)])


class Allocator:
    """Gives control numbers, one after the other."""

    def __init__(
        self, connection: Connection, channel: str, lasts: dict[str, int | None], bounds: tuple[int, int]
    ) -> None:
        """Begin behind the last ones given."""
        self._connection, self._channel = connection, channel
        self._lasts, self._bounds = lasts, bounds

    def next(self, *, grouped: bool = True) -> ControlNumbers:
        """Numbers for one more document; one that stands in no group gets its interchange's only."""
        first, most = self._bounds
        levels = ("interchange", "group", "set") if grouped else ("interchange",)
        for level in levels:
            self._lasts[level] = following(self._lasts[level], first=first, most=most)
        given = {level: last for level in levels if (last := self._lasts[level]) is not None}
        return ControlNumbers(**given)

    def keep(self) -> None:
        """Write the last ones down."""
        values = {"channel": self._channel, "levels": list(self._lasts), "lasts": list(self._lasts.values())}
        self._connection.execute(statement("keep_control_numbers"), values)


def _publication(row: Row[Any]) -> Publication:
    return Publication(**row._asdict())
