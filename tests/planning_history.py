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
        orders, lines = (columns_of(connection, name) for name in ("sale_order", "sale_order_line"))
        for number, (day, sold) in enumerate(sorted(days.items())):
            if sold:
                order = _order(connection, orders, first, f"H{number}", day)
                _lines(connection, lines, (first, order), sold)
        connection.execute("DELETE FROM sale_order_line WHERE order_id = %s", [first])
        connection.execute("DELETE FROM sale_order WHERE id = %s", [first])


def columns_of(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """All but its number."""
    asked = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
    return [name for (name,) in connection.execute(asked, [table]) if name != "id"]


def _order(connection: psycopg.Connection[Any], columns: list[str], source: int, name: str, day: date) -> int:
    values = {"name": name, "state": "sale", "date_order": datetime.combine(day, time(10))}
    copied = copy_of("sale_order", columns, {one: f"%({one})s" for one in values}, where="one.id = %(source)s")
    return int(connection.execute(copied + " RETURNING id", {**values, "source": source}).fetchall()[0][0])


def _lines(connection: psycopg.Connection[Any], columns: list[str], orders: tuple[int, int], sold: Sold) -> None:
    other = {
        "order_id": "%(order)s", "product_id": "sold.product", "product_uom_qty": "sold.units", "state": "'sale'",
        "price_unit": "sold.price", "qty_delivered": "sold.units", "price_subtotal": "sold.units * sold.price",
        "price_total": "sold.units * sold.price",
    }  # fmt: skip
    products, units, prices = ([*column] for column in zip(*sold, strict=True))
    listed = "unnest(%(products)s::int[], %(units)s::numeric[], %(prices)s::numeric[]) AS sold(product, units, price)"
    connection.execute(
        copy_of("sale_order_line", columns, other, beside=listed, where="one.order_id = %(source)s"),
        {"order": orders[1], "source": orders[0], "products": products, "units": units, "prices": prices},
    )


def copy_of(table: str, columns: Sequence[str], other: Mapping[str, str], *, beside: str = "", where: str) -> Any:
    """A statement that copies rows: ``one``, for each row of what stands beside it, but for some columns."""
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(other.get(name, f'one."{name}"') for name in columns)
    source = f"{table} one CROSS JOIN {beside}" if beside else f"{table} one"
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {source} WHERE {where}"
