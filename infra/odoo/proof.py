"""What Odoo's own tables say about orders that were made from outside: by SQL, past every line of other code."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import psycopg

ORDERS = """
SELECT d.module || '.' || d.name, o.name, o.state, o.amount_untaxed, c.name,
       (SELECT count(*) FROM sale_order_line l WHERE l.order_id = o.id AND l.display_type IS NULL),
       coalesce(o.client_order_ref, '')
FROM ir_model_data d
JOIN sale_order o ON o.id = d.res_id
JOIN res_currency c ON c.id = o.currency_id
WHERE d.module = %(module)s AND d.model = 'sale.order'
"""
LINES = """
SELECT d.module || '.' || d.name, p.default_code, l.product_uom_qty
FROM ir_model_data d
JOIN sale_order_line l ON l.order_id = d.res_id AND l.display_type IS NULL AND l.product_uom_qty <> 0
JOIN product_product p ON p.id = l.product_id
WHERE d.module = %(module)s AND d.model = 'sale.order'
ORDER BY 1, 2, 3
"""
TWICE = """
SELECT count(*) FROM (
    SELECT 1 FROM sale_order WHERE client_order_ref <> '' GROUP BY partner_id, client_order_ref HAVING count(*) > 1
) twice
"""


@dataclass(frozen=True, slots=True)
class OdooOrder:
    """One row of Odoo's table of orders."""

    name: str
    state: str
    untaxed: Decimal
    currency: str
    lines: int
    reference: str


@dataclass(frozen=True, slots=True)
class OdooProof:
    """All orders with external ids of a module, by external id."""

    orders: dict[str, OdooOrder]
    twice: int
    """Pairs of customer and reference that stand in Odoo more than once, whoever made them."""


def odoo_proof(url: str, module: str) -> OdooProof:
    """Read the tables of the database at ``url`` (secret: it holds a password)."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(ORDERS, {"module": module}).fetchall()
        twice = connection.execute(TWICE).fetchone()
    orders = {row[0]: OdooOrder(row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows}
    return OdooProof(orders, int(twice[0]) if twice else 0)


def odoo_lines(url: str, module: str) -> dict[str, list[tuple[str, Decimal]]]:
    """SKU and quantity of each line that is not nothing, by the order's external id; ``url`` as above."""
    found: dict[str, list[tuple[str, Decimal]]] = {}
    with psycopg.connect(url) as connection:
        for name, sku, quantity in connection.execute(LINES, {"module": module}):
            found.setdefault(name, []).append((sku, Decimal(str(quantity))))
    return found
