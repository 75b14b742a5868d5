"""What many write first: odoorpc, one record a call, no key, nothing read back; and with the same duties as Lading."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import odoorpc

from domain.documents.resolved_order import ResolvedOrder


@dataclass(frozen=True)
class NaiveRates:
    """Orders a second."""

    create: float
    bare: float
    """Created and confirmed."""
    dutiful: float
    """Created, read back, confirmed, the date restored, a note left."""


def measure(url: str, database: str, orders: list[ResolvedOrder]) -> NaiveRates:
    """Create and confirm the orders one at a time, first bare, then the other half with the same duties."""
    parts = urlsplit(url)
    odoo = odoorpc.ODOO(parts.hostname, port=parts.port, timeout=300)
    odoo.login(database, "admin", "admin")
    half = len(orders) // 2
    create, confirm = _bare(odoo, orders[:half])
    dutiful = _dutiful(odoo, orders[half:])
    return NaiveRates(half / create, half / (create + confirm), (len(orders) - half) / dutiful)


def _values(order: ResolvedOrder) -> dict[str, object]:
    lines = [
        (0, 0, {"product_id": line.product_id, "product_uom_qty": float(line.quantity),
                "price_unit": float(line.price_unit or 0), "discount": float(line.discount)})
        for line in order.lines
    ]  # fmt: skip
    return {"partner_id": order.customer_id, "client_order_ref": f"naive {order.number}", "order_line": lines}


def _bare(odoo: odoorpc.ODOO, orders: list[ResolvedOrder]) -> tuple[float, float]:
    model = odoo.env["sale.order"]
    began = time.monotonic()
    ids = [model.create(_values(order)) for order in orders]
    created = time.monotonic()
    for record in ids:
        model.action_confirm([record])
    return created - began, time.monotonic() - created


def _dutiful(odoo: odoorpc.ODOO, orders: list[ResolvedOrder]) -> float:
    model, line_model = odoo.env["sale.order"], odoo.env["sale.order.line"]
    began = time.monotonic()
    for order in orders:
        record = model.create(_values(order))
        [read] = model.read([record], ["amount_untaxed", "order_line", "partner_id"])
        line_model.read(read["order_line"], ["product_id", "product_uom_qty", "price_unit", "discount"])
        model.action_confirm([record])
        if order.ordered_at is not None:
            model.write([record], {"date_order": order.ordered_at.strftime("%Y-%m-%d %H:%M:%S")})
        model.read([record], ["state", "date_order"])
        model.message_post([record], body=f"From the naive loop, document {order.number}")
    return time.monotonic() - began
