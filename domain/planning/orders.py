"""What a plan orders: lines that were approved, as purchase orders and transfers of Odoo. Pure.

A line's external id follows from profile, plan code and line key alone, so no line is made twice whatever order it
comes to stand in; an order's from its supplier, place, currency, first due date and its lines.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from domain.frozen import Frozen
from domain.keys import planned_id

Kind = Literal["purchase", "transfer"]
ORDER_TYPES: dict[Kind, str] = {"purchase": "purchase_order", "transfer": "stock_picking"}
LINE_TYPES: dict[Kind, str] = {"purchase": "purchase_order_line", "transfer": "stock_move"}


class PlannedLine(Frozen):
    """A line of an order."""

    external_id: str
    key: str
    """Of the plan's line."""
    position: int
    """In the order, from 1."""
    sku: str
    product_id: int
    unit_id: int
    """Odoo's unit: the supplier's where the quantity is whole in it, else the item's."""
    quantity: Decimal
    """In that unit."""
    price: Decimal = Decimal(0)
    """Of that unit, in the order's currency; a transfer has none."""
    due_on: date


class PlannedOrder(Frozen):
    """A purchase order, or a transfer between two places."""

    external_id: str
    kind: Kind
    plan_code: str
    origin: str
    """Supplier, or the place it comes from."""
    place: str
    company_id: int
    supplier_id: int | None = None
    type_id: int
    """Odoo's operation type: receipts of the place, or internal transfers of the origin."""
    from_location_id: int | None = None
    to_location_id: int | None = None
    currency: str = ""
    order_on: date
    due_on: date
    """First day on which a line is due."""
    lines: tuple[PlannedLine, ...]


def line_id(profile: str, plan_code: str, kind: Kind, key: str) -> str:
    """External id of a plan's line."""
    return planned_id(LINE_TYPES[kind], profile, plan_code, key)
