"""The reader of what the portal took: one order or change a delivery, whose customer is the one of its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from pydantic import ValidationError

from connectors.formats.canonical import business_key, content_hash, told
from connectors.formats.reading import Place, Taken, message_reading, unreadable
from connectors.portal.change import change_reading
from connectors.portal.envelope import BEGINS, Envelope, unwrapped
from connectors.portal.parts import named, party_of
from connectors.portal.strict_json import NotJson
from connectors.ports import Identified, Raw, Reading, Trailer
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.documents.submitted_order import SubmittedLine, SubmittedOrder
from domain.findings import Finding
from domain.profile import PartnerProfile

_SECONDS = 3600


class _PortalReader:
    """As ``connectors.ports.Reader``."""

    name = "portal"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """The mark at the beginning of an envelope."""
        return Identified("portal", version="1") if head.startswith(BEGINS) else None

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """The one order or change in it."""
        limit = profile.limits.file_bytes
        if raw.size > limit:
            words = {"what": "The file", "size": f"{raw.size:,} bytes", "limit": f"{limit:,}"}
            yield unreadable(told(profile, "FI-FILE-004", value=raw.name, **words))
            return
        try:
            yield _found(raw, profile, unwrapped(raw.read()))
        except (NotJson, ValidationError) as why:
            yield unreadable(told(profile, "PO-DOC-001", value=raw.name, why=_first(why)))


def _found(raw: Raw, profile: PartnerProfile, envelope: Envelope) -> Reading:
    if envelope.asks:
        return change_reading(raw, profile, envelope)
    return _reading(raw, profile, envelope, SubmittedOrder.model_validate(envelope.order))


def _first(why: NotJson | ValidationError) -> str:
    if isinstance(why, NotJson):
        return str(why)
    error = why.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def _reading(raw: Raw, profile: PartnerProfile, envelope: Envelope, submitted: SubmittedOrder) -> Reading:
    order = canonical(submitted, profile, envelope.customer, raw.received_at)
    taken = Taken(
        document=order,
        findings=tuple(_stale_prices(submitted, profile, order.ordered_at)),
        number=order.number,
        line_count=len(order.lines),
        quantity=sum((line.quantity for line in order.lines), Decimal(0)),
        currency=order.currency,
        ordered_at=order.ordered_at,
    )
    place = Place(1, f"order {order.number} of {envelope.customer}", {"customer": envelope.customer}, raw.sha256)
    reading = message_reading(place, taken)
    if submitted.ordered_at is None:  # the moment of arrival is not what the customer said: sent again, it is the same
        said = order.model_copy(update={"ordered_at": None}).model_dump_json().encode()
        return replace(reading, content_hash=content_hash(said))
    return reading


def canonical(
    submitted: SubmittedOrder, profile: PartnerProfile, customer: str, received_at: datetime | None
) -> SalesOrder:
    """The canonical order of ``customer``; without a time of its own it was ordered when it was received."""
    ordered_at = submitted.ordered_at or received_at
    key = business_key(profile, submitted.number, "original", ordered_at)
    return SalesOrder(
        key=key.model_copy(update={"partner": customer}),
        number=submitted.number,
        customer=PartyReference(code=customer),
        ship_to=party_of(submitted.ship_to) if submitted.ship_to else None,
        ordered_at=ordered_at,
        requested_date=submitted.requested_date,
        currency=submitted.currency or profile.currency,
        lines=tuple(_line(position, line) for position, line in enumerate(submitted.lines, start=1)),
        stated_total=submitted.stated_total,
        note=submitted.note,
    )


def _line(position: int, line: SubmittedLine) -> SalesOrderLine:
    return SalesOrderLine(
        position=position,
        **named(line),
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        requested_date=line.requested_date,
    )


def _stale_prices(submitted: SubmittedOrder, profile: PartnerProfile, ordered_at: datetime | None) -> Iterator[Finding]:
    """Prices that were old when the order was made: told, so that whoever decides knows why they differ."""
    place = profile.transport.portal
    stated = any(line.unit_price is not None for line in submitted.lines)
    if place is None or submitted.priced_at is None or ordered_at is None or not stated:
        return
    hours = (ordered_at - submitted.priced_at).total_seconds() / _SECONDS
    if hours > place.stale_price_hours:
        yield told(profile, "PO-PRICE-001", path="priced_at", value=submitted.priced_at, hours=f"{hours:.0f}")


PORTAL = _PortalReader()
