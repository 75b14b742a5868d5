"""Figures of Odoo that no date of change shows: what customers owe, what is free in a warehouse. Asked once a batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from connectors.odoo.external_ids import pages
from connectors.odoo.port import OdooPort, Record
from connectors.odoo.rows import exact
from domain.check_facts import CreditFact, StockFact

_RECORDS_A_CALL = 1000
_EVER = {"active_test": False}
_STOCK = ("free_qty", "qty_available", "outgoing_qty")


class OdooFigures:
    """Reads figures; with the reader's key, which alone may see what customers owe."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: a reader's of the books."""
        self._port = port

    def credit(self, customers: Sequence[int], company: int, now: datetime) -> list[CreditFact]:
        """What commercial customers owe to one company, in its currency.

        Args:
            customers: records of commercial entities.
            company: whose books.
            now: written down as the moment of reading.

        Raises:
            TryAgain: Odoo could not be asked.
            Misconfigured: the bot may not see it; 'lading odoo prepare' gives the right.
        """
        fields = ["credit", "credit_to_invoice", "credit_limit"]
        context = {**_EVER, "allowed_company_ids": [company]}
        return [
            CreditFact(
                customer_id=row["id"],
                company_id=company,
                limit=exact(row["credit_limit"]) if row["credit_limit"] else None,
                owed=exact(row["credit"]),
                to_invoice=exact(row["credit_to_invoice"]),
                read_at=now,
            )
            for page in pages(sorted(customers), _RECORDS_A_CALL)
            for row in self._port.search_read("res.partner", [("id", "in", page)], fields, context=context)
        ]

    def confirmed(self, orders: Sequence[int]) -> set[int]:
        """Which of these orders are confirmed, so that they stand in the figures.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return {
            int(row["id"])
            for page in pages(sorted(orders), _RECORDS_A_CALL)
            for row in self._port.search_read(
                "sale.order", [("id", "in", page), ("state", "in", ["sale", "done"])], ["state"], context=_EVER
            )
        }

    def free(self, products: Sequence[int], warehouse: int, now: datetime) -> list[StockFact]:
        """What is on hand and neither reserved nor waited for in one warehouse, in each product's own unit.

        An order that Odoo has confirmed and reserves nothing for (yet) has its goods spoken for all the same.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        context = {**_EVER, "warehouse_id": warehouse, "warehouse": warehouse}
        return [
            StockFact(product_id=row["id"], warehouse_id=warehouse, free=_free(row), read_at=now)
            for page in pages(sorted(products), _RECORDS_A_CALL)
            for row in self._port.search_read("product.product", [("id", "in", page)], _STOCK, context=context)
        ]


def _free(row: Record) -> Decimal:
    unreserved, on_hand, leaving = (exact(row[name]) for name in _STOCK)
    return min(unreserved, on_hand - leaving)
