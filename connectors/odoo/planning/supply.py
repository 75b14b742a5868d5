"""What is on its way: purchase lines that still wait for goods, drafts and enquiries too, and transfers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.moves import OpenMove
from connectors.odoo.planning.partners import partner_names
from connectors.odoo.planning.places import Places
from connectors.odoo.port import Record
from domain.keys import MODULE

_DRAFT = ("draft", "sent", "to approve")
_LINE = ("order_id", "product_id", "product_qty", "product_uom_qty", "price_subtotal", "date_planned")
_ORDER = ("name", "partner_id", "picking_type_id", "date_order", "date_approve", "currency_rate", "state")
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Orders:
    """Purchase orders with what their lines need of them."""

    orders: Mapping[int, Record]
    suppliers: Mapping[int, str]
    external: Mapping[int, str]
    """External id by line, where Lading made it."""


def supply_rows(ask: Asking, places: Places, moves: Sequence[OpenMove], products: Sequence[int] | None) -> Rows:
    """Rows of supply, with ``product_id`` in place of the SKU."""
    waiting: dict[int, list[OpenMove]] = defaultdict(list)
    for move in moves:
        if move.entering and move.row["purchase_line_id"]:
            waiting[move.row["purchase_line_id"]].append(move)
    confirmed = ask.by_id("purchase.order.line", waiting, _LINE)
    in_draft = [("order_id.state", "in", _DRAFT), ("order_id.company_id", "=", ask.company)]
    drafts = {
        row["id"]: row
        for row in ask.of("purchase.order.line", "product_id", products, in_draft, _LINE)
        if row["product_id"]
    }
    around = _around(ask, [*confirmed.values(), *drafts.values()])
    rows = [row for line, those in waiting.items() for row in _confirmed(ask, confirmed[line], those, around)]
    rows += _drafts(ask, places, [row for number, row in drafts.items() if number not in waiting], around)
    return rows + [_transfer(ask, move) for move in moves if move.entering and not move.row["purchase_line_id"]]


def _around(ask: Asking, lines: Sequence[Record]) -> _Orders:
    orders = ask.by_id("purchase.order", {row["order_id"] for row in lines}, _ORDER)
    return _Orders(
        orders,
        partner_names(ask, (order["partner_id"] for order in orders.values())),
        external_ids(ask, "purchase.order.line", [row["id"] for row in lines]),
    )


def external_ids(ask: Asking, model: str, ids: Iterable[int]) -> dict[int, str]:
    """External ids of Lading's own records."""
    domain = [("model", "=", model), ("module", "=", MODULE)]
    found = ask.of("ir.model.data", "res_id", ids, domain, ("res_id", "name"))
    return {row["res_id"]: f"{MODULE}.{row['name']}" for row in found}


def _confirmed(ask: Asking, line: Record, moves: Sequence[OpenMove], around: _Orders) -> Rows:
    """What its open receipts say: what was cancelled of an order is no longer on its way."""
    by_place: dict[tuple[str, int], list[OpenMove]] = defaultdict(list)
    for move in moves:
        by_place[move.entering or "", move.row["product_id"]].append(move)
    rows = []
    for place, product in sorted(by_place):
        those = by_place[place, product]
        ends = [day for move in those if (day := ask.day(move.row["date"]))]
        whole = len(by_place) == 1 and product == line["product_id"]
        rows.append(
            _of_line(ask, line, around)
            | {
                "place": place,
                "product_id": product,
                "quantity": sum(move.quantity for move in those),
                "due_on": ask.day(line["date_planned"]) or max(ends, default=None),
                "line_id": line["id"] if whole else min(move.row["id"] for move in those),
            }
        )
    return rows


def _drafts(ask: Asking, places: Places, lines: Sequence[Record], around: _Orders) -> Rows:
    """By the warehouse of their receipt; what goes straight to customers has none."""
    types = ask.by_id(
        "stock.picking.type", {one["picking_type_id"] for one in around.orders.values()}, ("warehouse_id",)
    )
    rows = []
    for line in lines:
        kind = types.get(around.orders[line["order_id"]]["picking_type_id"])
        place = places.codes.get(kind["warehouse_id"] or 0) if kind else None
        if place is not None:
            quantity = number(line["product_uom_qty"])
            known = {"place": place, "product_id": line["product_id"], "quantity": quantity, "line_id": line["id"]}
            rows.append(_of_line(ask, line, around) | known | {"due_on": ask.day(line["date_planned"])})
    return rows


def _of_line(ask: Asking, line: Record, around: _Orders) -> dict[str, Any]:
    order = around.orders[line["order_id"]]
    units = number(line["product_uom_qty"])
    rate = number(order["currency_rate"]) or 1.0
    return {
        "kind": "purchase",
        "document": str(order["name"]),
        "origin": around.suppliers.get(order["partner_id"], ""),
        "confirmed": order["state"] not in _DRAFT,
        "ordered_on": ask.day(order["date_approve"] or order["date_order"]),
        "price": number(line["price_subtotal"]) / units / rate if units else 0.0,
        "external_id": around.external.get(line["id"], ""),
    }


def _transfer(ask: Asking, move: OpenMove) -> dict[str, Any]:
    due: date | None = ask.day(move.row["date_deadline"] or move.row["date"])
    return {
        "product_id": move.row["product_id"],
        "place": move.entering,
        "quantity": move.quantity,
        "due_on": due,
        "kind": move.kind,
        "document": move.document,
        "line_id": move.row["id"],
        "origin": move.origin,
        "confirmed": True,
    }
