"""The demo's distributor as the mirror would know it, so that readers and rules can be tried without any server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from domain.documents.master import (
    Company,
    Customer,
    PriceList,
    PriceListEntry,
    Product,
    UnitOfMeasure,
    Warehouse,
)
from domain.facts import OrderFacts

Rows = Sequence[Mapping[str, object]]


def facts_from(master: Mapping[str, Rows], today: date) -> OrderFacts:
    """Facts with every record of the generated master data; record ids by place."""
    units = {"Units": UnitOfMeasure(record_id=1, name="Units", factor=Decimal(1), reference_id=1)}
    for place, row in enumerate(master["units"], start=2):
        name = str(row["name"])
        units[name] = UnitOfMeasure(record_id=place, name=name, factor=Decimal(str(row["factor"])), reference_id=1)
    categories = {str(row["code"]): row for row in master["categories"]}
    category_ids = {code: place for place, code in enumerate(categories, start=1)}
    products = [
        _product(place, row, units, _path(row, categories, category_ids))
        for place, row in enumerate(master["products"], start=1)
    ]
    lists = {str(row["name"]): place for place, row in enumerate(master["pricelists"], start=1)}
    skus = {product.sku: product for product in products}
    entries = [
        _entry(lists, str(row["name"]), number, one, (skus, category_ids, str(row["currency"])))
        for row in master["pricelists"]
        for number, one in enumerate(_listed(row["entries"]), start=1)
    ]
    return OrderFacts.of(
        today=today,
        customers=[_customer(place, row, lists) for place, row in enumerate(master["customers"], start=1)],
        products=products,
        units=units.values(),
        entries=entries,
        pricelists=[
            PriceList(record_id=lists[str(row["name"])], name=str(row["name"]), currency=str(row["currency"]))
            for row in master["pricelists"]
        ],
        companies=[Company(record_id=1, name="Our company", currency="USD")],
        warehouses=[Warehouse(record_id=1, code="WH", name="Main", company_id=1)],
    )


def built_on(row: Mapping[str, object], lists: Mapping[str, int]) -> dict[str, object]:
    """What an entry's percentage is of, and what a formula does to it, as the mirror would hold it."""
    if row["kind"] == "fixed":
        return {}
    names = ("round_to", "surcharge", "margin_min", "margin_max")
    terms: dict[str, object] = {name: row[name] for name in names if name in row}
    return {"base": row["base"], "base_pricelist_id": lists.get(str(row["of"])), **terms}


def _listed(rows: object) -> Rows:
    assert isinstance(rows, list)
    return rows


def _path(
    row: Mapping[str, object], categories: Mapping[str, Mapping[str, object]], ids: Mapping[str, int]
) -> tuple[int, ...]:
    path, code = [], str(row["category"])
    while code:
        path.append(ids[code])
        code = str(categories[code]["parent"] or "")
    return tuple(path)


def _product(
    place: int, row: Mapping[str, object], units: Mapping[str, UnitOfMeasure], path: tuple[int, ...]
) -> Product:
    packs = _listed(row.get("packs") or [])
    return Product(
        record_id=place,
        template_id=place,
        sku=str(row["sku"]),
        gtin=str(row["gtin"] or ""),
        name=str(row["name"]),
        active=bool(row["active"]),
        saleable=bool(row["saleable"]),
        uom_id=1,
        pack_gtins=tuple((str(pack["gtin"]), units[str(pack["unit"])].record_id) for pack in packs if pack.get("gtin")),
        list_price=Decimal(str(row["list_price"])),
        cost=Decimal(str(row["cost"])),
        category_path=path,
    )


def _customer(place: int, row: Mapping[str, object], lists: Mapping[str, int]) -> Customer:
    return Customer(
        record_id=place,
        code=str(row["code"]),
        gln=str(row["gln"] or ""),
        name=str(row["name"]),
        active=bool(row["active"]),
        pricelist_id=lists[str(row["pricelist"])],
    )


def _entry(
    lists: Mapping[str, int],
    name: str,
    number: int,
    row: Mapping[str, object],
    known: tuple[Mapping[str, Product], Mapping[str, int], str],
) -> PriceListEntry:
    skus, categories, currency = known
    pricelist = lists[name]
    applied_on = {"product": "template"}.get(str(row["applied_on"]), str(row["applied_on"]))
    return PriceListEntry.model_validate(
        {
            "record_id": pricelist * 10_000 + number,
            "pricelist_id": pricelist,
            "currency": currency,
            "applied_on": applied_on,
            "template_id": skus[str(row["sku"])].template_id if row["sku"] else None,
            "category_id": categories.get(str(row["category"])),
            "min_quantity": str(row["min_quantity"]),
            "starts": row["starts"] or None,
            "ends": row["ends"] or None,
            "kind": row["kind"],
            "fixed_price": row["fixed_price"] or None,
            "percent": row["percent"] or None,
            **built_on(row, lists),
        }
    )
