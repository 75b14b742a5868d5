"""A sales order in our own codes: what would be posted, each value ours and explained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime

from domain.frozen import Frozen


class ResolvedLine(Frozen):
    """One line in the product, unit and price of the system of record."""

    position: int
    sku: str = ""
    """Our product code; empty: unknown."""
    product_id: int | None = None
    """Record of the product variant in the system of record; None: unknown or archived."""
    product_active: bool = False
    product_saleable: bool = False
    description: str = ""
    unit: str = ""
    """Our unit's name; empty: unknown."""
    uom_id: int | None = None
    quantity: Decimal
    """In ``unit``, after conversion, not rounded."""
    price_unit: Decimal | None = None
    """For one ``unit``; the customer's if stated, else the expected one."""
    discount: Decimal = Decimal(0)
    """Percent."""
    expected_price: Decimal | None = None
    """Our price for one ``unit`` after the price list's discount; None: unknown."""
    price_source: str = ""
    """Which price list entry gave ``expected_price``, in words."""
    tax_ids: tuple[int, ...] | None = None
    """Taxes the system of record should put on the line; None: not known."""
    included_tax: Decimal = Decimal(0)
    """Percent of tax that ``price_unit`` includes."""
    subtotal: Decimal = Decimal(0)
    """quantity * price_unit * (1 - discount / 100) / (1 + included_tax / 100), rounded to the currency."""


class ResolvedOrder(Frozen):
    """What would be posted for one sales order."""

    schema_version: Literal["1"] = "1"
    external_id: str
    """``__lading__.sales_order_<26 base32>`` from the business key (domain.keys)."""
    number: str
    customer_code: str
    customer_id: int | None = None
    customer_active: bool = False
    ship_to_id: int | None = None
    company_id: int | None = None
    warehouse_id: int | None = None
    pricelist_id: int | None = None
    currency: str
    pricelist_currency: str = ""
    ordered_at: AwareDatetime | None
    requested_date: date | None = None
    lines: tuple[ResolvedLine, ...]
    untaxed_total: Decimal
    """Sum of the lines' subtotals."""
    source_label: str
    """Channel and file or message, for the note in the system of record."""


class ReadBackLine(Frozen):
    """One order line as the system of record has it."""

    external_id: str
    record_id: int
    product_id: int | None
    uom_id: int | None
    quantity: Decimal
    price_unit: Decimal
    discount: Decimal
    tax_ids: tuple[int, ...]
    subtotal: Decimal


class ReadBackOrder(Frozen):
    """One order as the system of record has it: the truth that drafts are compared with."""

    external_id: str
    record_id: int
    name: str
    state: Literal["draft", "sent", "sale", "done", "cancel"]
    customer_id: int | None
    ship_to_id: int | None
    company_id: int | None
    warehouse_id: int | None
    pricelist_id: int | None
    currency: str
    ordered_at: AwareDatetime | None
    client_reference: str
    untaxed_total: Decimal
    tax_total: Decimal
    total: Decimal
    write_date: AwareDatetime
    lines: tuple[ReadBackLine, ...]
