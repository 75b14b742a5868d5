"""Who owns what of a plan's purchase orders, transfers and reordering rules in Odoo."""

from __future__ import annotations

from domain.rules.owned import Owned

_PLANNING: tuple[str, ...] = ("planning",)
_NOBODY: tuple[str, ...] = ()

PLANNED: tuple[Owned, ...] = (
    Owned(
        "purchase order",
        "purchase.order",
        ("id", "partner_id", "picking_type_id", "company_id", "currency_id", "origin", "date_order", "order_line"),
        "Lading",
        _PLANNING,
        "What was approved in a plan, made once; from then on buyers change it.",
    ),
    Owned(
        "purchase order",
        "purchase.order",
        ("user_id", "payment_term_id", "fiscal_position_id"),
        "Odoo",
        _PLANNING,
        "The supplier's own, copied as Odoo's page does where a person picks the supplier.",
    ),
    Owned(
        "purchase order",
        "purchase.order",
        ("state", "name", "partner_ref", "date_approve", "date_planned", "amount_untaxed", "amount_total", "note"),
        "Odoo",
        _NOBODY,
        "Odoo numbers, computes and moves the order; the supplier's reference is the supplier's.",
    ),
    Owned(
        "purchase order line",
        "purchase.order.line",
        ("id", "sequence", "product_id", "product_uom_id", "product_qty", "price_unit", "discount", "date_planned"),
        "Lading",
        _PLANNING,
        "Approved quantity and date, and the supplier's price from the same snapshot; price and discount in one write.",
    ),
    Owned(
        "purchase order line",
        "purchase.order.line",
        ("tax_ids", "name", "price_subtotal", "qty_received", "qty_invoiced"),
        "Odoo",
        _NOBODY,
        "Taxes and words come from product and supplier; receipts and bills move the rest.",
    ),
    Owned(
        "transfer",
        "stock.picking",
        (
            "id", "picking_type_id", "location_id", "location_dest_id", "company_id", "origin", "scheduled_date",
            "move_ids",
        ),
        "Lading",
        _PLANNING,
        "An approved transfer, made once; from then on it is the warehouse's.",
    ),
    Owned(
        "transfer",
        "stock.move",
        (
            "id", "sequence", "product_id", "product_uom", "product_uom_qty", "location_id", "location_dest_id",
            "company_id",
        ),
        "Lading",
        _PLANNING,
        "What is to be moved, of a transfer of ours.",
    ),
    Owned(
        "transfer",
        "stock.move",
        ("date", "date_deadline", "move_dest_ids"),
        "Lading",
        _PLANNING,
        "When it is to be there, and which receipt follows which dispatch.",
    ),
    Owned(
        "transfer",
        "stock.move",
        ("quantity", "picked", "state"),
        "Odoo",
        _NOBODY,
        "What was really moved is what the warehouse says.",
    ),
    Owned(
        "reordering rule",
        "stock.warehouse.orderpoint",
        (
            "id", ".id", "product_id", "warehouse_id", "location_id", "company_id", "trigger", "product_min_qty",
            "product_max_qty",
        ),
        "Lading",
        _PLANNING,
        "Minimum and maximum of rules that Lading made and nobody changed since; a person's rule is theirs.",
    ),
    Owned(
        "reordering rule",
        "stock.warehouse.orderpoint",
        ("active", "route_id", "supplier_id", "snoozed_until", "qty_to_order_manual"),
        "Odoo",
        _NOBODY,
        "What people decide about a rule.",
    ),
)  # fmt: skip
