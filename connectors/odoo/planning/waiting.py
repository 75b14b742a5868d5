"""Open demand: what customers, other warehouses and the shop floor wait for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.moves import OpenMove
from connectors.odoo.planning.partners import partner_names
from connectors.odoo.planning.units import Units
from connectors.odoo.port import Record

_LINE = ("order_id", "product_id", "product_uom_id", "product_uom_qty", "price_subtotal")
_ORDER = ("name", "partner_id", "date_order", "currency_rate")


def open_demand_rows(ask: Asking, units: Units, moves: Sequence[OpenMove]) -> list[dict[str, Any]]:
    """Rows of open demand, with ``product_id`` in place of the SKU."""
    leaving = [move for move in moves if move.leaving]
    lines = ask.by_id("sale.order.line", {one.row["sale_line_id"] for one in leaving} - {False}, _LINE)
    orders = ask.by_id("sale.order", {line["order_id"] for line in lines.values()}, _ORDER)
    customers = partner_names(ask, (order["partner_id"] for order in orders.values()))
    unit_of = _unit_of(ask, {line["product_id"] for line in lines.values()})
    return [_row(ask, move, _sale(lines, orders, customers, move), units, unit_of) for move in leaving]


def _unit_of(ask: Asking, products: set[int]) -> dict[int, int]:
    return {number: row["uom_id"] for number, row in ask.by_id("product.product", products, ("uom_id",)).items()}


def _sale(
    lines: dict[int, Record], orders: dict[int, Record], customers: dict[int, str], move: OpenMove
) -> dict[str, Any] | None:
    line = lines.get(move.row["sale_line_id"])
    if line is None:
        return None
    order = orders[line["order_id"]]
    return {"line": line, "order": order, "customer": customers.get(order["partner_id"], "")}


def _row(
    ask: Asking, move: OpenMove, sale: dict[str, Any] | None, units: Units, unit_of: dict[int, int]
) -> dict[str, Any]:
    row = {
        "product_id": move.row["product_id"],
        "place": move.leaving,
        "quantity": move.quantity,
        "due_on": ask.day(move.row["date_deadline"] or move.row["date"]),
        "document": move.document,
        "line_id": move.row["id"],
        "kind": _kind(move),
    }
    if sale is None:
        return row
    order = sale["order"]
    return row | {
        "document": str(order["name"]),
        "customer": sale["customer"],
        "ordered_on": ask.day(order["date_order"]),
        "price": _price(sale["line"], order, units, unit_of) if _own_product(sale["line"], move) else 0.0,
    }


def _kind(move: OpenMove) -> str:
    """A transfer into a planned warehouse is supply there and demand here."""
    return "transfer" if move.entering else move.kind


def _own_product(line: Record, move: OpenMove) -> bool:
    """Of a kit the parts leave, which have no price."""
    return bool(line["product_id"] == move.row["product_id"])


def _price(line: Record, order: Record, units: Units, unit_of: dict[int, int]) -> float:
    factor = units.factor(line["product_uom_id"], unit_of[line["product_id"]]) or 1.0
    quantity = number(line["product_uom_qty"]) * factor
    rate = number(order["currency_rate"]) or 1.0
    return number(line["price_subtotal"]) / quantity / rate if quantity else 0.0
