"""Envelopes of partners: their control numbers judged when they come, gaps kept until they are closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from domain.control_numbers import Judged, Known, judged, number_of
from domain.documents.outgoing import Address
from ledger.found import storable
from ledger.statements import statement


@dataclass(frozen=True, slots=True)
class InterchangeIn:
    """An interchange of a delivery."""

    place: int
    """In the delivery, from 1."""
    sender: Address
    receiver: Address
    control: str
    test: bool


@dataclass(frozen=True, slots=True)
class InterchangeRow:
    """What its control number said when it came."""

    place: int
    sender: str
    """With its qualifier: ``ZZ:ACME``."""
    control: str
    judged: str
    missing: tuple[int, int] | None
    repeats: int | None
    """The delivery that had the number first."""
    expected_after: int | None
    """The highest number before it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """How a partner addressed us."""

    sender: Address
    receiver: Address
    test: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that did not come."""

    channel: str
    sender: str
    before: str
    """The number before which they are missing."""
    at: datetime
    missing_from: int
    missing_to: int
    missing: int
    """How many of them are missing still."""


@dataclass(frozen=True, slots=True)
class LastNumber:
    """The last number of one counter."""

    channel: str
    direction: str
    level: str
    sender: str
    last: int
    at: datetime


class Interchanges:
    """Interchanges as they came."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def _run(self, name: str, /, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def take(
        self, channel: str, delivery_id: int, found: Sequence[InterchangeIn], *, most: int
    ) -> list[InterchangeRow]:
        """Judge the interchanges of a delivery, once: asked again, the answer is the same."""
        known = {row.place: _row(row) for row in self._run("known_interchanges", delivery=delivery_id)}
        for one in found:
            if one.place not in known:
                known[one.place] = self._one(channel, delivery_id, one, most)
        return [known[one.place] for one in found]

    def _one(self, channel: str, delivery_id: int, one: InterchangeIn, most: int) -> InterchangeRow:
        sender, control = storable(f"{one.sender.qualifier}:{one.sender.id}"), storable(one.control)
        last = self._run("lock_sender", channel=channel, sender=sender)[0].last
        number = number_of(control)
        wraps = last is not None and last >= most and number is not None and number <= 1
        mine = {"channel": channel, "sender": sender, "control": control, "delivery": delivery_id, "place": one.place}
        first = [] if last is None or wraps else self._run("first_of_control", **mine)
        found = judged(control, self._known(channel, sender, last, number, repeated=bool(first)), most=most)
        if found.last != last:
            self._run("keep_sender", channel=channel, sender=sender, last=found.last)
        row = InterchangeRow(
            place=one.place,
            sender=sender,
            control=control,
            judged="wrapped" if wraps else found.what,
            missing=found.missing,
            repeats=first[0].delivery_id if first else None,
            expected_after=last,
        )
        self._insert(channel, delivery_id, one, row, found)
        return row

    def _known(self, channel: str, sender: str, last: int | None, number: int | None, *, repeated: bool) -> Known:
        if last is None or number is None or number == last + 1:
            return Known(last, repeated=repeated)
        where = {"channel": channel, "sender": sender}
        seen = [row.number for row in self._run("seen_between", **where, low=last, high=number)]
        gaps = [(row.missing_from, row.missing_to) for row in self._run("gaps_of", **where)] if number < last else []
        return Known(last, seen, gaps, repeated)

    def _insert(self, channel: str, delivery_id: int, one: InterchangeIn, row: InterchangeRow, found: Judged) -> None:
        addresses = {"sender": one.sender.model_dump(), "receiver": one.receiver.model_dump()}
        self._run(
            "insert_interchange",
            delivery=delivery_id,
            place=one.place,
            channel=channel,
            sender=row.sender,
            control=row.control,
            number=number_of(row.control),
            addresses=storable(orjson.dumps(addresses).decode()),
            test=one.test,
            judged=row.judged,
            missing_from=found.missing[0] if found.missing else None,
            missing_to=found.missing[1] if found.missing else None,
            repeats=row.repeats,
            expected_after=row.expected_after,
        )

    def addresses(self, channel: str, delivery_id: int | None = None) -> Addresses | None:
        """How the partner addressed us in that delivery, or last; None: it never did."""
        rows = self._run("interchange_addresses", channel=channel, delivery=delivery_id)
        if not rows:
            return None
        said = rows[0].addresses
        sender, receiver = (Address.model_validate(said[name]) for name in ("sender", "receiver"))
        return Addresses(sender, receiver, rows[0].test)

    def restart(self, channel: str, sender: str | None = None) -> list[str]:
        """The partner's counter begins anew; returns the senders concerned."""
        return [row.sender for row in self._run("restart_sender", channel=channel, sender=sender)]

    def missing(self, channel: str | None = None) -> list[Gap]:
        """Gaps that are not closed, the newest first."""
        return [Gap(**row._asdict()) for row in self._run("still_missing", channel=channel)]

    def numbers(self, channel: str | None = None) -> list[LastNumber]:
        """The last number of each counter, ours and theirs."""
        return [LastNumber(**row._asdict()) for row in self._run("control_numbers", channel=channel)]


def _row(row: Row[Any]) -> InterchangeRow:
    missing = (row.missing_from, row.missing_to) if row.missing_from is not None else None
    return InterchangeRow(row.place, row.sender, row.control, row.judged, missing, row.repeats, row.expected_after)
