"""What suppliers delivered when: the history of their lead times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.catching_up import OVERLAP
from connectors.odoo.planning.partners import partner_names
from connectors.odoo.planning.places import Places
from connectors.odoo.port import Record
from connectors.odoo.rows import as_odoo_time
from domain.planning.table import DAY, NUMBER, TEXT, WHOLE, Column, Table

RAW = Table("raw_receipts", "Receipts of all products, planned or not, a row a move.", ("move_id",), (
    Column("move_id", WHOLE, "Odoo's stock.move."),
    Column("product_id", WHOLE, "Odoo's product.product."),
    Column("place", TEXT, "Warehouse, by its code."),
    Column("supplier", TEXT, "Reference of the supplier, else its name.", ""),
    Column("quantity", NUMBER, "Received."),
    Column("ordered_on", DAY, "Day of the order."),
    Column("promised_on", DAY, "Day that was promised."),
    Column("received_on", DAY, "Day of the receipt."),
))  # fmt: skip
YEARS = 2
"""So far back lead times are looked at."""
_MOVE = ("product_id", "location_dest_id", "product_qty", "date", "purchase_line_id")


def read_receipts(
    ask: Asking,
    places: Places,
    first: date,
    *,
    products: Sequence[int] | None,
    known: pl.DataFrame | None,
    since: datetime | None,
) -> pl.DataFrame:
    """Done moves from suppliers for purchase orders; those that are known and were not written since are not read.

    Args:
        ask: the company's questions.
        places: planned warehouses.
        first: first day of receipts.
        products: only these; None: all.
        known: what was read before.
        since: Odoo's clock when it was.
    """
    domain: list[object] = [
        ("state", "=", "done"),
        ("location_id.usage", "=", "supplier"),
        ("purchase_line_id", "!=", False),
        ("date", ">=", ask.begin(first)),
    ]
    if known is None or since is None:
        return _read(ask, places, domain, products)
    fresh = _read(ask, places, [*domain, ("write_date", ">=", as_odoo_time(since - OVERLAP))], products)
    kept = known.filter(~pl.col("move_id").is_in(fresh["move_id"].to_list()) & (pl.col("received_on") >= first))
    return pl.concat([kept, fresh])


def _read(ask: Asking, places: Places, domain: Sequence[object], products: Sequence[int] | None) -> pl.DataFrame:
    moves = [
        row
        for row in ask.of("stock.move", "product_id", products, domain, _MOVE)
        if places.place(row["location_dest_id"])
    ]
    lines = ask.by_id("purchase.order.line", {row["purchase_line_id"] for row in moves}, ("order_id", "date_planned"))
    wanted = {row["order_id"] for row in lines.values()}
    orders = ask.by_id("purchase.order", wanted, ("partner_id", "date_order", "date_approve"))
    names = partner_names(ask, {row["partner_id"] for row in orders.values()})
    rows = []
    for move in moves:
        line = lines[move["purchase_line_id"]]
        order = orders[line["order_id"]]
        row = _dated(ask, move, line, order)
        rows.append(row | {"place": places.place(move["location_dest_id"]), "supplier": names[order["partner_id"]]})
    return RAW.of(rows)


def _dated(ask: Asking, move: Record, line: Record, order: Record) -> dict[str, object]:
    return {
        "move_id": move["id"],
        "product_id": move["product_id"],
        "quantity": number(move["product_qty"]),
        "ordered_on": ask.day(order["date_approve"] or order["date_order"]),
        "promised_on": ask.day(line["date_planned"]),
        "received_on": ask.day(move["date"]),
    }
