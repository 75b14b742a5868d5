"""Our price for a line is the one that Odoo computes: any kind of entry, any order of trying, packs and quantities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from connectors.odoo.master_load import MasterLoad
from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.profile import PartnerProfile
from domain.read_back import comparison_rows
from domain.resolve import resolve
from tests.contract.odoo.prices import left_to_odoo, mirror
from tests.contract.odoo.world import World

CATEGORIES = [
    {"code": "tools", "name": "Tools", "parent": ""},
    {"code": "hand", "name": "Hand tools", "parent": "tools"},
    {"code": "wood", "name": "Wooden", "parent": ""},
]
PRODUCTS = [
    {"sku": "HAMMER", "name": "Hammer", "category": "hand", "list_price": "19.99", "unit": "Units"},
    {"sku": "SAW", "name": "Saw", "category": "tools", "list_price": "0.37", "unit": "Units"},
    {"sku": "SPOON", "name": "Spoon", "category": "wood", "list_price": "1.05", "unit": "Units"},
]


def _off(percent: str, applied_on: str = "all", **more: str) -> dict[str, str]:
    return {"applied_on": applied_on, "kind": "percentage", "percent": percent, **more}


def _at(price: str, applied_on: str = "all", **more: str) -> dict[str, str]:
    return {"applied_on": applied_on, "kind": "fixed", "fixed_price": price, **more}


LISTS: Mapping[str, list[dict[str, str]]] = {
    "Nothing": [],
    "Percent": [_off("12.5")],
    "Fixed": [_at("3.33", "product", sku="HAMMER"), _at("9", "all")],
    "Breaks": [_off("0"), _off("5", min_quantity="12"), _off("10", min_quantity="24"), _at("0.3", min_quantity="100")],
    "Categories": [
        _off("10", "category", category="tools"),
        _off("20", "category", category="hand"),
        _off("1", "category", category="tools", min_quantity="24"),
    ],
    "Order": [
        _at("1", "all", min_quantity="24"),
        _at("2", "category", category="tools", min_quantity="12"),
        _at("4", "category", category="hand"),
        _at("8", "product", sku="SAW"),
    ],
    "Dated": [
        _off("5"),
        _off("50", "category", category="tools", starts="2026-03-10", ends="2026-03-20"),
        _at("0.5", "product", sku="SAW", starts="2026-04-01"),
    ],
}
COUNTRIES = {"Fixed": "DE", "Breaks": ""}
"""Elsewhere, and nowhere: other fiscal positions than the company's own country."""
MOMENTS = [
    datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 10, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 3, 20, 23, 59, 58, tzinfo=UTC),
    datetime(2026, 3, 21, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 4, 1, 12, tzinfo=UTC),
]
PROFILE = PartnerProfile.model_validate(
    {
        "partner": "p",
        "source_id": "prices",
        "channel": "p",
        "format": "x12",
        "currency": "USD",
        "units": {"CS": "Case of 12", "EA": "Units"},
        "transport": {"inbox": "p"},
    }
)


def _customer(name: str) -> str:
    return f"P-{name.upper()}"


def _order(name: str, moment: datetime, place: int) -> SalesOrder:
    number = f"{name}-{place}"
    pairs = [
        (str(row["sku"]), quantity, unit)
        for row in PRODUCTS
        for quantity, unit in ((1, "EA"), (13, "EA"), (2, "CS"), (9, "CS"))
    ]
    return SalesOrder(
        key=BusinessKey(source_id="prices", company="main", partner="p", type="sales_order", number=number),
        number=number,
        customer=PartyReference(code=_customer(name)),
        ordered_at=moment,
        currency="USD",
        lines=tuple(
            SalesOrderLine(position=position, sku=sku, quantity=Decimal(quantity), unit=unit)
            for position, (sku, quantity, unit) in enumerate(pairs, start=1)
        ),
    )


def _include_tax(world: World, sku: str) -> None:
    values = {"name": "Incl 19%", "amount": 19, "price_include_override": "tax_included", "type_tax_use": "sale"}
    tax = world.admin.call("account.tax", "create", arguments={"vals_list": [values]})[0]
    product = world.admin.search_read("product.product", [("default_code", "=", sku)], ["id"])[0]["id"]
    world.admin.write("product.product", [product], {"taxes_id": [(6, 0, [tax])]})


@pytest.fixture(scope="module")
def resolved(own_world: World) -> list[ResolvedOrder]:
    load = MasterLoad(own_world.admin)
    load.categories(CATEGORIES)
    load.products(PRODUCTS)
    _include_tax(own_world, "SPOON")
    load.pricelists([{"name": name, "currency": "USD", "entries": entries} for name, entries in LISTS.items()])
    load.customers(
        [
            {"code": _customer(name), "name": name, "country": COUNTRIES.get(name, "US"), "pricelist": name}
            for name in LISTS
        ]
    )
    facts = mirror(own_world, MOMENTS[0].date())
    moments = [(name, moment) for name in LISTS for moment in (MOMENTS if name == "Dated" else MOMENTS[:1])]
    return [resolve(_order(name, moment, place), facts, PROFILE) for place, (name, moment) in enumerate(moments)]


def test_every_price_is_known(resolved: list[ResolvedOrder]) -> None:
    unknown = [(order.number, line.sku) for order in resolved for line in order.lines if line.expected_price is None]
    assert unknown == []
    assert len({line.price_source for order in resolved for line in order.lines}) > 12


def test_odoo_computes_the_same_price_and_discount_for_every_line(
    own_world: World, resolved: list[ResolvedOrder]
) -> None:
    names = [left_to_odoo(own_world, order) for order in resolved]
    read = own_world.sales.read_back(names)
    wrong = []
    for order, name in zip(resolved, names, strict=True):
        for line, theirs in zip(order.lines, read[name].lines, strict=True):
            ours = (line.price_unit, line.discount)
            if (theirs.price_unit, theirs.discount) != ours:
                wrong.append(
                    (order.number, line.sku, line.unit, line.quantity, ours, (theirs.price_unit, theirs.discount))
                )
    assert wrong == []


def test_a_draft_of_our_prices_and_taxes_is_read_back_without_a_difference(
    own_world: World, resolved: list[ResolvedOrder]
) -> None:
    own_world.sales.draft(resolved)
    read = own_world.sales.read_back([order.external_id for order in resolved])
    rows = [row for order in resolved for row in comparison_rows(order, read.get(order.external_id))]
    assert [row for row in rows if not row["equal"]] == []
    exactly = [row for row in rows if row["field"] != "untaxed_total"]
    assert [row for row in exactly if row["difference"] > 1e-9] == []
    taxes = {line.tax_ids for order in resolved for line in order.lines}
    assert len(taxes) > 2
    assert None not in taxes
    assert {"taxes", "subtotal", "price_unit", "warehouse", "pricelist"} <= {row["field"] for row in rows}
