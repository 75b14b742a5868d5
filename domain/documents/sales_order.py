"""The canonical sales order: what a customer asked for, as read, before any code of theirs is ours."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime, Field

from domain.documents.envelope import BusinessKey, PartyReference
from domain.frozen import Frozen


class SalesOrderLine(Frozen):
    """One line of a sales order, as the customer wrote it."""

    position: int = Field(ge=1)
    """Place in the document, from 1; never the partner's own line number."""
    partner_line: str = ""
    """The partner's own line number, kept to answer with."""
    sku: str = ""
    """Our product code, if they use it."""
    partner_sku: str = ""
    """Their product code."""
    gtin: str = ""
    """GS1 Global Trade Item Number as sent: 8, 12, 13 or 14 digits."""
    description: str = ""
    quantity: Decimal
    """In ``unit``; may be negative as read (a return), rules decide."""
    unit: str = ""
    """Unit as the partner writes it (EA, CA, PCE ...); empty: the profile's default."""
    unit_price: Decimal | None = None
    """For one ``unit``, in the order's currency, without tax unless our own prices include it; None: not stated."""
    requested_date: date | None = None


class SalesOrder(Frozen):
    """A customer's order as read from any channel."""

    schema_version: Literal["1"] = "1"
    type: Literal["sales_order"] = "sales_order"
    key: BusinessKey
    number: str
    """The customer's purchase order number, as sent."""
    customer: PartyReference
    ship_to: PartyReference | None = None
    ordered_at: AwareDatetime | None
    """The order's own date, with zone; None: could not be read (a finding says so)."""
    requested_date: date | None = None
    """Wanted at the ship-to by."""
    currency: str
    """ISO 4217."""
    lines: tuple[SalesOrderLine, ...]
    stated_total: Decimal | None = None
    """Total without tax that the sender states; None: not stated."""
    stated_line_count: int | None = None
    note: str = ""
    source_rows: tuple[int, ...] = ()
    """Rows of the file (from 1) or segment numbers that it was read from; at most the first and the last."""

    def total(self) -> Decimal:
        """Sum of quantity times unit price over lines with a price, in ``currency``, unrounded."""
        return sum((line.quantity * line.unit_price for line in self.lines if line.unit_price is not None), Decimal(0))

    def due(self) -> datetime | date | None:
        """The earliest date wanted by the customer: for ranking by ship-by."""
        dates = [line.requested_date for line in self.lines if line.requested_date]
        return min([*dates, *([self.requested_date] if self.requested_date else [])], default=None)
