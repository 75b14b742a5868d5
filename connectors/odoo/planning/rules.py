"""Reordering rules that stand in Odoo."""

from __future__ import annotations

from typing import Any

import polars as pl

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.items import Items
from connectors.odoo.planning.places import Places
from connectors.odoo.planning.supply import external_ids
from connectors.odoo.planning.units import Units
from domain.planning import frames

_FIELDS = ("product_id", "warehouse_id", "location_id", "product_min_qty", "product_max_qty", "trigger", "active")
_MULTIPLE = ("replenishment_uom_id", "qty_multiple")
"""What is ordered is rounded up to it: a unit since 19, a number before."""


def read_rules(ask: Asking, items: Items, places: Places, units: Units) -> pl.DataFrame:
    """One an item and warehouse: that of the warehouse's own stock location goes before others."""
    multiple = sorted(ask.fields_of("stock.warehouse.orderpoint", _MULTIPLE))
    found: dict[tuple[int, int], dict[str, Any]] = {}
    domain = [("active", "=", True), ("warehouse_id", "in", sorted(places.codes))]
    rows = [
        row
        for row in ask.pages("stock.warehouse.orderpoint", domain, (*_FIELDS, *multiple))
        if row["product_id"] in items.by_product
    ]
    for row in sorted(rows, key=lambda one: (one["location_id"] not in places.stock_locations, one["id"])):
        found.setdefault((row["product_id"], row["warehouse_id"]), row)
    ours = external_ids(ask, "stock.warehouse.orderpoint", [row["id"] for row in found.values()])
    made = [
        {
            "sku": items.by_product[row["product_id"]],
            "place": places.codes[row["warehouse_id"]],
            "rule_id": row["id"],
            "minimum": number(row["product_min_qty"]),
            "maximum": number(row["product_max_qty"]),
            "multiple": _rounded_to(row, items, units),
            "trigger": str(row["trigger"] or "manual"),
            "external_id": ours.get(row["id"], ""),
        }
        for row in found.values()
    ]
    return frames.RULES.of(made).sort("sku", "place")


def _rounded_to(row: dict[str, Any], items: Items, units: Units) -> float:
    unit = row.get("replenishment_uom_id")
    if unit:
        return units.factor(unit, items.unit_of[row["product_id"]]) or 1.0
    return number(row.get("qty_multiple")) or 1.0
