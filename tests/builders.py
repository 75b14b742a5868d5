"""Values for tests, right in every respect unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.master import (
    Company,
    Currency,
    Customer,
    FiscalPosition,
    PriceList,
    PriceListEntry,
    Product,
    Tax,
    UnitOfMeasure,
    Warehouse,
)
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.facts import AlikeOrder, OrderFacts
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import run_rules

TODAY = date(2026, 3, 10)

EACH = UnitOfMeasure(record_id=1, name="Units", factor=Decimal(1), reference_id=1)
DOZEN = UnitOfMeasure(record_id=2, name="Dozens", factor=Decimal(12), reference_id=1)
KILO = UnitOfMeasure(record_id=3, name="kg", factor=Decimal(1), reference_id=3)
UNITS = (EACH, DOZEN, KILO)

BOLT_GTIN = "4006381333931"
BOLT_DOZEN_GTIN = "14006381333938"
NUT_GTIN = "96385074"
CUSTOMER_GLN = "4000001000005"


def a_product(**changes: object) -> Product:
    """A bolt for 2.50, sold by each and by the dozen."""
    return Product.model_validate(
        {
            "record_id": 10,
            "template_id": 110,
            "sku": "BOLT-M8",
            "gtin": BOLT_GTIN,
            "name": "Bolt M8",
            "uom_id": 1,
            "pack_uom_ids": (2,),
            "pack_gtins": ((BOLT_DOZEN_GTIN, 2),),
            "list_price": Decimal("2.50"),
            "tax_ids": (7,),
            "category_id": 31,
            "category_path": (31, 30),
        }
        | changes
    )


BOLT = a_product()
NUT = a_product(
    record_id=11, template_id=111, sku="NUT-M8", gtin=NUT_GTIN, name="Nut M8", pack_gtins=(), list_price=Decimal(1)
)
OLD = a_product(record_id=12, template_id=112, sku="OLD-1", gtin="", name="Old", pack_gtins=(), active=False)
PART = a_product(record_id=13, template_id=113, sku="PART-1", gtin="", name="Part", pack_gtins=(), saleable=False)
PRODUCTS = (BOLT, NUT, OLD, PART)


def a_customer(**changes: object) -> Customer:
    """Acme, active, with a price list."""
    return Customer.model_validate(
        {"record_id": 50, "code": "C-1", "gln": CUSTOMER_GLN, "name": "Acme", "pricelist_id": 5} | changes
    )


BRANCH = a_customer(record_id=51, code="C-1-B", gln="", name="Acme, branch", parent_id=50)
GONE = a_customer(record_id=52, code="C-2", gln="", name="Gone Ltd", active=False)
OTHER = a_customer(record_id=53, code="C-3", gln="", name="Other Ltd")
CUSTOMERS = (a_customer(), BRANCH, GONE, OTHER)


def an_entry(**changes: object) -> PriceListEntry:
    """A price list entry for all products, 10 % off."""
    return PriceListEntry.model_validate(
        {
            "record_id": 900,
            "pricelist_id": 5,
            "currency": "EUR",
            "applied_on": "all",
            "kind": "percentage",
            "percent": Decimal(10),
        }
        | changes
    )


def some_facts(
    *,
    today: date = TODAY,
    customers: Sequence[Customer] = CUSTOMERS,
    products: Sequence[Product] = PRODUCTS,
    entries: Sequence[PriceListEntry] = (),
    pricelists: Sequence[PriceList] = (PriceList(record_id=5, name="Retail", currency="EUR"),),
    taxes: Sequence[Tax] = (Tax(record_id=7, name="19 %", amount=Decimal(19)),),
    fiscal_positions: Sequence[FiscalPosition] = (),
    companies: Sequence[Company] = (Company(record_id=1, name="Our company", currency="EUR"),),
    warehouses: Sequence[Warehouse] = (Warehouse(record_id=3, code="WH", name="Main", company_id=1),),
    currencies: Sequence[Currency] = (),
    alike: Mapping[str, Sequence[AlikeOrder]] | None = None,
) -> OrderFacts:
    """One company in euro with four products and four customers."""
    return OrderFacts.of(
        today=today,
        customers=customers,
        products=products,
        units=UNITS,
        entries=entries,
        pricelists=pricelists,
        taxes=taxes,
        fiscal_positions=fiscal_positions,
        companies=companies,
        warehouses=warehouses,
        currencies=currencies,
        alike=alike or {},
    )


def a_profile(**changes: object) -> PartnerProfile:
    """Acme's profile: pieces and dozens, euro."""
    return PartnerProfile.model_validate(
        {
            "partner": "acme",
            "source_id": "acme-orders",
            "channel": "acme",
            "format": "x12",
            "currency": "EUR",
            "units": {"EA": "Units", "DZ": "Dozens", "KG": "kg"},
            "transport": {"inbox": "acme/in"},
        }
        | changes
    )


def a_line(position: int = 1, **changes: object) -> SalesOrderLine:
    """Ten bolts at their price."""
    return SalesOrderLine.model_validate(
        {"position": position, "sku": "BOLT-M8", "quantity": 10, "unit": "EA", "unit_price": Decimal("2.50")} | changes
    )


def an_order(*lines: SalesOrderLine, **changes: object) -> SalesOrder:
    """Acme's order of today with ``lines``; ten bolts without any."""
    number = str(changes.get("number", "PO-1"))
    key = BusinessKey(source_id="acme-orders", company="main", partner="acme", type="sales_order", number=number)
    fields: dict[str, object] = {
        "key": key,
        "number": number,
        "customer": PartyReference(code="C-1"),
        "ordered_at": datetime(2026, 3, 10, 9, 30, tzinfo=UTC),
        "currency": "EUR",
        "lines": lines or (a_line(),),
    }
    return SalesOrder.model_validate(fields | changes)


def findings_of(
    order: SalesOrder, facts: OrderFacts | None = None, profile: PartnerProfile | None = None
) -> tuple[Finding, ...]:
    """What the rules say about an order."""
    facts, profile = facts or some_facts(), profile or a_profile()
    return run_rules(order, resolve(order, facts, profile), facts, profile)


def codes_of(order: SalesOrder, facts: OrderFacts | None = None, profile: PartnerProfile | None = None) -> list[str]:
    """The numbers only."""
    return [finding.code for finding in findings_of(order, facts, profile)]
