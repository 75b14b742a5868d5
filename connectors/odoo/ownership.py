"""Who may write which field: Odoo's groups do not keep one owner a field, so the write port does.

The table stands in ``domain/rules/ownership.py``; a write outside it is refused here, before any call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from domain.catalogue import finding
from domain.errors import Misconfigured
from domain.findings import Finding
from domain.rules.ownership import MADE_ONCE, METHODS, owner_of, writable

Role = Literal["sales", "reader", "addresses", "planning", "admin"]

READING_METHODS = frozenset(
    {
        "search_read", "search", "read", "search_count", "formatted_read_group", "read_group", "fields_get",
        "context_get", "default_get", "has_access", "has_group", "check_object_reference", "get_external_id",
    }
)  # fmt: skip
"""Methods that change nothing: their lost answer is simply asked for again."""

FIELDS: Mapping[str, Mapping[str, frozenset[str]]] = writable()
"""By role and model: the fields that the bot may set, as ``domain/rules/ownership.py`` says."""

_LINES_OF: Mapping[str, tuple[str, str]] = {
    "sale.order": ("order_line", "sale.order.line"),
    "purchase.order": ("order_line", "purchase.order.line"),
    "stock.picking": ("move_ids", "stock.move"),
}
"""The field that holds the lines of a document, and their model."""


class NotOurs(Misconfigured):
    """A write or call that is not this bot's to make: refused before it left; carries the finding."""

    def __init__(self, found: Finding, model: str) -> None:
        """``found``: with number, field or method, and what to do."""
        super().__init__(f"{found.message} [{found.code}]", field=found.value, value=model, next_step=found.next_step)
        self.finding = found


def check_fields(role: str, model: str, fields: Iterable[str]) -> None:
    """Refuse a write of a field that this bot does not own.

    Args:
        role: whose allow-list.
        model: Odoo's model.
        fields: names, or columns of a load: ``order_line/product_id/.id`` counts for line and order.

    Raises:
        NotOurs: the field is not the bot's to write.
    """
    if role == "admin":
        return
    owned = FIELDS.get(role, {}).get(model, frozenset())
    holder, of_lines = _LINES_OF.get(model, ("", ""))
    lines = FIELDS.get(role, {}).get(of_lines, frozenset())
    for column in fields:
        head, _, rest = column.partition("/")
        inside = head != holder or rest.partition("/")[0] in lines
        if head not in owned or not inside:
            why = _why(model, head, rest.partition("/")[0])
            raise NotOurs(finding("OW-WRITE-001", value=column, path=column, role=role, model=model, why=why), model)


def check_made_once(role: str, model: str, *, creates_only: bool) -> None:
    """Refuse to write a record that this bot may only make.

    Raises:
        NotOurs: it would be written.
    """
    if (role, model) in MADE_ONCE and not creates_only:
        why = "its record is Odoo from the moment it was made: this bot makes, and never writes."
        raise NotOurs(finding("OW-WRITE-001", value=model, path=model, role=role, model=model, why=why), model)


def check_method(role: str, model: str, method: str) -> None:
    """Refuse a method that is not this bot's to call.

    Raises:
        NotOurs: it is not.
    """
    if role == "admin" or method in READING_METHODS:
        return
    if method not in METHODS.get(role, {}).get(model, frozenset()):
        raise NotOurs(finding("OW-CALL-001", value=method, role=role, model=model), model)


def _why(model: str, field: str, of_line: str) -> str:
    """Whose it is instead, in words."""
    holder, of_lines = _LINES_OF.get(model, ("", ""))
    row = owner_of(of_lines, of_line) if field == holder and of_line else owner_of(model, field)
    return "it stands in no line of the table of owners." if row is None else f"its record is {row.owner}. {row.why}"
