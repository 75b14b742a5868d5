"""What a reader is: bytes in, canonical documents and findings out. This file is the manual for connector authors."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from domain.documents.envelope import BusinessKey
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import ChangeKey, SalesOrderChange
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.tax_answers import TaxAnswer, TaxQuestion


@dataclass(frozen=True, slots=True)
class Raw:
    """A delivery as it came. A path is streamed: it never stands in memory as a whole."""

    name: str
    content: bytes | Path
    sha256: str = ""
    received_at: datetime | None = None
    media: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What its transport said beside the bytes (webhooks: topic, id, time), by lower-case name; kept with them."""

    @classmethod
    def of(cls, name: str, content: bytes | Path, received_at: datetime | None = None) -> Raw:
        """A delivery with its SHA-256 computed."""
        with open_content(content) as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(name=name, content=content, sha256=digest, received_at=received_at)

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def open(self) -> io.BufferedReader | io.BytesIO:
        """A stream on the bytes, from their beginning."""
        return open_content(self.content)

    def head(self, count: int = 65_536) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(count)

    def read(self) -> bytes:
        """All bytes, for formats whose files are small by nature."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


def open_content(content: bytes | Path) -> io.BufferedReader | io.BytesIO:
    """A stream on bytes in memory or in a file."""
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


@dataclass(frozen=True, slots=True)
class Identified:
    """What a reader made of the first bytes."""

    format: str
    """csv, parquet, x12 ..."""
    version: str = ""
    """Version the file itself states: 004010."""
    detail: str = ""
    """More, in words: delimiter, encoding, sender."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One document of a delivery, or the one entry that stands for a delivery that can't be read."""

    ordinal: int
    """From 1; the same bytes and profile give the same ordinals."""
    payload: bytes | None = None
    """Canonical JSON, equal to ``SalesOrder.model_dump_json()``, of a change to ``SalesOrderChange``'s; None: not
    readable, the findings say why."""
    findings: tuple[Finding, ...] = ()
    number: str = ""
    """The partner's number of the document; empty: unknown."""
    key: BusinessKey | None = None
    content_hash: str = ""
    """SHA-256 of the canonical JSON without ``source_rows``: the same order in another file has the same."""
    alike_hash: str = ""
    """Of customer and sorted lines (product, quantity, unit): finds the same order under another number."""
    line_count: int = 0
    quantity: Decimal = Decimal(0)
    """Sum over the lines, units as sent."""
    total: Decimal = Decimal(0)
    """Sum of quantity times unit price over priced lines, unrounded."""
    currency: str = ""
    ordered_at: datetime | None = None
    due: date | None = None
    """The earliest date wanted."""
    excerpt: str = ""
    """Where in the file it stands, for people: rows or segments."""
    envelope: dict[str, str] = field(default_factory=dict)
    """What the transport's envelope says: sender, receiver, control numbers, version."""
    stamp: datetime | None = None
    """It is the document as it was at this moment (edit stamp), sent again after each edit; None: it is sent once."""
    as_change: Reading | None = None
    """What it is where an earlier moment of the same document is known with other content."""

    @property
    def document(self) -> SalesOrder | None:
        """The order, parsed from ``payload``; None for any other document. Not for hot paths."""
        readable = self.payload is not None and (self.key is None or self.key.type == "sales_order")
        return SalesOrder.model_validate_json(self.payload or b"") if readable else None

    @property
    def change(self) -> SalesOrderChange | None:
        """The change of an order, parsed from ``payload``; None where it is an order or can't be read."""
        readable = self.payload is not None and isinstance(self.key, ChangeKey)
        return SalesOrderChange.model_validate_json(self.payload or b"") if readable else None


@dataclass(frozen=True, slots=True)
class Trailer:
    """What the file itself claims to hold; None: it says nothing about that."""

    documents: int | None = None
    lines: int | None = None
    quantity: Decimal | None = None
    money: dict[str, Decimal] = field(default_factory=dict)


class TaxEngine(Protocol):
    """Says what tax an order has; asking changes nothing, so it may be asked again."""

    def quote(self, question: TaxQuestion) -> TaxAnswer:
        """The tax of each line.

        Raises:
            TryAgain: away, busy, or the answer was lost.
            Refused: it can't say, for example because the address is not known to it.
            Misconfigured: the key or the address of the engine is wrong.
        """

    def close(self) -> None:
        """Give its connections back."""


class Reader(Protocol):
    """Reads one format.

    A reader never raises for what a partner sent: what is wrong becomes findings, and a delivery that can't be
    read at all becomes exactly one Reading without payload. It keeps no state between two calls and reads no clock.
    """

    @property
    def name(self) -> str:
        """The format's name in profiles."""

    def identify(self, head: bytes, name: str) -> Identified | None:
        """Whether the first bytes (64 KiB) look like this format; ``name`` is only a hint."""

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """The documents in the order in which each one's last row stands, then a Trailer if the file has one."""
