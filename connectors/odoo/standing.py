"""How an order stands in Odoo just now: its state, and who wrote it or a line of it last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from connectors.odoo.external_ids import pages
from connectors.odoo.port import OdooPort, Record
from connectors.odoo.read_back import COUNTED_LINES
from connectors.odoo.rows import from_odoo_time, stamp


class Standing(NamedTuple):
    """An order's state and its last writes."""

    record_id: int
    name: str
    state: str
    company_id: int | None
    ordered_at: datetime | None
    write_date: datetime
    """The last write of the order or a line of it, and by whom: see ``rows.stamp``."""
    writer: int
    """User who wrote the order itself last."""
    writers: frozenset[int]
    """Users who wrote the order or a line of it last."""
    last_writer: int
    """User behind ``write_date``."""

    def untouched(self, seen: datetime | None, bot: int) -> bool:
        """Nobody but the bot has ever written it, or nobody has since it was ``seen``."""
        return self.writers == {bot} or self.write_date == seen


class Standings:
    """Reads standings in batches."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: whose rights show the orders."""
        self._port = port

    def read(self, record_ids: Sequence[int]) -> dict[int, Standing]:
        """Standings by record; a deleted one is absent.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        found: dict[int, Standing] = {}
        for page in pages(record_ids):
            writes: dict[int, list[Record]] = {record: [] for record in page}
            fields = ["order_id", "write_date", "write_uid"]
            domain = [("order_id", "in", page), *COUNTED_LINES]
            for line in self._port.search_read("sale.order.line", domain, fields, order="id"):
                writes[line["order_id"]].append(line)
            fields = ["name", "state", "company_id", "date_order", "write_date", "write_uid"]
            for order in self._port.search_read("sale.order", [("id", "in", page)], fields, order="id"):
                found[order["id"]] = _standing(order, writes[order["id"]])
        return found


def _standing(order: Record, lines: Sequence[Record]) -> Standing:
    last = max((order, *lines), key=lambda record: str(record["write_date"]))
    return Standing(
        record_id=order["id"],
        name=order["name"],
        state=order["state"],
        company_id=order["company_id"] or None,
        ordered_at=from_odoo_time(order["date_order"]),
        write_date=stamp(order, lines),
        writer=order["write_uid"],
        writers=frozenset(record["write_uid"] for record in (order, *lines)),
        last_writer=last["write_uid"],
    )
