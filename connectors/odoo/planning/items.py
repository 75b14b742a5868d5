"""Items of a plan: products that are stocked, each with a code of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.units import Units
from connectors.odoo.port import Record
from domain.catalogue import finding
from domain.findings import Finding
from domain.planning import frames
from domain.planning.profile import PlanningProfile

_PRODUCT = (
    "default_code", "name", "active", "sale_ok", "purchase_ok", "is_storable", "uom_id", "categ_id", "standard_price",
    "lst_price", "volume", "weight", "create_date", "product_tmpl_id",
)  # fmt: skip
_OF_MODULES = ("expiration_time", "use_expiration_date", "bom_count")
"""Fields that are there with the modules product_expiry and mrp."""
_STORED: tuple[object, ...] = (True, "product")
"""What the field of stocked products reads as, in 18 and later and before."""


@dataclass(frozen=True, slots=True)
class Items:
    """Products that are planned, and how Odoo numbers them."""

    frame: pl.DataFrame
    by_product: Mapping[int, str]
    """SKU by product.product."""
    templates: Mapping[int, tuple[int, ...]]
    """Products by product.template."""
    unit_of: Mapping[int, int]
    """Unit by product."""


def read_items(ask: Asking, profile: PlanningProfile, units: Units, skus: Sequence[str]) -> tuple[Items, list[Finding]]:
    """Stocked products of the company in the profile's categories; who has no code of its own is told.

    Args:
        ask: the company's questions.
        profile: categories, and which item follows which.
        units: for names and steps.
        skus: only these; empty: all.
    """
    more = sorted(ask.fields_of("product.product", _OF_MODULES))
    categories = {row["id"]: str(row["complete_name"]) for row in ask.pages("product.category", [], ("complete_name",))}
    domain: list[object] = ["|", ("company_id", "=", False), ("company_id", "=", ask.company)]
    if skus:
        domain.append(("default_code", "in", sorted(set(skus))))
    rows = [
        row
        for row in ask.pages("product.product", domain, [*_PRODUCT, *more])
        if row["is_storable"] in _STORED and categories.get(row["categ_id"], "").startswith(profile.categories or "")
    ]
    chosen, found = _each_code_once(rows)
    made = _made(ask, chosen) if "bom_count" in more else frozenset[int]()
    successors = {old: new for new, old in profile.successors.items()}
    records = [
        _item(ask, row, units, categories)
        | {"made": row["id"] in made, "successor": successors.get(row["default_code"])}
        for row in chosen
    ]
    return _items(records, chosen), found


def _items(records: list[dict[str, Any]], rows: Sequence[Record]) -> Items:
    templates: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        templates[row["product_tmpl_id"]].append(row["id"])
    return Items(
        frame=frames.ITEMS.of(records).sort("sku"),
        by_product={row["id"]: str(row["default_code"]).strip() for row in rows},
        templates={number: tuple(products) for number, products in templates.items()},
        unit_of={row["id"]: row["uom_id"] for row in rows},
    )


def _each_code_once(rows: Sequence[Record]) -> tuple[list[Record], list[Finding]]:
    """Of archived products and one that is active under the same code the active one counts."""
    by_code: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        by_code[str(row["default_code"] or "").strip()].append(row)
    found = [
        finding("PL-ITEM-001", path=f"product.product {row['id']}", value=str(row["name"]))
        for row in by_code.pop("", [])
        if row["active"]
    ]
    chosen = []
    for code, those in by_code.items():
        best = [row for row in those if row["active"]] or those[-1:]
        if len(best) == 1:
            chosen += best
        else:
            numbers = ", ".join(str(row["id"]) for row in best)
            found.append(finding("PL-ITEM-002", path=f"product.product {numbers}", value=code, products=numbers))
    return chosen, found


def _item(ask: Asking, row: Record, units: Units, categories: Mapping[int, str]) -> dict[str, Any]:
    unit = units.known[row["uom_id"]]
    keeps = int(number(row.get("expiration_time"))) if row.get("use_expiration_date") else 0
    return {
        "sku": str(row["default_code"]).strip(),
        "name": str(row["name"]),
        "product_id": row["id"],
        "category": categories.get(row["categ_id"], ""),
        "unit": unit.name,
        "unit_id": row["uom_id"],
        "unit_rounding": unit.rounding,
        "cost": number(row["standard_price"]),
        "price": number(row["lst_price"]),
        "active": bool(row["active"]),
        "sellable": bool(row["sale_ok"]),
        "shelf_life_days": keeps or None,
        "volume": number(row["volume"]),
        "weight": number(row["weight"]),
        "created_on": ask.day(row["create_date"]),
    }


def _made(ask: Asking, rows: Sequence[Record]) -> frozenset[int]:
    """Products with a bill of materials by which they are made; a kit is not made."""
    by_template: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_template[row["product_tmpl_id"]].append(row["id"])
    domain = [("type", "=", "normal"), ("active", "=", True)]
    bills = ask.pages("mrp.bom", domain, ("product_tmpl_id", "product_id"))
    return frozenset(_products(bills, by_template))


def _products(bills: Iterator[Record], by_template: Mapping[int, Sequence[int]]) -> Iterator[int]:
    for bill in bills:
        yield from [bill["product_id"]] if bill["product_id"] else by_template.get(bill["product_tmpl_id"], ())
