"""Plain rows of master data as rows of ``load``: pure, one function a kind.

Decimals are text, dates ISO, empty text means: not given. A value that is not given is a column left out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.odoo.create_only import Rows
from domain.keys import MODULE, normalise

MasterRow = Mapping[str, Any]
_APPLIED = {"all": "3_global", "category": "2_product_category", "product": "1_product"}
_BASES = {"list": "list_price", "cost": "standard_price", "pricelist": "pricelist"}


@dataclass(slots=True)
class Lookups:
    """Ids by the names that rows use."""

    units: Mapping[str, int] = field(default_factory=dict)
    countries: Mapping[str, int] = field(default_factory=dict)
    currencies: Mapping[str, int] = field(default_factory=dict)
    products: Mapping[str, int] = field(default_factory=dict)
    templates: Mapping[str, int] = field(default_factory=dict)
    locations: Sequence[int] = ()


def master_id(kind: str, *parts: object) -> str:
    """External id of a master record: the same parts give the same id, on any machine."""
    text = "\x1f".join(normalise(str(part)) for part in parts)
    digest = base64.b32encode(hashlib.sha256(text.encode()).digest()).decode().lower()[:26]
    return f"{MODULE}.{kind}_{digest}"


def unit(row: MasterRow, lookups: Lookups) -> Rows:
    """A unit made of others."""
    values = {"name": row["name"], "relative_factor": row["factor"]}
    return _rows(master_id("uom", row["name"]), values, {"relative_uom_id/.id": lookups.units[row["reference"]]})


def category(row: MasterRow) -> Rows:
    """A product category."""
    parent = row.get("parent")
    link = {"parent_id/id": master_id("category", parent) if parent else ""}
    return _rows(master_id("category", row["code"]), {"name": row["name"]}, link)


def product(row: MasterRow, lookups: Lookups) -> Rows:
    """A product of one variant, with its packs and their GTINs."""
    name = master_id("product", row["sku"])
    values = {
        "name": row["name"],
        "default_code": row["sku"],
        "barcode": row.get("gtin"),
        "list_price": row["list_price"],
        "standard_price": row.get("cost"),
        "weight": row.get("weight"),
        "type": "consu",
        "is_storable": bool(row.get("storable", True)),
        "sale_ok": bool(row.get("saleable", True)),
        "uom_id/.id": lookups.units[row["unit"]],
        "categ_id/id": master_id("category", row["category"]) if row.get("category") else "",
    }
    packs = [(pack["gtin"], lookups.units[pack["unit"]]) for pack in row.get("packs", ())]
    values["uom_ids/.id"] = ",".join(str(unit_id) for _, unit_id in packs)
    plain = _rows(name, values, {})
    coded = [(gtin, unit_id) for gtin, unit_id in packs if gtin]
    if not coded:
        return plain
    columns = ("product_uom_ids/id", "product_uom_ids/barcode", "product_uom_ids/uom_id/.id")
    blank = (False,) * len(plain.columns)
    rows = tuple(
        (*(blank if turn else plain.rows[0]), master_id("pack", row["sku"], unit_id), gtin, unit_id)
        for turn, (gtin, unit_id) in enumerate(coded)
    )
    return Rows(name, (*plain.columns, *columns), rows)


def pricelist(row: MasterRow, lookups: Lookups) -> Rows:
    """A price list without its entries."""
    values = {"name": row["name"], "currency_id/.id": lookups.currencies[row["currency"]]}
    return _rows(master_id("pricelist", row["name"]), values, {})


def pricelist_entry(row: MasterRow, entry: MasterRow, lookups: Lookups) -> Rows:
    """One entry of a price list."""
    keys = ("applied_on", "category", "sku", "min_quantity", "starts", "ends", "kind")
    name = master_id("entry", row["name"], *(entry.get(key, "") for key in keys))
    values = {
        "applied_on": _APPLIED[entry["applied_on"]],
        "display_applied_on": "2_product_category" if entry["applied_on"] == "category" else "1_product",
        "min_quantity": entry.get("min_quantity") or "0",
        "compute_price": entry["kind"],
        "fixed_price": entry.get("fixed_price"),
        **_price_terms(entry),
        "date_start": _moment(entry.get("starts"), "00:00:00"),
        "date_end": _moment(entry.get("ends"), "23:59:59"),
    }
    links = {
        "pricelist_id/id": master_id("pricelist", row["name"]),
        "categ_id/id": master_id("category", entry["category"]) if entry.get("category") else "",
        "product_tmpl_id/.id": lookups.templates[entry["sku"]] if entry.get("sku") else "",
        "base_pricelist_id/id": master_id("pricelist", entry["of"]) if entry.get("of") else "",
    }
    return _rows(name, values, links)


def _price_terms(entry: MasterRow) -> dict[str, object]:
    """What a percentage or a formula is taken of, and what it does to it."""
    formula = entry["kind"] == "formula"
    return {
        "base": "" if entry["kind"] == "fixed" else _BASES[entry.get("base") or "list"],
        "percent_price": "" if formula else entry.get("percent"),
        "price_discount": entry.get("percent") if formula else "",
        "price_round": entry.get("round_to"),
        "price_surcharge": entry.get("surcharge"),
        "price_min_margin": entry.get("margin_min"),
        "price_max_margin": entry.get("margin_max"),
    }


def customer(row: MasterRow, lookups: Lookups) -> Rows:
    """A company that buys."""
    wanted = row.get("pricelist")
    links = {"property_product_pricelist/id": master_id("pricelist", wanted) if wanted else ""}
    return _rows(master_id("customer", row["code"]), {**_party(row, lookups), "customer_rank": 1}, links)


def supplier(row: MasterRow, lookups: Lookups) -> Rows:
    """A company that sells to us."""
    return _rows(master_id("supplier", row["code"]), {**_party(row, lookups), "supplier_rank": 1}, {})


def supplier_price(row: MasterRow, price: MasterRow, lookups: Lookups) -> Rows:
    """What a supplier asks for a product."""
    name = master_id("supplierinfo", row["code"], price["sku"], price.get("min_quantity", ""))
    values = {
        "price": price["price"],
        "min_qty": price.get("min_quantity"),
        "delay": price.get("lead_days"),
        "product_code": price.get("their_code"),
    }
    links = {
        "partner_id/id": master_id("supplier", row["code"]),
        "product_tmpl_id/.id": lookups.templates[price["sku"]],
    }
    return _rows(name, values, links)


def quant(row: MasterRow, lookups: Lookups) -> Rows:
    """Stock as counted."""
    rank = 1 if row["warehouse"] == "second" and len(lookups.locations) > 1 else 0
    values = {"inventory_quantity": row["quantity"]}
    links = {"product_id/.id": lookups.products[row["sku"]], "location_id/.id": lookups.locations[rank]}
    return _rows(master_id("quant", row["sku"], row["warehouse"]), values, links)


def _party(row: MasterRow, lookups: Lookups) -> dict[str, object]:
    return {
        "name": row["name"],
        "ref": row["code"],
        "barcode": row.get("gln"),
        "is_company": True,
        "street": row.get("street"),
        "city": row.get("city"),
        "zip": row.get("zip"),
        "email": row.get("email"),
        "country_id/.id": lookups.countries[row["country"]] if row.get("country") else "",
        "active": bool(row.get("active", True)),
    }


def _moment(day: object, time: str) -> str:
    return f"{day} {time}" if day else ""


def _rows(name: str, values: Mapping[str, object], links: Mapping[str, object]) -> Rows:
    """One record on one row; what is empty is left out."""
    filled = {column: value for column, value in {**values, **links}.items() if value not in ("", None)}
    return Rows(name, ("id", *filled), ((name, *(_cell(value) for value in filled.values())),))


def _cell(value: object) -> object:
    """``load`` reads booleans from text; a bare False would count as an empty cell."""
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else value
