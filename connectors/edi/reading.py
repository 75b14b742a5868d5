"""What both EDI readers make of one document: its Reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from connectors.formats.canonical import content_hash
from connectors.ports import Reading
from domain.alike import alike_hash
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.findings import Finding


class Taken(Protocol):
    """What a reader of one order leaves behind."""

    number: str
    currency: str
    findings: list[Finding]
    lines: list[SalesOrderLine]
    line_count: int

    @property
    def ordered_at(self) -> datetime | None:
        """The order's own date."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in its file."""

    ordinal: int
    excerpt: str
    envelope: dict[str, str]
    segments_hash: str
    """Stands for the content where no canonical document could be made."""


def order_reading(
    place: Place, document: SalesOrder | None, taken: Taken, before: Iterable[Finding], *, complete: bool
) -> Reading:
    """The Reading of one order; without payload where the document could not be made or is not complete."""
    findings = (*before, *taken.findings)
    quantity = sum((line.quantity for line in taken.lines), Decimal(0))
    if document is None or not complete:
        return Reading(
            ordinal=place.ordinal,
            findings=findings,
            number=taken.number,
            key=document.key if document else None,
            content_hash=place.segments_hash,
            line_count=taken.line_count,
            quantity=quantity,
            currency=taken.currency,
            ordered_at=taken.ordered_at,
            excerpt=place.excerpt,
            envelope=place.envelope,
        )
    payload = document.model_dump_json().encode()
    return Reading(
        ordinal=place.ordinal,
        payload=payload,
        findings=findings,
        number=document.number,
        key=document.key,
        content_hash=content_hash(payload),
        alike_hash=alike_hash(document),
        line_count=len(document.lines),
        quantity=quantity,
        total=document.total(),
        currency=document.currency,
        ordered_at=document.ordered_at,
        due=document.due(),
        excerpt=place.excerpt,
        envelope=place.envelope,
    )


def unreadable(*findings: Finding, ordinal: int = 1) -> Reading:
    """The one entry that stands for what can't be read."""
    said = "\x1e".join(f"{finding.code}\x1f{finding.value}" for finding in findings)
    digest = hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()
    return Reading(ordinal=ordinal, findings=findings, excerpt=findings[0].message, content_hash=digest)


def with_findings(reading: Reading, more: tuple[Finding, ...]) -> Reading:
    """The same with findings added."""
    return replace(reading, findings=(*reading.findings, *more)) if more else reading
