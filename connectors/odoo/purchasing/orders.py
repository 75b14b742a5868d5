"""The planning bot in Odoo: orders of a plan made once, read back, confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from connectors.odoo.create_only import Rows
from connectors.odoo.external_ids import pages
from connectors.odoo.pace import Pace
from connectors.odoo.port import OdooPort
from connectors.odoo.purchasing.confirming import Confirming
from connectors.odoo.purchasing.making import Making
from connectors.odoo.purchasing.order_rows import Supplier, purchase_rows, transfer_rows
from connectors.odoo.purchasing.outcomes import Confirmed, Posted, StandingOrder
from connectors.odoo.purchasing.reading import Reading
from connectors.odoo.purchasing.rules import OdooRules
from domain.errors import TryAgain
from domain.planning.orders import Kind, PlannedOrder

_LINES_PER_SECOND = 60.0
_CONFIRMED_PER_SECOND = 40.0


class OdooPurchasing:
    """What the planning bot does with orders.

    Batch methods never raise for one order: its outcome says. They raise ``StopTheRun`` (the key is not accepted) and
    ``Misconfigured`` (rights, database, fields), which concern every order alike.
    """

    def __init__(self, port: OdooPort, *, reader: OdooPort | None = None, aim_seconds: float = 5.0) -> None:
        """Open no connection yet.

        Args:
            port: the planning bot's.
            reader: another user's, who reads back what the bot wrote; default: the bot itself.
            aim_seconds: how long one call to Odoo should take.
        """
        self._port = port
        self._pace = Pace(lines_per_second=_LINES_PER_SECOND, aim_seconds=aim_seconds)
        self._making = {kind: Making(port, self._pace, kind) for kind in get_args(Kind)}
        self._reading = Reading(reader or port)
        self.rules = OdooRules(port, aim_seconds=aim_seconds)
        """What the same bot does with reordering rules."""
        self._confirming = Confirming(port, Pace(lines_per_second=_CONFIRMED_PER_SECOND, aim_seconds=aim_seconds))

    def post(self, orders: Sequence[PlannedOrder]) -> list[Posted]:
        """Make orders; answers stand in the order of ``orders``."""
        try:
            suppliers = self._suppliers([order for order in orders if order.supplier_id])
            currencies = {name: number for number, name in self._reading.currencies().items()}
        except TryAgain:
            return [Posted(external_id=order.external_id, outcome="try_again") for order in orders]

        def as_rows(order: PlannedOrder) -> Rows:
            if order.kind == "transfer":
                return transfer_rows(order)
            supplier = suppliers.get((order.company_id, order.supplier_id or 0), Supplier())
            return purchase_rows(order, supplier, currencies)

        answers = {
            answer.external_id: answer
            for kind, making in self._making.items()
            for answer in making.make([order for order in orders if order.kind == kind], as_rows)
        }
        return [answers[order.external_id] for order in orders]

    def read_back(self, kind: Kind, external_ids: Sequence[str]) -> dict[str, StandingOrder]:
        """Orders by external id, as the reader sees them now; one that is not in Odoo is absent.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return self._reading.orders(kind, external_ids)

    def archived(self, orders: Sequence[PlannedOrder]) -> dict[str, str]:
        """What lines lack because it was archived, in words, by the plan's line keys.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        products = self._inactive("product.product", {line.product_id for order in orders for line in order.lines})
        suppliers = self._inactive("res.partner", {order.supplier_id for order in orders if order.supplier_id})
        found: dict[str, str] = {}
        for order in orders:
            for line in order.lines:
                if order.supplier_id in suppliers:
                    found[line.key] = f"a supplier: {order.origin} is archived"
                elif line.product_id in products:
                    found[line.key] = "a product: it is archived"
        return found

    def by_people(self, order: StandingOrder) -> bool:
        """Whether somebody else than the bot wrote the order or a line of it last."""
        return order.writers != {self._port.user_id()}

    def _inactive(self, model: str, ids: set[int]) -> set[int]:
        found: set[int] = set()
        for page in pages(sorted(ids)):
            domain = [("id", "in", page), ("active", "=", False)]
            found |= {row["id"] for row in self._port.search_read(model, domain, ["id"])}
        return found

    def lines_in_odoo(self, kind: Kind, external_ids: Sequence[str]) -> dict[str, int]:
        """Records of the orders in which lines stand, by the lines' external ids.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return self._making[kind].lines_in_odoo(external_ids)

    def confirm(self, kind: Kind, orders: Sequence[StandingOrder]) -> list[Confirmed]:
        """Confirm drafts that were read back; answers stand in the order of ``orders``."""
        return self._confirming.confirm(kind, orders)

    def _suppliers(self, orders: Sequence[PlannedOrder]) -> Mapping[tuple[int, int], Supplier]:
        """What the page fills in by itself: fields of a company each, so they are read in its eyes."""
        found: dict[tuple[int, int], Supplier] = {}
        for company in sorted({order.company_id for order in orders}):
            ids = sorted({order.supplier_id or 0 for order in orders if order.company_id == company})
            fields = ["property_supplier_payment_term_id", "property_account_position_id", "buyer_id"]
            context = {"allowed_company_ids": [company], "active_test": False}
            for row in self._port.search_read("res.partner", [("id", "in", ids)], fields, context=context):
                found[company, row["id"]] = Supplier(
                    payment_term_id=row["property_supplier_payment_term_id"] or None,
                    fiscal_position_id=row["property_account_position_id"] or None,
                    buyer_id=row["buyer_id"] or None,
                )
        return found
