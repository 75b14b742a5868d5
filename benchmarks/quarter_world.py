"""A furnished Odoo in which a quarter passes: sales, deliveries and receipts by its own buttons, dates moved by SQL.

Odoo knows no other day than today. So what was done on a simulated day is dated to that day right afterwards.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg

from benchmarks.quarter_demand import BY_NAME, HISTORY_DAYS, SUPPLIERS, Quarter, min_max
from tests.planning_history import sold_before
from tests.planning_yard import PlanningYard

PLACE = "WH"
_DATED = (
    "UPDATE stock_move_line SET date = %(at)s WHERE state = 'done' AND date >= %(began)s",
    "UPDATE stock_move SET date = %(at)s WHERE state = 'done' AND date >= %(began)s",
    "UPDATE stock_picking SET date_done = %(at)s WHERE date_done >= %(began)s",
    "UPDATE sale_order SET date_order = %(at)s WHERE date_order >= %(began)s AND state = 'sale'",
    "UPDATE purchase_order SET date_approve = %(at)s, date_order = %(at)s WHERE date_approve >= %(began)s",
)
_ORDERED = """
SELECT o.id, v.ref, max(l.date_planned)::date, json_agg(json_build_array(l.id, l.product_id, l.product_qty, l.price_unit))
FROM purchase_order o JOIN purchase_order_line l ON l.order_id = o.id JOIN res_partner v ON v.id = o.partner_id
WHERE o.state IN ('purchase', 'done') AND o.id <> ALL(%s) GROUP BY o.id, v.ref ORDER BY o.id
"""
_RECEIPTS = """
SELECT DISTINCT m.picking_id FROM stock_move m JOIN purchase_order_line l ON l.id = m.purchase_line_id
WHERE l.order_id = ANY(%s) AND m.state NOT IN ('done', 'cancel') ORDER BY 1
"""
_WAITING = """
SELECT k.id FROM stock_picking k JOIN stock_picking_type t ON t.id = k.picking_type_id
WHERE t.code = 'outgoing' AND k.state IN ('confirmed', 'waiting', 'assigned') ORDER BY k.id
"""
_READY = """
SELECT DISTINCT l.picking_id FROM stock_move_line l JOIN stock_picking k ON k.id = l.picking_id
JOIN stock_picking_type t ON t.id = k.picking_type_id
WHERE t.code = 'outgoing' AND l.state IN ('assigned', 'partially_available') AND l.quantity > 0 ORDER BY 1
"""
_VALUE = """
SELECT q.product_id, sum(q.quantity)::float FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
WHERE l.usage = 'internal' GROUP BY 1
"""


@dataclass
class Coming:
    """A confirmed order, as it was when it was first seen."""

    arrives: date
    late: bool
    lines: list[list[Any]]
    told: bool = False


@dataclass
class OdooWorld:
    """One Odoo with the quarter's items."""

    yard: PlanningYard
    quarter: Quarter
    asks: bool = True
    """Its orders say when goods are wanted; Odoo's own rules mean the true today."""
    began: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=1))
    coming: dict[int, Coming] = field(default_factory=dict)
    products: list[int] = field(default_factory=list)
    stock_money: list[float] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)

    def furnish(self) -> None:
        """Suppliers, items, prices, opening stock, two years of sales."""
        admin = self.yard.admin
        vendors = {
            one.name: self.yard.make("res.partner", {"name": f"Supplier {one.name}", "ref": one.name})
            for one in SUPPLIERS
        }
        values = [
            {"name": f"Item {one.sku}", "default_code": one.sku, "is_storable": True, "standard_price": one.cost,
             "list_price": one.price, "taxes_id": [], "supplier_taxes_id": [], "seller_ids": [(0, 0, {
                 "partner_id": vendors[one.supplier.name], "min_qty": one.supplier.minimum, "price": one.cost,
                 "delay": one.supplier.lead_days})]}
            for one in self.quarter.items
        ]  # fmt: skip
        self.products = list(admin.call("product.product", "create", arguments={"vals_list": values}))
        house = self.yard.houses[PLACE]
        quants = [
            {"product_id": product, "location_id": house["lot_stock_id"], "inventory_quantity": self._opening(number)}
            for number, product in enumerate(self.products)
        ]
        context = {"inventory_mode": True}
        made = admin.call("stock.quant", "create", arguments={"vals_list": quants}, context=context)
        admin.call("stock.quant", "action_apply_inventory", list(made))
        self.dated(self.quarter.day(-HISTORY_DAYS), 1)
        self._history()

    def _opening(self, number: int) -> int:
        """As a careful user's maximum."""
        return min_max(self.quarter, number)[1]

    def _history(self) -> None:
        """Orders of the history, each at its own day."""
        days = {
            self.quarter.day(number): [
                (self.products[one], float(units), self._price(one)) for one, units in self.quarter.asked(number)
            ]
            for number in range(-HISTORY_DAYS, 0)
        }
        sold_before(self.yard, days, PLACE)

    def _price(self, number: int) -> float:
        return self.quarter.items[number].price

    def dated(self, day: date, hour: int) -> None:
        """What was done just now was done on that day."""
        values = {"at": datetime.combine(day, time(hour)), "began": self.began}
        with psycopg.connect(self.yard.copy.dsn) as connection:
            for statement in _DATED:
                connection.execute(statement, values)

    def morning(self, day: date) -> None:
        """Suppliers say that they are late; receipts of the day come, and customers who wait are served."""
        self._tell_lateness(day)
        due = [number for number, one in self.coming.items() if one.arrives == day]
        receipts = [number for (number,) in self.yard.sql(_RECEIPTS, due)] if due else []
        self._validate(receipts)
        waiting = [number for (number,) in self.yard.sql(_WAITING)]
        if receipts and waiting:
            self.yard.admin.call("stock.picking", "action_assign", waiting)
            self._validate([number for (number,) in self.yard.sql(_READY)])
        self.dated(day, 8)

    def sell(self, number: int) -> None:
        """The day's demand as one order, delivered as far as stock goes; the rest waits (backorder)."""
        asked = self.quarter.asked(number)
        if asked:
            lines = [
                (0, 0, {"product_id": self.products[one], "product_uom_qty": units, "price_unit": self._price(one)})
                for one, units in asked
            ]
            house = self.yard.houses[PLACE]["id"]
            values = {"partner_id": self.yard.customer, "warehouse_id": house, "order_line": lines}
            order = self.yard.make("sale.order", values)
            self.yard.admin.call("sale.order", "action_confirm", [order])
            self.orders.append(order)
            self._validate([one for (one,) in self.yard.sql(_READY)])
        self.dated(self.quarter.day(number), 12)

    def evening(self) -> None:
        """What the stock is worth."""
        cost = {product: self.quarter.items[number].cost for number, product in enumerate(self.products)}
        self.stock_money.append(sum(cost.get(product, 0.0) * units for product, units in self.yard.sql(_VALUE)))

    def ordered(self, day: date) -> list[int]:
        """Orders that were confirmed on this day: when their supplier will really deliver; their numbers."""
        self.dated(day, 21)
        new = self.yard.sql(_ORDERED, list(self.coming))
        for number, supplier, due, lines in new:
            arrives, late = arrival(supplier, day, due if self.asks else day)
            self.coming[number] = Coming(arrives, late, lines)
        return [row[0] for row in new]

    def _tell_lateness(self, day: date) -> None:
        """A supplier tells two days before the promised day that it will be late, and buying moves the date."""
        for one in self.coming.values():
            if one.late and not one.told and day >= one.arrives - timedelta(days=TOLD_BEFORE):
                self.yard.admin.write(
                    "purchase.order.line", [line[0] for line in one.lines], {"date_planned": f"{one.arrives} 12:00:00"}
                )
                one.told = True

    def _validate(self, pickings: Sequence[int]) -> None:
        if pickings:
            context = {"skip_backorder": True, "skip_sms": True, "tracking_disable": True}
            self.yard.admin.call("stock.picking", "button_validate", list(pickings), context=context)


TOLD_BEFORE = 4
"""Days before its receipt on which a late order is told to be late."""


def arrival(supplier: str, day: date, asked: date) -> tuple[date, bool]:
    """When an order of that day comes, and whether that is later than the supplier promised.

    It is taken on the supplier's next day, comes after the stated lead time but not before it was asked for, and some
    come late: the same ones in whichever Odoo they were ordered.
    """
    known = BY_NAME[supplier]
    taken = day
    while known.weekdays and taken.isoweekday() not in known.weekdays:
        taken += timedelta(days=1)
    comes = max(taken + timedelta(days=known.lead_days), asked)
    late = zlib.crc32(f"{supplier}/{taken}".encode()) % 100 < known.late_share * 100
    return (comes + timedelta(days=known.late_days) if late else comes), late
