"""The canonical answer to an order or to a change of one: what stands, line by line, and why where it differs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime

from domain.documents.envelope import PartyReference
from domain.frozen import Frozen

Verdict = Literal["accepted", "changed", "rejected"]
Difference = Literal["quantity", "price", "date", "product", "unit"]


class Reason(Frozen):
    """Why something is rejected or changed, by the catalogue's number."""

    code: str
    text: str


class ResponseLine(Frozen):
    """One line as the customer wrote it, and as it stands now."""

    position: int
    partner_line: str = ""
    """The partner's own line number; empty: the position answers."""
    sku: str = ""
    partner_sku: str = ""
    gtin: str = ""
    description: str = ""
    verdict: Verdict
    action: Literal["", "add", "change", "delete"] = ""
    """What a change asked for; empty: the line stood before, or it is an order that is answered."""
    differences: tuple[Difference, ...] = ()
    """What stands otherwise than asked; empty unless the verdict is ``changed``."""
    reasons: tuple[Reason, ...] = ()
    ordered: Decimal
    """Quantity as asked, in ``unit``."""
    instead: str = ""
    """Our code of the product that stands instead of the one asked for; on a rejected line the one that we offer."""
    quantity: Decimal
    """Quantity that stands, in ``unit``; 0 where the line is rejected."""
    unit: str = ""
    """As the partner writes it."""
    price: Decimal | None = None
    """That stands, for one ``unit``, in the response's currency, without tax; None: not known."""
    requested: date | None = None
    """Date asked for."""
    promised: date | None = None
    """Date that stands; None: none is promised."""


class OrderResponse(Frozen):
    """What becomes of one order (or change): accepted, accepted with changes, or rejected."""

    schema_version: Literal["1"] = "1"
    type: Literal["order_response"] = "order_response"
    answers: Literal["order", "change"] = "order"
    """change: 865, and the same ORDRSP or OrderResponse as for an order."""
    verdict: Verdict
    number: str
    """The customer's purchase order number, as sent."""
    version: str = ""
    """Of the change that is answered, as sent (BCH04); empty for an order."""
    our_reference: str = ""
    """Our order's number; empty: there is none."""
    ordered_at: AwareDatetime | None = None
    currency: str = ""
    customer: PartyReference
    ship_to: PartyReference | None = None
    promised: date | None = None
    """Delivery date of the whole, where one stands."""
    reasons: tuple[Reason, ...] = ()
    """Of the whole document; reasons of a line stand with the line."""
    lines: tuple[ResponseLine, ...]
