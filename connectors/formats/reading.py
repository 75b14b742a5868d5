"""What readers of messages make of one document: its Reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from connectors.formats.canonical import content_hash
from connectors.ports import Reading
from domain.alike import alike_hash
from domain.documents.acknowledgement import FunctionalAcknowledgement
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import SalesOrderChange
from domain.findings import Finding


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from one message, whether or not a document could be made of it."""

    document: SalesOrder | SalesOrderChange | FunctionalAcknowledgement | None = None
    """None: it could not be made; the findings say why."""
    findings: tuple[Finding, ...] = ()
    number: str = ""
    """The partner's number of the document, as stated."""
    line_count: int = 0
    quantity: Decimal = Decimal(0)
    """Sum over the lines that were read, units as sent."""
    currency: str = ""
    ordered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in its file."""

    ordinal: int
    excerpt: str
    envelope: dict[str, str]
    content_hash: str
    """Stands for the content where no canonical document could be made."""


def message_reading(place: Place, taken: Taken, before: Iterable[Finding] = (), *, complete: bool = True) -> Reading:
    """The Reading of one message.

    Args:
        place: where it stands.
        taken: what its reader took from it.
        before: findings about its envelope; they come first.
        complete: False: its end is missing or a part was too large, so that it has no payload whatever was read.
    """
    document = taken.document
    reading = Reading(
        ordinal=place.ordinal,
        findings=(*before, *taken.findings),
        number=taken.number,
        key=document.key if document else None,
        content_hash=place.content_hash,
        line_count=taken.line_count,
        quantity=taken.quantity,
        currency=taken.currency,
        ordered_at=taken.ordered_at,
        excerpt=place.excerpt,
        envelope=place.envelope,
    )
    if document is None or not complete:
        return reading
    payload = document.model_dump_json().encode()
    return replace(
        reading,
        payload=payload,
        content_hash=content_hash(payload),
        alike_hash=alike_hash(document) if isinstance(document, SalesOrder) else "",
        total=document.total(),
        due=document.due(),
    )


def unreadable(*findings: Finding, ordinal: int = 1, excerpt: str = "") -> Reading:
    """The one entry that stands for what can't be read; without ``excerpt`` the first finding says where."""
    return Reading(
        ordinal=ordinal, findings=findings, excerpt=excerpt or findings[0].message, content_hash=findings_hash(findings)
    )


def findings_hash(findings: Iterable[Finding]) -> str:
    """SHA-256 of codes and values: stands for the content of what can't be read."""
    said = "\x1e".join(f"{finding.code}\x1f{finding.value}" for finding in findings)
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()


def with_findings(reading: Reading, more: tuple[Finding, ...]) -> Reading:
    """The same with findings added."""
    return replace(reading, findings=(*reading.findings, *more)) if more else reading
