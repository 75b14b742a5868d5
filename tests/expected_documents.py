"""Populations of right documents for gates, and the frames that gates make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl

from domain.documents.resolved_order import ReadBackLine, ReadBackOrder, ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.keys import line_external_id
from domain.read_back import ComparisonRow, comparison_rows
from domain.resolve import resolve
from expectations.sales_order import population_frame
from tests.builders import a_line, a_profile, an_order, some_facts


def some_orders(count: int = 30, **changes: object) -> list[SalesOrder]:
    """Orders of two lines, bolts and nuts, in turn with one line of bolts or nuts only."""
    bolts, nuts = a_line(), a_line(sku="NUT-M8", unit_price=Decimal(1))
    second = nuts.model_copy(update={"position": 2})
    lines = [(bolts, second), (bolts,), (nuts,)]
    return [an_order(*lines[one % 3], number=f"PO-{one}", **changes) for one in range(count)]


def keyed(orders: Sequence[SalesOrder]) -> list[tuple[str, SalesOrder]]:
    """Each with a key, as the ledger names it."""
    return [(f"order-{place}", order) for place, order in enumerate(orders)]


def some_resolved(count: int = 30, **changes: object) -> list[ResolvedOrder]:
    """The same, ready to be posted."""
    facts, profile = some_facts(), a_profile()
    label = "acme/orders.edi"
    resolved = [resolve(order, facts, profile, source_label=label) for order in some_orders(count)]
    return [one.model_copy(update=changes) for one in resolved]


def with_line(order: ResolvedOrder, **changes: object) -> ResolvedOrder:
    """The order with its first line changed; its total stays the sum of its lines."""
    lines = (order.lines[0].model_copy(update=changes), *order.lines[1:])
    return order.model_copy(update={"lines": lines, "untaxed_total": sum(line.subtotal for line in lines)})


def drafted(order: ResolvedOrder) -> ReadBackOrder:
    """What the system of record has when it took everything as sent."""
    return ReadBackOrder(
        external_id=order.external_id,
        record_id=1000,
        name="S01000",
        state="draft",
        customer_id=order.customer_id,
        ship_to_id=order.ship_to_id,
        company_id=order.company_id,
        warehouse_id=order.warehouse_id,
        pricelist_id=order.pricelist_id,
        currency=order.currency,
        ordered_at=order.ordered_at,
        client_reference=order.number,
        untaxed_total=order.untaxed_total,
        tax_total=Decimal(0),
        total=order.untaxed_total,
        write_date=datetime(2026, 3, 10, 9, 31, tzinfo=UTC),
        lines=tuple(_drafted_line(order.external_id, line) for line in order.lines),
    )


def _drafted_line(order_id: str, line: ResolvedLine) -> ReadBackLine:
    return ReadBackLine(
        external_id=line_external_id(order_id, line.position),
        record_id=line.position,
        product_id=line.product_id,
        uom_id=line.uom_id,
        quantity=line.quantity,
        price_unit=line.price_unit or Decimal(0),
        discount=line.discount,
        tax_ids=line.tax_ids or (),
        subtotal=line.subtotal,
    )


def draft_with_line(order: ResolvedOrder, **changes: object) -> ReadBackOrder:
    """The draft with its first line changed."""
    draft = drafted(order)
    return draft.model_copy(update={"lines": (draft.lines[0].model_copy(update=changes), *draft.lines[1:])})


def compared(orders: Sequence[ResolvedOrder], **drafts: ReadBackOrder | None) -> list[ComparisonRow]:
    """Comparison of all orders with their drafts; ``n0=draft`` replaces the draft of the first one."""
    rows: list[ComparisonRow] = []
    for place, order in enumerate(orders):
        draft = drafts[f"n{place}"] if f"n{place}" in drafts else drafted(order)
        rows += comparison_rows(order, draft)
    return rows


@dataclass(frozen=True)
class Earlier:
    """An earlier document, as the ledger remembers it."""

    external_id: str
    total: Decimal
    line_count: int
    quantity: Decimal


def earlier(count: int = 60, *, price: str = "2.50", quantity: int = 10, lines: int = 1) -> pl.DataFrame:
    """A channel's earlier documents."""
    pieces = Decimal(quantity * lines)
    rows = [Earlier(f"earlier-{one}", pieces * Decimal(price), lines, pieces) for one in range(count)]
    return population_frame(rows)
