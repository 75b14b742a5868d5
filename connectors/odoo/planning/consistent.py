"""One consistent position although Odoo goes on working: what moved while it was read is read again.

A receipt that is booked between reading stock and reading orders would be counted twice or not at all, and a
half-refreshed position orders twice (OCA/ddmrp 644). So the marks of what was written lately (numbers, and the
values themselves) are read before and after; items whose marks differ are read again, stock, supply and demand
together, until they stand still.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from connectors.odoo.planning.asking import Asking
from connectors.odoo.planning.position import Position
from connectors.odoo.rows import as_odoo_time

OVERLAP = timedelta(minutes=3)
"""Odoo ends a call after two minutes: what is written under an earlier date shows at last when its call has ended."""
ROUNDS = 5
_MARKS: Mapping[str, tuple[str, ...]] = {
    "stock.quant": ("product_id", "quantity", "reserved_quantity", "location_id"),
    "stock.move": ("product_id", "state", "product_qty", "location_dest_id", "date"),
    "purchase.order.line": ("product_id", "product_qty", "qty_received", "date_planned", "price_subtotal"),
}

Marks = dict[tuple[str, int], tuple[object, ...]]
"""By model and number: the product, when it was written, and the values."""
Read = Callable[[Sequence[int] | None], Position]


@dataclass(frozen=True, slots=True)
class Stands:
    """A position that stood still, but for some products."""

    position: Position
    moving: frozenset[int]
    """Products that were written in each round: their position is not to be trusted."""
    rounds: int


def steady(ask: Asking, read: Read, products: Sequence[int] | None) -> Stands:
    """Read, and read again what moved meanwhile, at most ``ROUNDS`` times.

    Args:
        ask: the company's questions.
        read: reads the position of some products, or of all.
        products: that are asked for; None: all.
    """
    since = as_odoo_time(ask.now() - OVERLAP)
    before = _marks(ask, since, products)
    position = read(products)
    for rounds in range(1, ROUNDS + 1):
        after = _marks(ask, since, products)
        moving = _moved(before, after)
        if not moving:
            return Stands(position, frozenset(), rounds)
        if rounds < ROUNDS:
            position = position.with_anew(moving, read(sorted(moving)))
        before = after
    return Stands(position, frozenset(moving), ROUNDS)


def _marks(ask: Asking, since: str, products: Sequence[int] | None) -> Marks:
    return {
        (model, row["id"]): (row["product_id"], row["write_date"], *(row[name] for name in fields))
        for model, fields in _MARKS.items()
        for row in ask.of(model, "product_id", products, [("write_date", ">=", since)], (*fields, "write_date"))
    }


def _moved(before: Marks, after: Marks) -> set[int]:
    """Products of records that are new, gone, or other than they were."""
    differ = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    products = {marks[key][0] for key in differ for marks in (before, after) if key in marks}
    return {product for product in products if isinstance(product, int) and not isinstance(product, bool)}
