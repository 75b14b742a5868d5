"""A planned order as rows of ``load``. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connectors.odoo.create_only import Columns, Rows
from connectors.odoo.rows import as_text
from domain.planning.orders import PlannedLine, PlannedOrder

PURCHASE: Columns = (
    "id", "partner_id/.id", "picking_type_id/.id", "company_id/.id", "currency_id/.id", "origin",
    "date_order", "user_id/.id", "payment_term_id/.id", "fiscal_position_id/.id",
    "order_line/id", "order_line/sequence", "order_line/product_id/.id", "order_line/product_uom_id/.id",
    "order_line/product_qty", "order_line/price_unit", "order_line/discount", "order_line/date_planned",
)  # fmt: skip
"""Price and discount always together: alone, or after a change of the quantity, Odoo takes the supplier's list."""
TRANSFER: Columns = (
    "id", "picking_type_id/.id", "location_id/.id", "location_dest_id/.id", "company_id/.id", "origin",
    "scheduled_date", "move_ids/id", "move_ids/sequence", "move_ids/product_id/.id", "move_ids/product_uom/.id",
    "move_ids/product_uom_qty", "move_ids/location_id/.id", "move_ids/location_dest_id/.id", "move_ids/company_id/.id",
    "move_ids/date_deadline",
)  # fmt: skip
"""The moves' own date is the transfer's, whatever is sent: what is due when stands as their deadline."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """What Odoo itself fills in where a person picks the supplier on the page, and ``load`` does not."""

    payment_term_id: int | None = None
    fiscal_position_id: int | None = None
    buyer_id: int | None = None


def purchase_rows(order: PlannedOrder, supplier: Supplier, currencies: Mapping[str, int]) -> Rows:
    """Rows of a purchase order; the reference of the supplier stays empty: it is theirs to give."""
    head = (
        order.external_id,
        order.supplier_id,
        order.type_id,
        order.company_id,
        currencies[order.currency],
        order.plan_code,
        noon(order.order_on),
        supplier.buyer_id or False,
        supplier.payment_term_id or False,
        supplier.fiscal_position_id or False,
    )
    return with_lines(order, PURCHASE, head, [_purchase_line(line) for line in order.lines])


def transfer_rows(order: PlannedOrder) -> Rows:
    """Rows of a transfer, to be sent on the day of the order."""
    places = (order.from_location_id, order.to_location_id, order.company_id)
    head = (order.external_id, order.type_id, *places, order.plan_code, noon(order.order_on))
    lines: list[tuple[object, ...]] = [
        (
            line.external_id,
            line.position,
            line.product_id,
            line.unit_id,
            as_text(line.quantity),
            *places,
            noon(line.due_on),
        )
        for line in order.lines
    ]
    return with_lines(order, TRANSFER, head, lines)


def with_lines(
    order: PlannedOrder, columns: Columns, head: tuple[object, ...], lines: list[tuple[object, ...]]
) -> Rows:
    """The first row carries the order's own fields, each further one a line's."""
    blank = (False,) * len(head)
    rows = (head + lines[0], *(blank + line for line in lines[1:]))
    return Rows(order.external_id, columns, rows)


def noon(day: date) -> str:
    """A day as Odoo's date and time: noon in UTC is the same day nearly everywhere."""
    return f"{day.isoformat()} 12:00:00"


def _purchase_line(line: PlannedLine) -> tuple[object, ...]:
    return (
        line.external_id,
        line.position,
        line.product_id,
        line.unit_id,
        as_text(line.quantity),
        as_text(line.price),
        as_text(Decimal(0)),
        noon(line.due_on),
    )
