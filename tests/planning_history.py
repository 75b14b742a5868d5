"""Years of sales in a furnished Odoo within a second: orders copied by SQL, each at its own day, that moved no stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import psycopg

from tests.planning_yard import PlanningYard

Sold = Sequence[tuple[int, float, float]]
"""Odoo's product, units, price of a unit."""


def sold_before(yard: PlanningYard, days: Mapping[date, Sold], house: str = "WH") -> None:
    """Confirmed sale orders, one a day."""
    product = next(product for sold in days.values() for product, *_ in sold)
    first = yard.make("sale.order", {
        "partner_id": yard.customer, "warehouse_id": yard.houses[house]["id"],
        "order_line": [(0, 0, {"product_id": product, "product_uom_qty": 1})],
    })  # fmt: skip
    with psycopg.connect(yard.copy.dsn) as connection:
        orders, lines = (_columns(connection, name) for name in ("sale_order", "sale_order_line"))
        for number, (day, sold) in enumerate(sorted(days.items())):
            if sold:
                order = _order(connection, orders, first, f"H{number}", day)
                _lines(connection, lines, (first, order), sold)
        connection.execute("DELETE FROM sale_order_line WHERE order_id = %s", [first])
        connection.execute("DELETE FROM sale_order WHERE id = %s", [first])


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    asked = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
    return [name for (name,) in connection.execute(asked, [table]) if name != "id"]


def _order(connection: psycopg.Connection[Any], columns: list[str], source: int, name: str, day: date) -> int:
    other = {"name": name, "state": "sale", "date_order": datetime.combine(day, time(10)), "source": source}
    made = connection.execute(
        _copy("sale_order", columns, {one: f"%({one})s" for one in other}) + " RETURNING id", other
    )
    return int(made.fetchall()[0][0])


def _lines(connection: psycopg.Connection[Any], columns: list[str], orders: tuple[int, int], sold: Sold) -> None:
    other = {
        "order_id": "%(order)s", "product_id": "sold.product", "product_uom_qty": "sold.units", "state": "'sale'",
        "price_unit": "sold.price", "qty_delivered": "sold.units", "price_subtotal": "sold.units * sold.price",
        "price_total": "sold.units * sold.price",
    }  # fmt: skip
    values = {"order": orders[1], "source": orders[0]} | dict(
        zip(("products", "units", "prices"), zip(*sold, strict=True), strict=True)
    )
    listed = "unnest(%(products)s::int[], %(units)s::numeric[], %(prices)s::numeric[]) AS sold(product, units, price)"
    connection.execute(
        _copy("sale_order_line", columns, other, listed),
        {name: [*one] if isinstance(one, tuple) else one for name, one in values.items()},
    )


def _copy(table: str, columns: list[str], other: Mapping[str, str], beside: str = "") -> Any:
    """A statement that copies rows, but for some columns."""
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(other.get(name, f'one."{name}"') for name in columns)
    where = "one.id" if not beside else "one.order_id"
    source = f"{table} one CROSS JOIN {beside}" if beside else f"{table} one"
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {source} WHERE {where} = %(source)s"
