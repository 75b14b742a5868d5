"""The distributor's master data as the rules see it, without a server: what the mirror of Odoo would hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain.documents.master import (
    Company,
    Customer,
    PriceList,
    PriceListEntry,
    Product,
    Tax,
    UnitOfMeasure,
    Warehouse,
)
from domain.facts import OrderFacts
from tests.unit.distributor.rehearsal import built_on

Rows = dict[str, list[dict[str, Any]]]
TEMPLATE = 10_000


def facts(master: Rows, today: date) -> OrderFacts:
    """Facts for every order of the distributor."""
    units = {"Units": 1} | {row["name"]: 40 + place for place, row in enumerate(master["units"])}
    categories = {row["code"]: 5 + place for place, row in enumerate(master["categories"])}
    parents = {row["code"]: row["parent"] for row in master["categories"]}
    lists = {row["name"]: 2 + place for place, row in enumerate(master["pricelists"])}
    skus = {row["sku"]: 100 + place for place, row in enumerate(master["products"])}
    return OrderFacts.of(
        today=today,
        customers=[_customer(row, 500 + place, lists) for place, row in enumerate(master["customers"])],
        products=[
            _product(row, skus[row["sku"]], units, _path(row["category"], categories, parents))
            for row in master["products"]
        ],
        units=[_unit(name, number, master) for name, number in units.items()],
        entries=_entries(master, (lists, skus, categories)),
        pricelists=[
            PriceList(record_id=lists[row["name"]], name=row["name"], currency=row["currency"])
            for row in master["pricelists"]
        ],
        taxes=[Tax(record_id=1, name="15%", amount=Decimal(15))],
        companies=[Company(record_id=1, name="Brightwater", currency="USD")],
        warehouses=[Warehouse(record_id=1, code="WH", name="First", company_id=1)],
        default_company_id=1,
    )


def _unit(name: str, number: int, master: Rows) -> UnitOfMeasure:
    factor = next((row["factor"] for row in master["units"] if row["name"] == name), "1")
    return UnitOfMeasure(record_id=number, name=name, factor=Decimal(factor), reference_id=1)


def _path(code: str, categories: dict[str, int], parents: dict[str, str]) -> tuple[int, ...]:
    return (categories[code], categories[parents[code]])


def _product(row: dict[str, Any], number: int, units: dict[str, int], path: tuple[int, ...]) -> Product:
    return Product(
        record_id=number,
        template_id=number + TEMPLATE,
        sku=row["sku"],
        gtin=row["gtin"],
        name=row["name"],
        active=row["active"],
        saleable=row["saleable"],
        uom_id=1,
        pack_uom_ids=tuple(units[pack["unit"]] for pack in row["packs"]),
        pack_gtins=tuple((pack["gtin"], units[pack["unit"]]) for pack in row["packs"]),
        list_price=Decimal(row["list_price"]),
        cost=Decimal(row["cost"]),
        tax_ids=(1,),
        category_id=path[0],
        category_path=path,
    )


def _customer(row: dict[str, Any], number: int, lists: dict[str, int]) -> Customer:
    return Customer(
        record_id=number,
        code=row["code"],
        gln=row["gln"],
        name=row["name"],
        active=row["active"],
        pricelist_id=lists[row["pricelist"]],
        country=row["country"],
    )


def _entries(master: Rows, ids: tuple[dict[str, int], dict[str, int], dict[str, int]]) -> list[PriceListEntry]:
    lists, skus, categories = ids
    made: list[PriceListEntry] = []
    for row in master["pricelists"]:
        for entry in row["entries"]:
            made.append(
                PriceListEntry(
                    record_id=len(made) + 1,
                    pricelist_id=lists[row["name"]],
                    currency=row["currency"],
                    applied_on={"product": "template"}.get(entry["applied_on"], entry["applied_on"]),
                    template_id=skus[entry["sku"]] + TEMPLATE if entry["sku"] else None,
                    category_id=categories[entry["category"]] if entry["category"] else None,
                    min_quantity=Decimal(entry["min_quantity"]),
                    starts=date.fromisoformat(entry["starts"]) if entry["starts"] else None,
                    ends=date.fromisoformat(entry["ends"]) if entry["ends"] else None,
                    kind=entry["kind"],
                    fixed_price=Decimal(entry["fixed_price"]) if entry["fixed_price"] else None,
                    percent=Decimal(entry["percent"]) if entry["percent"] else None,
                    **built_on(entry, lists),  # type: ignore[arg-type]  # pydantic reads the decimals
                )
            )
    return made
