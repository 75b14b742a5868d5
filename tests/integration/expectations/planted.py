"""For each expectation of each suite a fault that it alone catches. A new expectation needs a case here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl

from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder
from expectations.delivery import DELIVERY, DeliveryTotals, delivery_frame
from expectations.odoo_rows import TRANSFORM, transform_frame
from expectations.read_back import READ_BACK, read_back_frame
from expectations.sales_order import EXTRACT, extract_frame
from expectations.suite import GateSuite
from expectations.volume import VOLUME, volume_frame
from tests.builders import a_line, an_order
from tests.expected_documents import (
    compared,
    draft_with_line,
    drafted,
    earlier,
    keyed,
    some_orders,
    some_resolved,
    with_line,
)

SUITES: tuple[GateSuite, ...] = (EXTRACT, TRANSFORM, READ_BACK, DELIVERY, VOLUME)


@dataclass(frozen=True)
class Planted:
    """A frame with one fault in it."""

    suite: GateSuite
    frame: pl.DataFrame
    population: pl.DataFrame | None = None


NUMBER = an_order(number="PO-\u200b1")
POSITIONS = an_order(a_line(1), a_line(3, sku="NUT-M8", unit_price=Decimal(1)))
DIGITS = an_order(a_line(unit_price=Decimal("2.5000000000000001")))
YEAR = an_order(ordered_at=datetime(1926, 3, 10, tzinfo=UTC))
GARBLED = an_order(a_line(description="Bolt\x9fM8"))
SINGLE_FAULTS: dict[str, SalesOrder] = {
    "GT-EX-001": NUMBER,
    "GT-EX-002": POSITIONS,
    "GT-EX-003": DIGITS,
    "GT-EX-004": YEAR,
    "GT-EX-005": GARBLED,
}
"""Orders with one fault that a gate catches and no rule does."""


def _among(order: SalesOrder) -> Planted:
    return Planted(EXTRACT, extract_frame(keyed([order, *some_orders()])))


def _all(*, population: pl.DataFrame | None = None, **line: object) -> Planted:
    sku = line.pop("sku", None)
    goods = [("BOLT-M8", "NUT-M8")[one % 2] if sku is None else sku for one in range(30)]
    orders = [an_order(a_line(sku=each, **line), number=f"PO-{place}") for place, each in enumerate(goods)]
    return Planted(EXTRACT, extract_frame(keyed(orders)), population)


def _nobody() -> Planted:
    return Planted(EXTRACT, extract_frame(keyed(some_orders(customer=PartyReference()))))


def _one_product() -> Planted:
    return Planted(EXTRACT, extract_frame(keyed([an_order(number=f"PO-{one}") for one in range(30)])))


def _head(**changes: object) -> Planted:
    orders = some_resolved()
    return Planted(TRANSFORM, transform_frame([orders[0].model_copy(update=changes), *orders[1:]]))


def _line(**changes: object) -> Planted:
    orders = some_resolved()
    return Planted(TRANSFORM, transform_frame([with_line(orders[0], **changes), *orders[1:]]))


def _lines(**changes: object) -> Planted:
    return Planted(TRANSFORM, transform_frame([with_line(one, **changes) for one in some_resolved()]))


def _twice() -> Planted:
    orders = some_resolved()
    return Planted(TRANSFORM, transform_frame([*orders, orders[0]]))


def _sums() -> Planted:
    orders = some_resolved()
    return Planted(
        TRANSFORM, transform_frame([orders[0].model_copy(update={"untaxed_total": Decimal(1)}), *orders[1:]])
    )


def _dear() -> Planted:
    lines = {"price_unit": Decimal(9), "expected_price": Decimal(3), "subtotal": Decimal(90), "quantity": Decimal(10)}
    return Planted(TRANSFORM, transform_frame([with_line(one, **lines) for one in some_resolved()]))


def _draft(**changes: object) -> Planted:
    orders = some_resolved()
    draft = drafted(orders[0]).model_copy(update=changes)
    return Planted(READ_BACK, read_back_frame(compared(orders, n0=draft)))


def _draft_line(**changes: object) -> Planted:
    orders = some_resolved()
    return Planted(READ_BACK, read_back_frame(compared(orders, n0=draft_with_line(orders[0], **changes))))


def _many() -> Planted:
    """Drafts without rows that differ each by itself: each alone would be held, together they stop the channel."""
    orders = some_resolved()
    drafts = {f"n{place}": draft_with_line(orders[place], tax_ids=()) for place in range(9)}
    return Planted(READ_BACK, read_back_frame(compared(orders, **drafts)))


def _trailer() -> Planted:
    claimed = DeliveryTotals(
        "orders.edi", documents=10, lines=30, quantity=Decimal(300), trailer_documents=11, trailer_lines=30
    )
    return Planted(DELIVERY, delivery_frame([claimed]))


CASES: dict[str, Callable[[], Planted]] = {
    **{code: (lambda order=order: _among(order)) for code, order in SINGLE_FAULTS.items()},
    "GT-EX-101": lambda: _all(sku=""),
    "GT-EX-102": _nobody,
    "GT-EX-103": lambda: _all(population=earlier(), unit_price=Decimal(250)),
    "GT-EX-104": lambda: _all(population=earlier(), unit_price=None),
    "GT-EX-105": lambda: _all(unit_price=Decimal(0)),
    "GT-EX-106": lambda: Planted(EXTRACT, extract_frame(keyed(some_orders())), earlier(lines=40)),
    "GT-EX-107": lambda: _all(population=earlier(), quantity=10_000),
    "GT-EX-120": _one_product,
    "GT-TR-001": lambda: _head(warehouse_id=None),
    "GT-TR-002": lambda: _line(product_id=None),
    "GT-TR-003": lambda: _line(quantity=Decimal(0), subtotal=Decimal(0)),
    "GT-TR-004": lambda: _line(quantity=Decimal("10.004"), subtotal=Decimal("25.01")),
    "GT-TR-005": lambda: _line(price_unit=Decimal(-1), subtotal=Decimal(-10)),
    "GT-TR-006": lambda: _line(discount=Decimal(-10), subtotal=Decimal("27.50")),
    "GT-TR-007": lambda: _line(subtotal=Decimal("25.01")),
    "GT-TR-008": _sums,
    "GT-TR-009": lambda: _head(external_id="sale.order_1000"),
    "GT-TR-010": _twice,
    "GT-TR-011": lambda: _head(ordered_at=None),
    "GT-TR-101": _dear,
    "GT-TR-120": lambda: _lines(tax_ids=None),
    "GT-RB-001": lambda: Planted(READ_BACK, read_back_frame(compared(some_resolved(), n0=None))),
    "GT-RB-002": lambda: _draft_line(discount=Decimal(10)),
    "GT-RB-003": lambda: _draft_line(quantity=Decimal(12)),
    "GT-RB-004": lambda: _draft_line(uom_id=2),
    "GT-RB-005": lambda: _draft(pricelist_id=6),
    "GT-RB-006": lambda: _draft_line(tax_ids=(7, 8)),
    "GT-RB-101": _many,
    "GT-DL-001": _trailer,
    "GT-VO-001": lambda: Planted(VOLUME, volume_frame("web", {0: 3001, 1: 60, 9: 12})),
}
