"""The planning bot in Odoo: orders of a plan made once, read back, confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.odoo.create_only import Rows
from connectors.odoo.pace import Pace
from connectors.odoo.port import OdooPort
from connectors.odoo.purchasing.making import Making
from connectors.odoo.purchasing.order_rows import Supplier, purchase_rows
from connectors.odoo.purchasing.outcomes import Posted, StandingOrder
from connectors.odoo.purchasing.reading import Reading
from domain.errors import TryAgain
from domain.planning.orders import Kind, PlannedOrder

_LINES_PER_SECOND = 60.0


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
        self._reading = Reading(reader or port)

    def post(self, orders: Sequence[PlannedOrder]) -> list[Posted]:
        """Make orders of one kind; answers stand in the order of ``orders``."""
        if not orders:
            return []
        kind = orders[0].kind
        try:
            suppliers = self._suppliers([order for order in orders if order.supplier_id])
            currencies = {name: number for number, name in self._reading.currencies().items()}
        except TryAgain:
            return [Posted(external_id=order.external_id, outcome="try_again") for order in orders]

        def as_rows(order: PlannedOrder) -> Rows:
            supplier = suppliers.get((order.company_id, order.supplier_id or 0), Supplier())
            return purchase_rows(order, supplier, currencies)

        return Making(self._port, self._pace, kind).make(orders, as_rows)

    def read_back(self, kind: Kind, external_ids: Sequence[str]) -> dict[str, StandingOrder]:
        """Orders by external id, as the reader sees them now; one that is not in Odoo is absent.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return self._reading.orders(kind, external_ids)

    def lines_in_odoo(self, kind: Kind, external_ids: Sequence[str]) -> dict[str, int]:
        """Records of the orders in which lines stand, by the lines' external ids.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return Making(self._port, self._pace, kind).lines_in_odoo(external_ids)

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
