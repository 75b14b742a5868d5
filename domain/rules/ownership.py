"""System of record: for each field of order, customer, product and price who owns it, and which bot may write it.

Odoo's groups do not keep one owner a field, so this table does: the write port's allow-list is made of it
(``connectors/odoo/ownership.py``), and ``docs/ownership.md`` shows it. A new field of ours is a line here, seen in
review. What stands in no line is nobody's of ours to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.rules.owned import Owned
from domain.rules.ownership_planning import PLANNED

_SALES: tuple[str, ...] = ("sales",)
_ADDRESSES: tuple[str, ...] = ("addresses",)
_NOBODY: tuple[str, ...] = ()

_ORDERS: tuple[Owned, ...] = (
    Owned("order", "sale.order", ("id", ".id"), "Lading", _SALES, "The external id of the business key makes it once."),
    Owned(
        "order",
        "sale.order",
        ("client_order_ref", "date_order", "commitment_date"),
        "customer",
        _SALES,
        "The customer's number and dates; confirming sets the date to now, so it is written back.",
    ),
    Owned(
        "order",
        "sale.order",
        ("partner_id", "partner_shipping_id"),
        "customer",
        _SALES,
        "Who orders and where it goes, in our records of them.",
    ),
    Owned(
        "order",
        "sale.order",
        ("company_id", "warehouse_id", "pricelist_id", "user_id"),
        "Lading",
        _SALES,
        "The partner's profile says which company sells, from where and on which terms; no salesperson is guessed.",
    ),
    Owned(
        "order",
        "sale.order",
        ("origin", "tag_ids", "order_line"),
        "Lading",
        _SALES,
        "Where the order came from, that it is held, and its lines as a whole.",
    ),
    Owned(
        "order",
        "sale.order",
        ("state", "name", "amount_untaxed", "amount_tax", "amount_total", "invoice_status", "fiscal_position_id"),
        "Odoo",
        _NOBODY,
        "Odoo numbers, computes and moves the order; Lading asks for it by a method and reads what came of it.",
    ),
    Owned(
        "order",
        "sale.order",
        ("note", "payment_term_id", "team_id", "partner_invoice_id"),
        "Odoo",
        _NOBODY,
        "Defaults of the customer, changed by sales people.",
    ),
    Owned("order line", "sale.order.line", ("id", ".id"), "Lading", _SALES, "The order's id and the line's position."),
    Owned(
        "order line",
        "sale.order.line",
        ("product_id", "product_uom_id", "product_uom_qty", "sequence"),
        "customer",
        _SALES,
        "What was ordered, in our product and unit, in the order of the document.",
    ),
    Owned(
        "order line",
        "sale.order.line",
        ("price_unit", "discount"),
        "customer",
        _SALES,
        "The agreed price, both fields in one write: a change of quantity alone would bring the list's price back.",
    ),
    Owned(
        "order line",
        "sale.order.line",
        ("tax_ids", "price_subtotal", "price_total", "name", "customer_lead"),
        "Odoo",
        _NOBODY,
        "Taxes come from product and fiscal position, amounts from Odoo's own rounding.",
    ),
    Owned(
        "order line",
        "sale.order.line",
        ("qty_delivered", "qty_invoiced"),
        "Odoo",
        _NOBODY,
        "Deliveries and invoices move them.",
    ),
    Owned(
        "note and tag",
        "mail.message",
        ("id", "model", "res_id", "body", "message_type", "subtype_id", "date"),
        "Lading",
        _SALES,
        "The note at the order that says where it came from.",
    ),
    Owned("note and tag", "crm.tag", ("id", "name", "color"), "Lading", _SALES, "The tag that marks a held draft."),
    Owned(
        "customer",
        "res.partner",
        ("id", "parent_id", "type", "name", "street", "street2", "zip", "city", "country_id"),
        "Odoo",
        _ADDRESSES,
        "People make and merge customers; a new delivery address that a person let be is made once, then it is theirs.",
    ),
    Owned(
        "customer",
        "res.partner",
        ("ref", "active", "barcode"),
        "Odoo",
        _NOBODY,
        "People give codes and archive; a customer is never made by us.",
    ),
    Owned(
        "customer",
        "res.partner",
        ("property_product_pricelist", "property_account_position_id", "property_delivery_carrier_id", "category_id"),
        "Odoo",
        _NOBODY,
        "Terms of the customer: sales and finance keep them.",
    ),
    Owned(
        "customer",
        "res.partner",
        ("credit_limit", "credit", "credit_to_invoice", "sale_warn_msg"),
        "Odoo",
        _NOBODY,
        "Finance sets the limit, the books say what is owed.",
    ),
    Owned(
        "product",
        "product.product",
        ("default_code", "barcode", "name", "active", "sale_ok", "uom_id", "uom_ids", "categ_id", "taxes_id"),
        "Odoo",
        _NOBODY,
        "Master data keeps products, packs and their taxes.",
    ),
    Owned(
        "product",
        "product.product",
        ("standard_price", "free_qty", "is_storable", "sale_delay", "all_product_tag_ids"),
        "Odoo",
        _NOBODY,
        "Cost, stock and lead time are what the books and the warehouse say.",
    ),
    Owned("price", "product.product", ("lst_price",), "Odoo", _NOBODY, "The list price is sales'."),
    Owned(
        "price",
        "product.pricelist.item",
        (
            "pricelist_id", "applied_on", "product_id", "product_tmpl_id", "categ_id", "min_quantity", "date_start",
            "date_end", "compute_price", "base", "base_pricelist_id", "fixed_price", "percent_price", "price_discount",
            "price_round", "price_surcharge", "price_min_margin", "price_max_margin",
        ),
        "Odoo",
        _NOBODY,
        "Contract prices, promotions and volume breaks are sales'; Lading computes by them and never changes one.",
    ),
)  # fmt: skip

TABLE: tuple[Owned, ...] = _ORDERS + PLANNED
"""Each field once."""

METHODS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "sales": {"sale.order": frozenset({"action_confirm", "action_lock", "action_cancel"})},
    "reader": {},
    "addresses": {},
    "planning": {"purchase.order": frozenset({"button_confirm"}), "stock.picking": frozenset({"action_confirm"})},
}
"""By role and model: what a bot may have Odoo do, besides reading."""

MADE_ONCE: frozenset[tuple[str, str]] = frozenset({("addresses", "res.partner")})
"""Role and model: its records are made, and never written by that bot again."""


def writable(rows: Iterable[Owned] = TABLE) -> dict[str, dict[str, frozenset[str]]]:
    """By role and model: the fields that the bot may set."""
    found: dict[str, dict[str, set[str]]] = {role: {} for role in METHODS}
    for row in rows:
        for role in row.writers:
            found.setdefault(role, {}).setdefault(row.model, set()).update(row.fields)
    return {role: {model: frozenset(names) for model, names in models.items()} for role, models in found.items()}


def owner_of(model: str, field: str) -> Owned | None:
    """The line about a field; None: the table does not speak of it."""
    return next((row for row in TABLE if row.model == model and field in row.fields), None)


HEAD = """\
For each field of order, customer, product and price: which system is its record, and which of Lading's bots may write
it. The write port refuses everything else before any call ([OW-WRITE-001](codes/OW-WRITE-001.md),
[OW-CALL-001](codes/OW-CALL-001.md)), whatever Odoo's groups would allow. A field that stands here in no line is not
written either. Master data is loaded by an administrator's key (`lading demo`, tests), never by a bot.
"""


def page(made: str) -> str:
    """``docs/ownership.md``; ``made`` says that it is generated."""
    parts = [f"# Who owns which field\n\n{made}\n{HEAD}"]
    for document in dict.fromkeys(row.document for row in TABLE):
        lines = [_line(row) for row in TABLE if row.document == document]
        parts.append(f"## {document.capitalize()}\n\n{_TOP}{''.join(lines)}")
    called = [
        f"| {role} | `{model}` | {_code(sorted(names))} |\n"
        for role, models in METHODS.items()
        for model, names in models.items()
    ]
    once = ", ".join(f"`{model}` by bot {role}" for role, model in sorted(MADE_ONCE))
    parts.append(f"## Methods\n\n| bot | model | may call |\n| --- | --- | --- |\n{''.join(called)}")
    parts.append(f"Made, and never written again: {once}.\n")
    return "\n".join(parts)


_TOP = "| model | fields | system of record | written by | why |\n| --- | --- | --- | --- | --- |\n"


def _line(row: Owned) -> str:
    writers = f"bot {', '.join(row.writers)}" if row.writers else "nobody of ours"
    return f"| `{row.model}` | {_code(row.fields)} | {row.owner} | {writers} | {row.why} |\n"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
