"""Who may write which field: Odoo's groups do not keep one owner a field, so the write port does.

A write outside the list is refused here, before any call. A new field of ours is a line here, seen in review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from domain.errors import Misconfigured

Role = Literal["sales", "reader", "admin"]

READING_METHODS = frozenset(
    {
        "search_read", "search", "read", "search_count", "formatted_read_group", "read_group", "fields_get",
        "context_get", "has_access", "has_group", "check_object_reference", "get_external_id",
    }
)  # fmt: skip
"""Methods that change nothing: their lost answer is simply asked for again."""

_SALES_ORDER = frozenset(
    {
        "id", ".id", "partner_id", "partner_shipping_id", "company_id", "warehouse_id", "pricelist_id",
        "client_order_ref", "origin", "date_order", "commitment_date", "user_id", "order_line", "tag_ids",
    }
)  # fmt: skip
_SALES_LINE = frozenset(
    {"id", ".id", "sequence", "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount"}
)
_NOTE = frozenset({"id", "model", "res_id", "body", "message_type", "subtype_id", "date"})

FIELDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "sales": {
        "sale.order": _SALES_ORDER,
        "sale.order.line": _SALES_LINE,
        "mail.message": _NOTE,
        "crm.tag": frozenset({"id", "name", "color"}),
    },
    "reader": {},
}
"""By role and model: the fields that the bot may set."""

METHODS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "sales": {"sale.order": frozenset({"action_confirm", "action_lock"})},
    "reader": {},
}
"""By role and model: the methods that the bot may call besides those that only read."""

_STEP = "This is a mistake in Lading's own code: add the field to connectors/odoo/ownership.py, or do not write it."


def check_fields(role: str, model: str, fields: Iterable[str]) -> None:
    """Refuse a write of a field that this bot does not own.

    Args:
        role: whose allow-list.
        model: Odoo's model.
        fields: names, or columns of a load: ``order_line/product_id/.id`` counts for line and order.

    Raises:
        Misconfigured: the field is not the bot's to write.
    """
    if role == "admin":
        return
    owned = FIELDS.get(role, {}).get(model, frozenset())
    lines = FIELDS.get(role, {}).get(_LINES_OF.get(model, ""), frozenset())
    for column in fields:
        head, _, rest = column.partition("/")
        inside = head != "order_line" or rest.partition("/")[0] in lines
        if head not in owned or not inside:
            message = f"The {role} bot may not write {column} of {model}."
            raise Misconfigured(message, field=column, value=model, next_step=_STEP)


def check_method(role: str, model: str, method: str) -> None:
    """Refuse a method that is not this bot's to call.

    Raises:
        Misconfigured: it is not.
    """
    if role == "admin" or method in READING_METHODS:
        return
    if method not in METHODS.get(role, {}).get(model, frozenset()):
        message = f"The {role} bot may not call {method} of {model}."
        raise Misconfigured(message, field=method, value=model, next_step=_STEP)


_LINES_OF = {"sale.order": "sale.order.line"}
