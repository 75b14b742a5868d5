"""How older versions of Odoo differ from 19, whose words Lading speaks: the one table of it.

``dialect.py`` carries it out and ``docs/odoo.md`` shows it to people. A version that differs elsewhere too is a line
here. Only what 14 and 19 do was tried (``TRIED``). At which version between them a stored field, a model or an external
id changed was held, row by row, against OpenUpgrade's lists of what each version changed; rows of methods, of fields
that are not stored and of the API keys' wizard are in no such list and were not checked between 14 and 19; nor were
``country_code``, ``all_implied_ids``, ``display_applied_on`` and a company's ``active``, which those lists do not name.
"""

from __future__ import annotations

from typing import Final, NamedTuple

TRIED: Final = (14, 19)
"""Versions that the contract tests ran on."""
OLDEST: Final = 14
JSON2_SINCE: Final = 19
"""JSON-2 begins here; ``/jsonrpc`` serves before it, and beside it to 21."""


class FieldDifference(NamedTuple):
    """A field that is called otherwise, or is not there, below a version."""

    model: str
    name: str
    """As 19 calls it."""
    before: int
    older: str | None
    """Its name below that version; None: there is none, and what is written to it is left out."""
    reads: object = False
    """What an absent field reads as."""


class MethodDifference(NamedTuple):
    """A method that is asked otherwise below a version."""

    model: str
    """``*``: any."""
    name: str
    before: int
    older: str
    arguments: tuple[tuple[str, object], ...] = ()
    """Given besides."""
    takes_ids: bool = False


FIELDS: Final = (  # of two lines about one field the lower version stands last
    FieldDifference("sale.order.line", "product_uom_id", 19, "product_uom"),
    FieldDifference("sale.order.line", "tax_ids", 19, "tax_id"),
    FieldDifference("res.users", "group_ids", 19, "groups_id"),
    FieldDifference("res.groups", "all_implied_ids", 19, "trans_implied_ids"),
    FieldDifference("uom.uom", "factor", 19, "factor_inv"),
    FieldDifference("uom.uom", "parent_path", 19, "category_id"),
    FieldDifference("product.product", "uom_ids", 19, None, reads=()),
    FieldDifference("product.product", "product_uom_ids", 19, None, reads=()),
    FieldDifference("account.tax", "original_tax_ids", 19, None, reads=()),
    FieldDifference("res.country.group", "exclude_state_ids", 19, None, reads=()),
    FieldDifference("res.users.apikeys", "expiration_date", 18, None),
    FieldDifference("product.pricelist.item", "display_applied_on", 18, None),
    FieldDifference("res.company", "active", 17, None, reads=True),
    FieldDifference("sale.order", "locked", 17, None),
    FieldDifference("stock.move", "location_final_id", 18, None),
    FieldDifference("stock.move", "quantity", 17, "reserved_availability"),
    FieldDifference("res.company", "account_use_credit_limit", 16, None),
    FieldDifference("res.partner", "credit_to_invoice", 17, None, reads=0),
    FieldDifference("res.partner", "buyer_id", 17, None),
    FieldDifference("product.product", "is_storable", 18, "detailed_type"),
    FieldDifference("product.product", "is_storable", 15, "type"),
    FieldDifference("product.product", "all_product_tag_ids", 16, None, reads=()),
    FieldDifference("res.company", "chart_template", 17, "chart_template_id"),
    FieldDifference("res.partner", "complete_name", 17, "display_name"),
    FieldDifference("res.partner", "country_code", 15, "country_id"),
    FieldDifference("product.supplierinfo", "partner_id", 16, "name"),
    FieldDifference("product.supplierinfo", "product_uom_id", 19, "product_uom"),
    FieldDifference("product.supplierinfo", "discount", 17, None, reads=0),
    FieldDifference("purchase.order.line", "product_uom_id", 19, "product_uom"),
    FieldDifference("purchase.order.line", "discount", 17, None, reads=0),
    FieldDifference("stock.picking", "move_ids", 16, "move_lines"),
    FieldDifference("stock.quant", "inventory_quantity_set", 15, None),
)
MODELS: Final = {"product.uom": 19, "product.tag": 16}
"""Models that are not there below a version: they read as empty."""
METHODS: Final = (
    MethodDifference("*", "has_access", 18, "check_access_rights", (("raise_exception", False),)),
    MethodDifference("res.users", "has_group", 18, "has_group"),
)
XMLIDS: Final = {
    ("sale.group_discount_per_so_line", 18): "product.group_discount_per_so_line",
}
"""Odoo's own external ids that were others below a version."""
SEARCH_READ_TAKES_LOAD: Final = 19
"""Below it many-to-one fields come as [id, name]; the name is dropped."""
FORMATTED_READ_GROUP: Final = 19
"""Below it ``read_group`` answers, with other keys."""
WHOLE_PRICES_SINCE: Final = 19
"""Below it a line's price is rounded to the places of *Product Price*."""
EVERY_USER_CREATES: Final = {"ir.model.data": 19}
"""Models of which every user may make records below a version: nothing that a bot could be without."""
HISTORY_SINCE: Final = 17
"""Orders are locked beside their state (``action_lock``), and confirming may leave out what asks for goods."""
ERRORS_WITHOUT_SESSION: Final = 16
"""Below it ``/jsonrpc`` answers a bare 500 to every refusal where the host serves several databases and no cookie
says which: so a cookie with the database is fetched first."""
RECORD_METHODS: Final = frozenset({"has_access"})
"""Methods of records that are asked of none: ``/jsonrpc`` wants an empty list of ids for them."""
KEYS_END_SINCE: Final = 18
"""API keys have an end, which their wizard asks for."""
PASSWORD_IN_CONTEXT_SINCE: Final = 19
"""The identity check takes the password from the context; below it from its own field."""
POSITIONAL: Final = {"create": "vals_list", "write": "vals", "default_get": "fields"}
"""Arguments whose names differ from version to version, so that they are sent by place."""
LOADS: Final = {
    ("uom.uom", 19): "unit",
    ("product.product", 19): "product",
    ("stock.picking", 19): "transfer",
}
"""Models whose rows of ``load`` take another shape below a version: units had a category and a reference unit, packs
had no unit, what is stored was a type, a move had a name that must be given (``older_rows.py``)."""
READS: Final = {
    ("uom.uom", 19): "unit",
    ("account.fiscal.position", 19): "fiscal_position",
    ("res.partner", 15): "partner",
}
"""Models whose answer takes another shape below a version (``older_records.py``)."""
