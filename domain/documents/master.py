"""Customers, products and price list entries, as the mirror of the system of record knows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime

from domain.frozen import Frozen


class Customer(Frozen):
    """A customer or delivery address."""

    schema_version: Literal["1"] = "1"
    record_id: int
    code: str
    """Our customer number (Odoo ``ref``)."""
    gln: str = ""
    name: str
    active: bool = True
    parent_id: int | None = None
    """The commercial entity; None: is one itself."""
    pricelist_id: int | None = None
    fiscal_position_id: int | None = None
    country: str = ""
    company_id: int | None = None
    street: str = ""
    street2: str = ""
    zip_code: str = ""
    city: str = ""
    tags: tuple[str, ...] = ()
    """As people tagged it."""
    warning: str = ""
    """What sales people shall see when they sell to it; empty: nothing."""
    carrier: str = ""
    """Its delivery method; empty: none, or such are not used."""

    @property
    def house_id(self) -> int:
        """Record of the commercial entity: its own, or that of the one it belongs to."""
        return self.parent_id or self.record_id


class UnitOfMeasure(Frozen):
    """A unit: factor says how many reference units one of it is (dozen of each: 12)."""

    schema_version: Literal["1"] = "1"
    record_id: int
    name: str
    factor: Decimal
    reference_id: int
    """Record of the unit at the root of its family; conversion is only possible within one."""
    rounding: Decimal = Decimal("0.01")
    active: bool = True


class Product(Frozen):
    """A product variant that can be sold."""

    schema_version: Literal["1"] = "1"
    record_id: int
    template_id: int
    sku: str
    gtin: str = ""
    name: str
    active: bool = True
    saleable: bool = True
    uom_id: int
    """Stock and price unit."""
    pack_uom_ids: tuple[int, ...] = ()
    """Further units it is sold in (packs)."""
    pack_gtins: tuple[tuple[str, int], ...] = ()
    """GTINs of packs: (gtin, uom_id)."""
    list_price: Decimal
    """For one ``uom_id``, in the company's currency, without or with tax as the company sells."""
    cost: Decimal | None = None
    """What one ``uom_id`` costs us, in the company's currency; None: not read, or another one in each company."""
    tax_ids: tuple[int, ...] = ()
    category_id: int | None = None
    category_path: tuple[int, ...] = ()
    """Category and its parents, nearest first."""
    storable: bool = False
    """Its stock is counted."""
    lead_days: int = 0
    """Days of the calendar from an order to the moment it can be sent."""
    tags: tuple[str, ...] = ()
    """As people tagged it: what it is, for rules of shipping."""


class PriceListEntry(Frozen):
    """One rule of a price list, in the order in which the system of record tries them."""

    schema_version: Literal["1"] = "1"
    record_id: int
    pricelist_id: int
    currency: str
    applied_on: Literal["product", "template", "category", "all"]
    product_id: int | None = None
    template_id: int | None = None
    category_id: int | None = None
    min_quantity: Decimal = Decimal(0)
    """In the product's own unit."""
    starts: AwareDatetime | date | None = None
    """A moment, or a whole day."""
    ends: AwareDatetime | date | None = None
    """Inclusive: a moment, or a whole day."""
    kind: Literal["fixed", "percentage", "formula"]
    fixed_price: Decimal | None = None
    percent: Decimal | None = None
    """Discount in percent of the base price; a formula's too, where a negative one is a markup."""
    base: Literal["list", "cost", "pricelist"] | None = None
    """What percentages and formulas are taken of; None: it was not read (the list price for a percentage)."""
    base_pricelist_id: int | None = None
    """The price list that another one builds on."""
    round_to: Decimal = Decimal(0)
    """A formula's price becomes a multiple of it, per unit ordered, before the surcharge; 0: is not rounded."""
    surcharge: Decimal = Decimal(0)
    """Added by a formula, for the product's own unit."""
    margin_min: Decimal = Decimal(0)
    """A formula gives at least so much above its base, for the product's own unit; 0: no such limit."""
    margin_max: Decimal = Decimal(0)
    """At most so much above its base; 0: no such limit."""
    formula: str = ""
    """Of an entry without a known base: opaque, not evaluated here; the draft's read-back is the truth."""


class PriceList(Frozen):
    """A price list: its currency is the order's."""

    schema_version: Literal["1"] = "1"
    record_id: int
    name: str
    currency: str
    company_id: int | None = None
    active: bool = True


class Tax(Frozen):
    """A sales tax."""

    schema_version: Literal["1"] = "1"
    record_id: int
    name: str
    amount: Decimal
    """In percent, unless the tax is of another kind (fixed amounts, groups)."""
    price_include: bool = False
    """Prices of products with this tax contain it."""
    company_id: int | None = None
    active: bool = True


class FiscalPosition(Frozen):
    """Which taxes take the place of which for some customers."""

    schema_version: Literal["1"] = "1"
    record_id: int
    name: str
    company_id: int | None = None
    tax_map: tuple[tuple[int, int], ...] = ()
    """(tax of the product, tax in its place); several for one: all of them; 0: none."""
    removes_all: bool = False
    """No tax of any product stays."""
    auto_apply: bool = False
    """Applies by itself to customers who have no position of their own."""
    sequence: int = 0
    """Of those that apply by themselves the lowest that fits is taken."""
    country: str = ""
    """Only for deliveries to this country (ISO 3166-1 alpha-2); empty: any."""
    countries: tuple[str, ...] | None = None
    """Only for deliveries to one of these; None: any."""
    opaque: bool = False
    """Depends on more than the country (VAT number, state, postal code): whether it applies is not known here."""
    active: bool = True


class Company(Frozen):
    """A company that sells."""

    schema_version: Literal["1"] = "1"
    record_id: int
    name: str
    currency: str
    """Currency of list prices."""
    active: bool = True
    credit_limits: bool = False
    """Whether it works with credit limits at all."""


class Currency(Frozen):
    """A currency, by its latest rate."""

    schema_version: Literal["1"] = "1"
    record_id: int
    code: str
    """ISO 4217."""
    rate: Decimal
    """How much of it one unit of the system of record's own currency is."""


class Warehouse(Frozen):
    """Where goods are taken from."""

    schema_version: Literal["1"] = "1"
    record_id: int
    code: str
    name: str
    company_id: int | None = None
    active: bool = True
