"""A change or cancellation that the portal took, as the canonical one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from connectors.formats.canonical import business_key, content_hash
from connectors.formats.reading import Place, Taken, message_reading
from connectors.portal.envelope import Envelope
from connectors.portal.parts import named, party_of
from connectors.ports import Raw, Reading
from domain.documents.envelope import PartyReference
from domain.documents.sales_order_change import LineChange, SalesOrderChange
from domain.documents.submitted_change import SubmittedCancellation, SubmittedChange, SubmittedLineChange
from domain.documents.submitted_order import Moment
from domain.keys import change_key
from domain.profile import PartnerProfile

_MOMENT: TypeAdapter[datetime | None] = TypeAdapter(Moment | None)
_ONCE = "cancellation"
"""Version of each cancellation: an order is cancelled once, however often somebody asks."""


def change_reading(raw: Raw, profile: PartnerProfile, envelope: Envelope) -> Reading:
    """The one change of an envelope.

    Raises:
        pydantic.ValidationError: it is not as described.
    """
    change = canonical_change(profile, envelope, raw.received_at)
    taken = Taken(
        document=change,
        number=change.number,
        line_count=change.line_count(),
        quantity=change.quantity(),
        currency=profile.currency,
        ordered_at=change.changed_at,
    )
    excerpt = f"{change.purpose} of order {change.number} of {envelope.customer}"
    reading = message_reading(Place(1, excerpt, {"customer": envelope.customer}, raw.sha256), taken)
    if change.purpose == "cancel":
        return replace(reading, content_hash=content_hash(_ONCE.encode()))
    return reading


def canonical_change(profile: PartnerProfile, envelope: Envelope, received_at: datetime | None) -> SalesOrderChange:
    """The canonical change of an order of ``envelope.customer``."""
    cancels = envelope.asks == "cancel"
    said = (SubmittedCancellation if cancels else SubmittedChange).model_validate(envelope.change)
    changed_at = said.changed_at or received_at
    more = said if isinstance(said, SubmittedChange) else SubmittedChange()
    order = business_key(
        profile, envelope.number, "original", _MOMENT.validate_python(envelope.ordered_at) or changed_at
    )
    purpose: Literal["change", "cancel"] = "cancel" if cancels else "change"
    version = _ONCE if cancels else more.version
    key = change_key(
        order.model_copy(update={"partner": envelope.customer}),
        purpose,
        version,
        said=envelope.idempotency_key.encode(),
    )
    return SalesOrderChange(
        key=key,
        number=envelope.number,
        purpose=purpose,
        version=more.version,
        changed_at=changed_at,
        reason=said.reason,
        customer=PartyReference(code=envelope.customer),
        ship_to=party_of(more.ship_to) if more.ship_to else None,
        requested_date=more.requested_date,
        lines=tuple(_line(position, line) for position, line in enumerate(more.lines, start=1)),
        note=more.note,
    )


def _line(position: int, line: SubmittedLineChange) -> LineChange:
    stays = line.action == "delete"
    return LineChange(
        position=position,
        action=line.action,
        **named(line),
        quantity=None if stays else line.quantity,
        unit="" if stays or line.quantity is None else line.unit,
        unit_price=None if stays else line.unit_price,
        requested_date=None if stays else line.requested_date,
    )
