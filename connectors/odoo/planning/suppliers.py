"""Who delivers what: Odoo's price lists of suppliers, in the item's unit and the company's currency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.items import Items
from connectors.odoo.planning.partners import partner_names
from connectors.odoo.planning.units import Units
from connectors.odoo.port import Record
from domain.catalogue import finding
from domain.findings import Finding
from domain.planning import frames

_FIELDS = (
    "partner_id", "product_id", "product_tmpl_id", "min_qty", "price", "discount", "currency_id", "delay",
    "date_start", "date_end", "sequence", "product_uom_id",
)  # fmt: skip
_RATE = ("name", "rate")


@dataclass(frozen=True, slots=True)
class _Around:
    names: Mapping[int, str]
    currencies: Mapping[int, tuple[str, float]]
    """Name, and how much of it one of the company's currency buys."""
    units: Units


def read_suppliers(ask: Asking, items: Items, units: Units) -> tuple[pl.DataFrame, list[Finding]]:
    """A row an item and line of a supplier's price list; of a template's line one for each of its items."""
    domain = ["|", ("company_id", "=", False), ("company_id", "=", ask.company)]
    lines = [row for row in ask.pages("product.supplierinfo", domain, _FIELDS) if row["partner_id"]]
    around = _Around(partner_names(ask, (row["partner_id"] for row in lines)), _currencies(ask), units)
    rows, found = [], []
    for line in lines:
        for product in _products(line, items):
            row = _row(line, items.unit_of[product], around)
            if row is None:
                sku = items.by_product[product]
                supplier = around.names.get(line["partner_id"], "")
                found.append(
                    finding("PL-UNIT-001", path=f"product.supplierinfo {line['id']}", value=sku, supplier=supplier)
                )
            else:
                rows.append(row | {"sku": items.by_product[product]})
    frame = frames.SUPPLIERS.of(rows)
    return frame.sort("sku", "sequence", "supplier", "quantity_min", "supplier_id"), found


def _products(line: Record, items: Items) -> Iterator[int]:
    if line["product_id"]:
        yield from [line["product_id"]] if line["product_id"] in items.by_product else []
    else:
        yield from items.templates.get(line["product_tmpl_id"], ())


def _currencies(ask: Asking) -> dict[int, tuple[str, float]]:
    """At today's rate; before 17 Odoo tells rates to a common base, so the company's own is divided by."""
    rates = {row["id"]: (str(row["name"]), number(row["rate"]) or 1.0) for row in ask.rows("res.currency", [], _RATE)}
    own = rates[ask.currency][1] if ask.currency in rates else 1.0
    return {one: (name, rate / own) for one, (name, rate) in rates.items()}


def _row(line: Record, item_unit: int, around: _Around) -> dict[str, Any] | None:
    """None: the supplier's unit cannot be turned into the item's."""
    factor = around.units.factor(line["product_uom_id"], item_unit) if line["product_uom_id"] else 1.0
    if not factor:
        return None
    currency, rate = around.currencies.get(line["currency_id"], ("", 1.0))
    price = number(line["price"]) * (1 - number(line["discount"]) / 100) / factor
    return {
        "supplier": around.names.get(line["partner_id"], ""),
        "supplier_id": line["partner_id"],
        "sequence": int(number(line["sequence"])) or 1,
        "quantity_min": number(line["min_qty"]) * factor,
        "price": price / (rate or 1.0),
        "currency": currency,
        "price_foreign": price,
        "lead_days": number(line["delay"]),
        "pack": factor,
        "unit_id": line["product_uom_id"] or None,
        "unit_factor": factor,
        "valid_from": _date(line["date_start"]),
        "valid_to": _date(line["date_end"]),
    }


def _date(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
