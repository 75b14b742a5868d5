"""Orders taken over as history, looked at again: none may have asked for goods, each carries its own date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from connectors.odoo.external_ids import pages
from connectors.odoo.port import OdooPort
from connectors.odoo.rows import as_odoo_time, from_odoo_time
from domain.catalogue import finding
from domain.findings import Finding

_ALIVE = ["draft", "waiting", "confirmed", "partially_available", "assigned", "done"]
"""States of deliveries and stock moves that count; a cancelled one asks for nothing."""


class HistoryCheck:
    """Reads what became of orders of long ago, a batch of them in three calls."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: whose rights show orders, deliveries and stock moves."""
        self._port = port

    def differences(self, dates: Mapping[int, datetime | None]) -> dict[int, Finding]:
        """What is not as history has to be, by record; an order that was deleted is none of its business.

        Args:
            dates: by record, the order's own date; None: it had none.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        found: dict[int, Finding] = {}
        for page in pages(dates):
            orders = self._port.search_read("sale.order", [("id", "in", page)], ["name", "date_order"], order="id")
            asked = self._asked_for_goods(page)
            for order in orders:
                number, wanted = order["id"], dates[order["id"]]
                if number in asked:
                    found[number] = finding("BF-HIST-002", value=order["name"], what=asked[number])
                elif wanted is not None and from_odoo_time(order["date_order"]) != wanted.replace(microsecond=0):
                    shown, own = str(order["date_order"]), as_odoo_time(wanted)
                    found[number] = finding("BF-HIST-003", value=order["name"], found=shown, wanted=own)
        return found

    def _asked_for_goods(self, page: list[int]) -> dict[int, str]:
        lines = [("order_id", "in", page), ("move_ids.state", "in", _ALIVE)]
        moved = self._port.search_read("sale.order.line", lines, ["order_id"], order="id")
        asked = {int(line["order_id"]): "moves of stock" for line in moved}
        delivered = [("id", "in", page), ("picking_ids.state", "in", _ALIVE)]
        found = self._port.search_read("sale.order", delivered, ["name"], order="id")
        return asked | {int(order["id"]): "a delivery" for order in found}
