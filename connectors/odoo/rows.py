"""A resolved order as rows of ``load``, and Odoo's records as a read-back order. Pure."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from connectors.odoo.create_only import Columns, Rows
from connectors.odoo.port import Record
from domain.documents.resolved_order import ReadBackLine, ReadBackOrder, ResolvedLine, ResolvedOrder
from domain.keys import line_external_id

_EXACT = Decimal("0.0000000001")
"""Odoo's numbers are doubles: what stands behind the tenth place is not from us."""

LINE_COLUMNS: Columns = (
    "order_line/id",
    "order_line/sequence",
    "order_line/product_id/.id",
    "order_line/product_uom_id/.id",
    "order_line/product_uom_qty",
    "order_line/price_unit",
    "order_line/discount",
)
"""By external id: a line that is there is written, another one is made. Price and discount always together: a price
alone would be cut by the customer's price list, and a change of quantity computes both anew."""


def lacking(order: ResolvedOrder) -> str:
    """What an order lacks to be posted, in words; empty: nothing."""
    if order.customer_id is None:
        return "a customer in Odoo"
    if not order.lines:
        return "lines"
    for line in order.lines:
        for value, what in ((line.product_id, "a product"), (line.uom_id, "a unit"), (line.price_unit, "a price")):
            if value is None:
                return f"{what} on line {line.position}"
    return ""


def order_rows(order: ResolvedOrder) -> Rows:
    """Rows of one order; a field we do not know is a column left out, so that Odoo computes it."""
    head: dict[str, object] = {
        "id": order.external_id,
        "partner_id/.id": order.customer_id,
        "client_order_ref": order.number,
        "origin": order.source_label,
        "user_id/.id": False,
    }
    head |= {name: value for name, value in _optional(order).items() if value is not None}
    columns = (*head, *LINE_COLUMNS)
    blank = (False,) * len(head)
    first, *others = (_line_row(order.external_id, line) for line in order.lines)
    rows = ((*head.values(), *first), *((*blank, *line) for line in others))
    return Rows(order.external_id, columns, rows)


def by_columns(orders: Sequence[Rows]) -> dict[Columns, list[Rows]]:
    """Orders that fill the same columns: a blank cell would be written as False, not left to Odoo."""
    grouped: dict[Columns, list[Rows]] = defaultdict(list)
    for order in orders:
        grouped[order.columns].append(order)
    return grouped


def as_odoo_time(moment: datetime) -> str:
    """A moment as Odoo stores it: UTC, whole seconds, without zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def from_odoo_time(text: object) -> datetime | None:
    """A moment of Odoo's, in UTC; None where Odoo has none."""
    return datetime.fromisoformat(str(text)).replace(tzinfo=UTC) if text else None


def stamp(order: Record, lines: Sequence[Record]) -> datetime:
    """The last write over an order and its lines, and in its microseconds: which records, written last by whom.

    Odoo tells whole seconds only: an edit in the second of the read-back would not show by the time alone.
    """
    last = max(str(record["write_date"]) for record in (order, *lines))
    writers = ",".join(f"{record['id']}:{record['write_uid']}" for record in (order, *lines))
    return datetime.fromisoformat(last).replace(microsecond=zlib.crc32(writers.encode()) % 1_000_000, tzinfo=UTC)


def exact(number: object) -> Decimal:
    """A number of Odoo's without the dust of its doubles."""
    value = Decimal(str(number or 0)).quantize(_EXACT).normalize()
    return value if value.as_tuple().exponent in range(-10, 1) else value.quantize(Decimal(1))


def as_text(number: Decimal) -> str:
    """A number for Odoo: digits and a point, no exponent."""
    return f"{number:f}"


def read_back_order(
    external_id: str,
    order: Record,
    lines: Sequence[Record],
    *,
    line_ids: Mapping[int, str],
    currencies: Mapping[int, str],
) -> ReadBackOrder:
    """An order as Odoo has it; lines of people have no external id."""
    return ReadBackOrder(
        external_id=external_id,
        record_id=order["id"],
        name=order["name"],
        state=order["state"],
        customer_id=order["partner_id"] or None,
        ship_to_id=order["partner_shipping_id"] or None,
        company_id=order["company_id"] or None,
        warehouse_id=order["warehouse_id"] or None,
        pricelist_id=order["pricelist_id"] or None,
        currency=currencies.get(order["currency_id"], ""),
        ordered_at=from_odoo_time(order["date_order"]),
        client_reference=order["client_order_ref"] or "",
        untaxed_total=exact(order["amount_untaxed"]),
        tax_total=exact(order["amount_tax"]),
        total=exact(order["amount_total"]),
        write_date=stamp(order, lines),
        lines=tuple(_read_back_line(line, line_ids.get(line["id"], "")) for line in lines),
    )


def _read_back_line(line: Record, external_id: str) -> ReadBackLine:
    return ReadBackLine(
        external_id=external_id,
        record_id=line["id"],
        product_id=line["product_id"] or None,
        uom_id=line["product_uom_id"] or None,
        quantity=exact(line["product_uom_qty"]),
        price_unit=exact(line["price_unit"]),
        discount=exact(line["discount"]),
        tax_ids=tuple(line["tax_ids"]),
        subtotal=exact(line["price_subtotal"]),
    )


def _optional(order: ResolvedOrder) -> dict[str, object]:
    return {
        "partner_shipping_id/.id": order.ship_to_id,
        "company_id/.id": order.company_id,
        "warehouse_id/.id": order.warehouse_id,
        "pricelist_id/.id": order.pricelist_id,
        "date_order": as_odoo_time(order.ordered_at) if order.ordered_at else None,
        "commitment_date": f"{order.requested_date:%Y-%m-%d} 12:00:00" if order.requested_date else None,
    }


def _line_row(order_external_id: str, line: ResolvedLine) -> tuple[object, ...]:
    return (
        line_external_id(order_external_id, line.position),
        line.position,
        line.product_id,
        line.uom_id,
        as_text(line.quantity),
        as_text(line.price_unit or Decimal(0)),
        as_text(line.discount),
    )
