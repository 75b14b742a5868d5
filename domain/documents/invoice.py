"""A posted invoice or credit note of a customer, as the mirror of the system of record knows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from domain.frozen import Frozen

PaymentState = Literal["open", "partly_paid", "in_payment", "paid", "reversed"]


class Invoice(Frozen):
    """Posted: it counts, and its number never changes."""

    schema_version: Literal["1"] = "1"
    record_id: int
    number: str
    kind: Literal["invoice", "credit_note"]
    customer_id: int
    """Record of the contact that it is made out to."""
    house_id: int
    """Record of the commercial entity that owes it."""
    company_id: int | None = None
    issued_on: date | None
    due_on: date | None
    currency: str
    untaxed: Decimal
    tax: Decimal
    total: Decimal
    residual: Decimal
    """What is still to be paid."""
    state: PaymentState
    origin: str = ""
    """Our number of the order that it is for."""
    reference: str = ""
    """The customer's number of that order."""
    cancelled: bool = False
    """No longer posted: set back to draft, or cancelled."""
