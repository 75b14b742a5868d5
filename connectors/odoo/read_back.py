"""Orders as the system of record has them, read in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from connectors.odoo.external_ids import external_ids_of, pages, records_of
from connectors.odoo.port import OdooPort, Record
from connectors.odoo.rows import read_back_order
from domain.documents.resolved_order import ReadBackOrder

COUNTED_LINES = (("display_type", "=", False),)
"""Sections and remarks that people put between the lines are no lines of the order."""
_PAGE = 1000
_ORDER_FIELDS = (
    "name", "state", "partner_id", "partner_shipping_id", "company_id", "warehouse_id", "pricelist_id",
    "currency_id", "date_order", "client_order_ref", "amount_untaxed", "amount_tax", "amount_total", "write_date",
    "write_uid",
)  # fmt: skip
_LINE_FIELDS = (
    "order_id", "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "tax_ids",
    "price_subtotal", "write_date", "write_uid",
)  # fmt: skip


class Reading:
    """Reads orders back; currencies are asked once."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: best another user's than the one who wrote."""
        self._port = port
        self._currencies: dict[int, str] = {}

    def orders(self, external_ids: Sequence[str]) -> dict[str, ReadBackOrder]:
        """Orders by external id; one that is not in Odoo (never made, or deleted) is absent."""
        found: dict[str, ReadBackOrder] = {}
        for page in pages(external_ids, _PAGE):
            records = records_of(self._port, "sale.order", page)
            found |= self._by_record({record: external_id for external_id, record in records.items()})
        return found

    def _by_record(self, names: dict[int, str]) -> dict[str, ReadBackOrder]:
        if not names:
            return {}
        orders = self._port.search_read("sale.order", [("id", "in", list(names))], _ORDER_FIELDS)
        lines = self._lines(list(names))
        ids = [line["id"] for some in lines.values() for line in some]
        line_names = external_ids_of(self._port, "sale.order.line", ids)
        currencies = self._currency_names()
        return {
            names[order["id"]]: read_back_order(
                names[order["id"]], order, lines[order["id"]], line_ids=line_names, currencies=currencies
            )
            for order in orders
        }

    def _lines(self, order_ids: list[int]) -> dict[int, list[Record]]:
        domain = [("order_id", "in", order_ids), *COUNTED_LINES]
        grouped: dict[int, list[Record]] = defaultdict(list)
        for line in self._port.search_read("sale.order.line", domain, _LINE_FIELDS, order="id"):
            grouped[line["order_id"]].append(line)
        return grouped

    def _currency_names(self) -> dict[int, str]:
        if not self._currencies:
            context = {"active_test": False}
            found = self._port.search_read("res.currency", [], ["name"], context=context)
            self._currencies = {row["id"]: row["name"] for row in found}
        return self._currencies
