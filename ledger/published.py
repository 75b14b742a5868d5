"""Published numbers with the terms that they were made of, and the marks that say which are to be made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from domain.availability import Standing
from ledger.found import storable
from ledger.statements import statement


@dataclass(frozen=True, slots=True)
class NumberIn:
    """A new number for a channel and SKU."""

    sku: str
    number: int
    """In packs."""
    pack: int
    """Units a pack."""
    terms: Mapping[str, object]
    """What it was made of, as ``lading why availability`` shows it."""
    split: Mapping[str, int]
    """Units by warehouse."""
    exposed: Mapping[str, int]
    """Units by warehouse of a larger number before it."""
    said: bool = True
    """Says something new to the channel; False: the same number, out of other warehouses."""


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number as the ledger has it."""

    channel: str
    sku: str
    number: int
    pack: int
    told: str
    """What it was made of, as JSON: parsed only where it is looked at."""
    at: datetime
    sent_at: datetime | None = None
    """None: the channel has not taken it yet."""

    @property
    def terms(self) -> dict[str, Any]:
        """What it was made of: its terms, how it was shared, and ``later``: how many by when."""
        found: dict[str, Any] = orjson.loads(self.told)
        return found


class PublishedNumbers:
    """What each channel was told it may sell, and what is to be looked at again."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def my_turn(self) -> bool:
        """Whether numbers are made by this transaction now, and by no other until it ends."""
        return bool(self._connection.execute(statement("try_numbers_turn")).scalar())

    def wait_for_turn(self) -> None:
        """Wait until no other transaction makes numbers.

        Raises:
            TryAgain: another one takes too long.
        """
        self._connection.execute(statement("numbers_turn"))

    def mark(self, skus: Sequence[str], why: str, due_at: datetime | None = None) -> None:
        """Have the numbers of these SKUs made anew, at once or from a moment on; many changes are one."""
        if skus:
            values = {"skus": [storable(sku) for sku in skus], "why": why, "due_at": due_at}
            self._connection.execute(statement("mark_skus"), values)

    def take_marks(self, limit: int = 10_000) -> list[str]:
        """SKUs whose time has come; without a commit they stay marked."""
        return [row.sku for row in self._connection.execute(statement("take_marks"), {"limit": limit})]

    def standing(
        self, skus: Sequence[str] | None = None, *, without: Sequence[int] = ()
    ) -> dict[str, dict[str, Standing]]:
        """By SKU and channel what was published; None: of all SKUs.

        Args:
            skus: ours.
            without: documents whose reservations do not count as taken from the numbers.
        """
        values = {"skus": None if skus is None else list(skus), "without": list(without)}
        found: dict[str, dict[str, Standing]] = {}
        rows = self._connection.execute(statement("standing_numbers"), values)
        for channel, sku, number, pack, split, exposed, sent, consumed in rows:
            taken = orjson.loads(consumed)
            standing = Standing(number, pack, orjson.loads(split), orjson.loads(exposed), sent=sent, consumed=taken)
            found.setdefault(sku, {})[channel] = standing
        return found

    def keep(self, channel: str, numbers: Sequence[NumberIn]) -> None:
        """New numbers, not sent yet."""
        if not numbers:
            return
        rows = [
            {
                "sku": storable(one.sku), "number": one.number, "pack": one.pack, "terms": one.terms,
                "split": one.split, "exposed": one.exposed, "said": one.said,
            }
            for one in numbers
        ]  # fmt: skip
        # One JSON text: as arrays of texts the driver would look at each of their quotes.
        self._connection.execute(statement("keep_published"), {"channel": channel, "rows": orjson.dumps(rows).decode()})

    def unsent(self, channel: str, limit: int = 10_000) -> list[NumberRow]:
        """Numbers that the channel has not taken, by SKU."""
        rows = self._connection.execute(statement("unsent_numbers"), {"channel": channel, "limit": limit}).mappings()
        return [NumberRow(channel=channel, **row) for row in rows]

    def sent(self, channel: str, numbers: Sequence[NumberRow], *, effect_seconds: float) -> None:
        """The channel took these; larger numbers before them count as shown for ``effect_seconds`` more."""
        if numbers:
            values = {
                "channel": channel,
                "skus": [one.sku for one in numbers],
                "ats": [one.at for one in numbers],
                "seconds": effect_seconds,
            }
            self._connection.execute(statement("numbers_sent"), values)

    def listed(
        self, channels: Sequence[str] | None = None, skus: Sequence[str] | None = None, limit: int | None = 1000
    ) -> list[NumberRow]:
        """What channels were told, by channel and SKU."""
        values = {
            "channels": None if channels is None else list(channels),
            "skus": None if skus is None else list(skus),
            "limit": limit,
        }
        rows = self._connection.execute(statement("published_numbers"), values).mappings()
        return [NumberRow(**row) for row in rows]
