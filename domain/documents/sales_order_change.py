"""The canonical change of a sales order: what a customer wants otherwise, or not at all any more, as read.

Two ways to say it: ``lines`` with an action each (X12 860, EDIFACT ORDCHG), or ``complete``, the whole order as it
should be afterwards (UBL OrderChange, web shops). A cancel of the whole order has neither.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime, Field

from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.sales_order import SalesOrder
from domain.frozen import Frozen

CHANGE_TYPE = "sales_order_change"


class ChangeKey(BusinessKey):
    """What makes a change the same change for ever: the order's key, its purpose, and its version."""

    version: str = ""
    """The sender's sequence number or edit id; where it states none, a digest of what it says (``change_key``)."""


class LineChange(Frozen):
    """One line that is added, changed or deleted. What is None or empty stays as it is on the order."""

    position: int = Field(ge=1)
    """Place in the change, from 1; never the partner's own line number."""
    action: Literal["add", "change", "delete"]
    partner_line: str = ""
    """The partner's own line number: names the order's line first of all."""
    sku: str = ""
    """Our product code, if they use it. Product codes name the line where ``partner_line`` is empty or unknown."""
    partner_sku: str = ""
    gtin: str = ""
    description: str = ""
    quantity: Decimal | None = None
    """Of the whole line afterwards, in ``unit``; None: as it is."""
    quantity_by: Decimal | None = None
    """Instead of ``quantity``: by how much more (or, negative, less) than before."""
    unit: str = ""
    """As the partner writes it; empty: the line's own, on an added line the profile's default."""
    unit_price: Decimal | None = None
    """For one ``unit``, in the order's currency; None: as it is, on an added line ours."""
    requested_date: date | None = None


class SalesOrderChange(Frozen):
    """A customer's change or cancellation of an order, as read from any channel."""

    schema_version: Literal["1"] = "1"
    type: Literal["sales_order_change"] = "sales_order_change"
    key: ChangeKey
    number: str
    """The number of the purchase order that is changed, as sent."""
    purpose: Literal["change", "cancel"]
    version: str = ""
    """The sender's own sequence number or edit id, as sent; numbers are compared as numbers. Empty: none is stated."""
    changed_at: AwareDatetime | None = None
    """When the customer made the change (edit stamp), with zone: tells older from newer where ``version`` cannot."""
    reason: str = ""
    """Why, in the sender's words."""
    customer: PartyReference | None = None
    """None: not stated; it is the order's."""
    ship_to: PartyReference | None = None
    """Another delivery address; None: as it is."""
    requested_date: date | None = None
    """Wanted at the ship-to by; None: as it is."""
    currency: str = ""
    """ISO 4217; empty: the order's."""
    lines: tuple[LineChange, ...] = ()
    complete: SalesOrder | None = None
    """The whole order as it should be afterwards: what it does not name is deleted. Then ``lines`` is empty."""
    stated_total: Decimal | None = None
    """Total without tax of the order afterwards, that the sender states; None: not stated."""
    note: str = ""
    source_rows: tuple[int, ...] = ()
    """Rows or segments that it was read from; at most the first and the last. Stays the last field (content hash)."""

    def total(self) -> Decimal:
        """Money that the change speaks of, in ``currency``, unrounded; lines without price or quantity left out."""
        if self.complete is not None:
            return self.complete.total()
        priced = ((line.quantity, line.unit_price) for line in self.lines)
        return sum((many * price for many, price in priced if many is not None and price is not None), Decimal(0))

    def due(self) -> datetime | date | None:
        """The earliest date wanted: for ranking by ship-by."""
        if self.complete is not None:
            return self.complete.due()
        dates = [line.requested_date for line in self.lines if line.requested_date]
        return min([*dates, *([self.requested_date] if self.requested_date else [])], default=None)

    def line_count(self) -> int:
        """Lines that it names."""
        return len(self.complete.lines) if self.complete is not None else len(self.lines)

    def quantity(self) -> Decimal:
        """Sum of the quantities that it names, units as sent."""
        lines = self.complete.lines if self.complete is not None else self.lines
        return sum((line.quantity for line in lines if line.quantity is not None), Decimal(0))
