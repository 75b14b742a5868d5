"""What is grouped by day: sales by the order's own date, what came back, what moved in and out of each warehouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.daily import Daily
from connectors.odoo.planning.places import Places
from connectors.odoo.port import Record
from domain.planning.table import DAY, NUMBER, WHOLE, Column, Table

_PRODUCT = Column("product_id", WHOLE, "Odoo's product.product.")
_HOUSE = Column("warehouse_id", WHOLE, "Odoo's stock.warehouse.")
_DAY = Column("day", DAY, "Day of the company.")
_LINES = Column("lines", WHOLE, "Lines behind the sum.", 0)
_ASKED = Column("asked", NUMBER, "Quantity behind the row, which is checked against Odoo's totals.", 0.0)

SALES = Table("raw_sales", "Sales of all products, planned or not, as Odoo groups them.", (), (
    _PRODUCT, _HOUSE, _DAY, _LINES, _ASKED,
    Column("ordered", NUMBER, "On confirmed orders.", 0.0),
    Column("cancelled", NUMBER, "On cancelled orders.", 0.0),
    Column("largest", NUMBER, "Largest confirmed line."),
))  # fmt: skip
MOVED = Table("raw_moved", "Goods that moved in a day.", (), (
    _PRODUCT, _HOUSE, _DAY, _LINES, _ASKED,
))  # fmt: skip

SOLD = ("sale", "done", "paid", "invoiced", "pos_done")
"""Confirmed orders; the last three are the point of sale's, which the module pos_sale puts into the report."""
_CANCELLED = "cancel"
_LINES_OF_MOVES_SINCE = 17
"""From here on move lines know their quantity in the product's unit."""


def sales(products: Sequence[int] | None) -> Daily:
    """Order lines by product, warehouse and the order's own day, in the product's unit: all states but offers."""
    return Daily(
        table=SALES,
        model="sale.report",
        domain=(("state", "in", [*SOLD, _CANCELLED]), ("product_id", "!=", False), *_only(products)),
        by="date",
        keys=("product_id", "warehouse_id", "state"),
        quantity="product_uom_qty",
        count="nbr:sum",
        row=_sale,
        changed=_orders_written,
        more=("product_uom_qty:max",),
    )


def _sale(group: Record, day: date) -> dict[str, object]:
    asked = number(group["product_uom_qty:sum"])
    counts = group["state"] != _CANCELLED
    return {
        "product_id": group["product_id"],
        "warehouse_id": group["warehouse_id"] or None,
        "day": day,
        "lines": int(number(group["nbr:sum"])),
        "asked": asked,
        "ordered": asked if counts else 0.0,
        "cancelled": 0.0 if counts else asked,
        "largest": number(group["product_uom_qty:max"]) if counts else None,
    }


def _orders_written(ask: Asking, since: str) -> set[date]:
    domain = ["|", ("write_date", ">=", since), ("order_line.write_date", ">=", since)]
    groups = ask.groups("sale.order", domain, ("date_order:day",), ("__count",))
    return {group["date_order:day"] for group in groups if group["date_order:day"]}


def moved(ask: Asking, places: Places, products: Sequence[int] | None) -> dict[tuple[str, int], Daily]:
    """By ``in``, ``out`` or ``back`` and warehouse: what entered and left its usable stock, what customers returned."""
    found = {}
    for house in places.codes:
        usable, inside = places.usable(house), places.inside(house)
        into = (("location_dest_id", "in", usable), ("location_id", "not in", usable))
        out = (("location_id", "in", usable), ("location_dest_id", "not in", usable))
        back = (("location_id.usage", "=", "customer"), ("location_dest_id", "in", inside))
        for name, domain in (("in", into), ("out", out), ("back", back)):
            found[name, house] = _moves(ask, house, domain, products)
    return found


def _moves(ask: Asking, house: int, domain: Sequence[object], products: Sequence[int] | None) -> Daily:
    by_line = ask.port.version().major >= _LINES_OF_MOVES_SINCE
    model, quantity = ("stock.move.line", "quantity_product_uom") if by_line else ("stock.move", "product_qty")
    done = (("state", "=", "done"), *domain, *_only(products))

    def row(group: Record, day: date) -> dict[str, object]:
        return {
            "product_id": group["product_id"],
            "warehouse_id": house,
            "day": day,
            "lines": int(number(group["__count"])),
            "asked": number(group[f"{quantity}:sum"]),
        }

    return Daily(MOVED, model, done, "date", ("product_id",), quantity, "__count", row, _written(model, done))


def _written(model: str, domain: Sequence[object]) -> Callable[[Asking, str], set[date]]:
    def days(ask: Asking, since: str) -> set[date]:
        groups = ask.groups(model, [*domain, ("write_date", ">=", since)], ("date:day",), ("__count",))
        return {group["date:day"] for group in groups if group["date:day"]}

    return days


def _only(products: Sequence[int] | None) -> tuple[object, ...]:
    return () if products is None else (("product_id", "in", list(products)),)
