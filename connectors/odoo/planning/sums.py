"""What is read by day: sales by the order's own date, and all that moved in, out of and inside the warehouses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from connectors.odoo.planning.asking import Asking
from connectors.odoo.planning.daily import Daily
from connectors.odoo.planning.places import Places
from domain.planning.table import DAY, NUMBER, Column, Table

_SHORT = pl.Int32()
"""Of raw rows there are many millions: Odoo's own numbers have four bytes too."""
_PRODUCT = Column("product_id", _SHORT, "Odoo's product.product.")
_DAY = Column("day", DAY, "Day of the company.")
_LINES = Column("lines", _SHORT, "Lines behind the row.", 0)
_ASKED = Column("asked", NUMBER, "Quantity behind the row, which is checked against Odoo's totals.", 0.0)

SALES = Table("raw_sales", "Sales of all products, planned or not.", (), (
    _PRODUCT,
    Column("warehouse_id", _SHORT, "Odoo's stock.warehouse."),
    _DAY, _LINES, _ASKED,
    Column("ordered", NUMBER, "On confirmed orders.", 0.0),
    Column("confirmed", _SHORT, "Lines of confirmed orders.", 0),
    Column("cancelled", NUMBER, "On cancelled orders.", 0.0),
    Column("largest", NUMBER, "Largest confirmed line."),
))  # fmt: skip
MOVED = Table("raw_moved", "Goods that moved in a day, from where to where.", (), (
    _PRODUCT,
    Column("location_id", _SHORT, "Odoo's stock.location that they left."),
    Column("location_dest_id", _SHORT, "The one that they came to."),
    _DAY, _LINES, _ASKED,
))  # fmt: skip

SOLD = ("sale", "done", "paid", "invoiced", "pos_done")
"""Confirmed orders; the last three are the point of sale's, which the module pos_sale puts into the report."""
_CANCELLED = "cancel"
_LINES_OF_MOVES_SINCE = 17
"""From here on move lines know their quantity in the product's unit."""
_MOVE = ("product_id", "location_id", "location_dest_id")


def sales(products: Sequence[int] | None) -> Daily:
    """Order lines by the order's own day, in the product's unit: all states but offers."""
    return Daily(
        table=SALES,
        model="sale.report",
        domain=(("state", "in", [*SOLD, _CANCELLED]), ("product_id", "!=", False), *_only(products)),
        by="date",
        keys=("warehouse_id", "state"),
        arrays=("product_id", "product_uom_qty"),
        quantity="product_uom_qty",
        count="__count",
        sums=_sold,
        changed=_orders_written,
    )


def _sold(lines: pl.DataFrame) -> pl.DataFrame:
    quantity, gone = pl.col("product_uom_qty"), pl.col("state") == _CANCELLED
    return lines.group_by("product_id", "warehouse_id", "day").agg(
        pl.len().alias("lines"),
        quantity.sum().alias("asked"),
        quantity.filter(~gone).sum().alias("ordered"),
        (~gone).sum().alias("confirmed"),
        quantity.filter(gone).sum().alias("cancelled"),
        quantity.filter(~gone).max().alias("largest"),
    )


def _orders_written(ask: Asking, since: str) -> set[date]:
    domain = ["|", ("write_date", ">=", since), ("order_line.write_date", ">=", since)]
    groups = ask.groups("sale.order", domain, ("date_order:day",), ("__count",))
    return {group["date_order:day"] for group in groups if group["date_order:day"]}


def moved(ask: Asking, places: Places, products: Sequence[int] | None) -> Daily:
    """Done movements of the planned warehouses, in the product's unit; those inside one too."""
    by_line = ask.port.version().major >= _LINES_OF_MOVES_SINCE
    model, quantity = ("stock.move.line", "quantity_product_uom") if by_line else ("stock.move", "product_qty")
    views = sorted(places.views)
    domain = (
        ("state", "=", "done"),
        "|",
        ("location_id", "child_of", views),
        ("location_dest_id", "child_of", views),
        *_only(products),
    )

    def sums(lines: pl.DataFrame) -> pl.DataFrame:
        return lines.group_by(*_MOVE, "day").agg(pl.len().alias("lines"), pl.col(quantity).sum().alias("asked"))

    changed = _written(model, domain)
    return Daily(MOVED, model, domain, "date", (), (*_MOVE, quantity), quantity, "__count", sums, changed)


def _written(model: str, domain: Sequence[object]) -> Callable[[Asking, str], set[date]]:
    def days(ask: Asking, since: str) -> set[date]:
        groups = ask.groups(model, [*domain, ("write_date", ">=", since)], ("date:day",), ("__count",))
        return {group["date:day"] for group in groups if group["date:day"]}

    return days


def _only(products: Sequence[int] | None) -> tuple[object, ...]:
    return () if products is None else (("product_id", "in", list(products)),)
