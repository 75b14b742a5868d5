"""The bot users with least rights: what each may, and which groups of Odoo that takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.keys import MODULE

EXTERNAL_IDS_GROUP = f"{MODULE}.group_external_ids"
READER_GROUP = f"{MODULE}.group_reader"
CANCEL_GROUP = f"{MODULE}.group_cancel"
ADDRESS_GROUP = f"{MODULE}.group_addresses"
PLANNING_GROUP = f"{MODULE}.group_planning"

GROUPS: Mapping[str, str] = {
    EXTERNAL_IDS_GROUP: "Lading: read external ids",
    READER_GROUP: "Lading: read orders",
    CANCEL_GROUP: "Lading: cancel orders",
    ADDRESS_GROUP: "Lading: make delivery addresses",
    PLANNING_GROUP: "Lading: post plans",
}
"""Groups of our own: a line of access each, where no group of Odoo's gives so little."""

_STOCK = (
    "stock.quant", "stock.move", "stock.picking", "stock.location", "stock.warehouse", "stock.warehouse.orderpoint",
)  # fmt: skip

_PLANNING = (
    "sale.report", "product.supplierinfo", "purchase.order", "purchase.order.line", "stock.move.line",
    "stock.picking.type", "product.category", "res.currency",
)  # fmt: skip
"""What demand planning reads besides stock."""

ACCESS: Mapping[str, tuple[str, ...]] = {
    EXTERNAL_IDS_GROUP: ("ir.model.data", "ir.property"),
    CANCEL_GROUP: ("purchase.order", "purchase.order.line"),
    READER_GROUP: ("sale.order", "sale.order.line", "crm.tag", "delivery.carrier", *_STOCK, *_PLANNING, "mrp.bom"),
    PLANNING_GROUP: ("res.partner", "account.tax", "account.fiscal.position", "account.payment.term"),
}
"""By group of our own: the models that it may read, and only read. To cancel a delivery Odoo looks, as the user
who cancels, whether something was purchased for it: sales people may not. Before 18 a contact's code and price list
stood in ``ir.property``; where Odoo has no such model, there is no such line."""


_PLANNED = (
    "purchase.order", "purchase.order.line", "stock.picking", "stock.move", "stock.warehouse.orderpoint",
)  # fmt: skip
MAKES: Mapping[str, tuple[str, ...]] = {ADDRESS_GROUP: ("res.partner",), PLANNING_GROUP: _PLANNED}
"""By group of our own: the models of which it may make records, and write them: Odoo itself writes on a new contact
what it takes over from its company. Ours are made and never written again (``domain/rules/ownership.py``). Odoo's own
groups would give a plan too much: a purchase user may write bills, and rules take a stock manager."""

READS = (
    "ir.model.data", "sale.order", "sale.order.line", "res.partner", "product.product", "product.pricelist.item",
    "uom.uom", "account.tax", "account.fiscal.position", "stock.warehouse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bot:
    """A user that Lading works as."""

    role: str
    name: str
    login: str
    groups: tuple[str, ...]
    """External ids of Odoo's groups."""
    may_write: tuple[str, ...]
    """Models that it must be able to write."""
    may_not_write: tuple[str, ...]
    """Models that it must not be able to write: more than it needs is a finding of the doctor."""
    reads: tuple[str, ...] = READS
    """Models that it must be able to read."""

    @property
    def external_id(self) -> str:
        """Of the user."""
        return f"{MODULE}.user_{self.role}"


_MASTER_DATA = ("res.partner", "product.product", "product.template", "product.pricelist.item", "account.tax")
_SYSTEM = ("ir.model.data", "ir.model.access", "res.users", "res.company", "ir.config_parameter", "account.move")

BOTS: Mapping[str, Bot] = {
    "sales": Bot(
        role="sales",
        name="Lading (sales)",
        login="lading.sales",
        groups=("base.group_user", "sales_team.group_sale_salesman_all_leads", EXTERNAL_IDS_GROUP, CANCEL_GROUP),
        may_write=("sale.order", "sale.order.line"),
        may_not_write=(*_MASTER_DATA, *_SYSTEM),
    ),
    "reader": Bot(
        role="reader",
        name="Lading (reader)",
        login="lading.reader",
        groups=("base.group_user", "account.group_account_readonly", EXTERNAL_IDS_GROUP, READER_GROUP),
        may_write=(),
        may_not_write=("sale.order", "sale.order.line", *_MASTER_DATA, *_SYSTEM),
        reads=(*READS, *_STOCK, *_PLANNING),
    ),
    "addresses": Bot(
        role="addresses",
        name="Lading (addresses)",
        login="lading.addresses",
        groups=("base.group_user", "account.group_account_readonly", EXTERNAL_IDS_GROUP, ADDRESS_GROUP),
        may_write=("res.partner",),
        may_not_write=("sale.order", "sale.order.line", "product.product", "product.pricelist.item", *_SYSTEM),
        reads=("ir.model.data", "res.partner", "res.country"),
    ),
    "planning": Bot(
        role="planning",
        name="Lading (planning)",
        login="lading.planning",
        groups=("base.group_user", EXTERNAL_IDS_GROUP, PLANNING_GROUP),
        may_write=_PLANNED,
        may_not_write=("sale.order", "sale.order.line", "product.supplierinfo", *_MASTER_DATA, *_SYSTEM),
        reads=("ir.model.data", "res.partner", "product.product", "uom.uom", "stock.warehouse", "account.tax"),
    ),
}
"""By role. 'Own documents only' would be blind to others' orders: so the sales bot sees all. What a customer owes may
be read by readers of the books only; Odoo reads the credit limit of the company when an address of it is made."""

FEATURES: Mapping[str, tuple[str, str]] = {
    "group_product_pricelist": ("product.group_product_pricelist", "price lists"),
    "group_discount_per_so_line": ("sale.group_discount_per_so_line", "discounts on lines"),
    "group_uom": ("uom.group_uom", "units of measure and packs"),
}
"""Settings that must be on: field of the settings page, the group behind it, in words."""
