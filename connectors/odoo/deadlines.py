"""The deadlines of open deliveries: Odoo lowers a delivery only by a move of the same deadline.

It computes a move's deadline from the order's date. Ours is the customer's own, written back after confirming, so what
is confirmed at noon and lowered at one would get another deadline: Odoo then leaves the delivery as it is and makes a
receipt of the difference. So for the moment of the change the order has the date that its deliveries were made by.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from connectors.odoo.port import OdooPort
from connectors.odoo.rows import from_odoo_time

_OPEN = ("state", "not in", ["done", "cancel"])


class Deadlines:
    """Reads open deliveries of orders."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: the sales bot's; sales people may read moves."""
        self._port = port

    def dates(self, record_ids: Sequence[int]) -> dict[int, datetime]:
        """By order: the date by which its open deliveries got their deadlines; none where a promised date decides.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        if not record_ids:
            return {}
        orders = [("id", "in", list(record_ids)), ("commitment_date", "=", False)]
        free = [row["id"] for row in self._port.search_read("sale.order", orders, ["id"])]
        lines = self._port.search_read(
            "sale.order.line", [("order_id", "in", free)], ["order_id", "customer_lead"], order="id"
        )
        by_line = {line["id"]: line for line in lines}
        domain = [("sale_line_id", "in", list(by_line)), _OPEN, ("date_deadline", "!=", False)]
        found: dict[int, Counter[datetime]] = defaultdict(Counter)
        for move in self._port.search_read("stock.move", domain, ["sale_line_id", "date_deadline"], order="id"):
            line, deadline = by_line[move["sale_line_id"]], from_odoo_time(move["date_deadline"])
            if deadline is not None:
                found[line["order_id"]][deadline - timedelta(days=float(line["customer_lead"]))] += 1
        return {record: dates.most_common(1)[0][0] for record, dates in found.items()}

    def receipts(self, record_ids: Sequence[int]) -> dict[int, frozenset[int]]:
        """By order: open moves that bring goods of it back.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        found: dict[int, set[int]] = {record: set() for record in record_ids}
        domain = [("sale_line_id.order_id", "in", list(record_ids)), _OPEN, ("location_id.usage", "=", "customer")]
        moves = self._port.search_read("stock.move", domain, ["sale_line_id"], order="id") if record_ids else []
        lines = [("id", "in", [move["sale_line_id"] for move in moves])]
        known = self._port.search_read("sale.order.line", lines, ["order_id"]) if moves else []
        owners = {line["id"]: line["order_id"] for line in known}
        for move in moves:
            found[owners[move["sale_line_id"]]].add(move["id"])
        return {record: frozenset(ids) for record, ids in found.items()}
