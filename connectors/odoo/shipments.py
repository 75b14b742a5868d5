"""Transfers to customers that Odoo has done, with what of our orders was in them; many a call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from connectors.odoo.external_ids import external_ids_of
from connectors.odoo.port import OdooPort, Record
from connectors.odoo.rows import as_odoo_time, exact, from_odoo_time
from domain.shipments import Shipment, ShippedLine

OVERLAP = timedelta(minutes=3)
"""So far back is looked again: Odoo ends a call after two minutes, and a change shows when its call has ended."""
_PAGE = 1000
_ALL = {"active_test": False}
_NUMBER = "carrier_tracking_ref"
"""Of Odoo's module stock_delivery: not every Odoo has it."""
_MOVE = ("picking_id", "sale_line_id", "product_id", "product_uom")
_BEFORE_17 = "quantity_done"
"""What was done has this name before 17; ``quantity`` is what is reserved there (``versions.py``)."""


class OdooShipments:
    """Reads what was shipped; best with the reader's key."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: whose rights show the transfers of all companies."""
        self._port = port
        self._seen: dict[int, str] = {}
        self._fields: tuple[str, ...] = ()
        self._quantity = ""

    def done(self, since: datetime) -> tuple[list[Shipment], datetime]:
        """Shipments of sales orders that were written since then and are done, and the newest such date.

        One call where nothing is new. What was told before is not told again, although a while is looked back.

        Raises:
            TryAgain: Odoo could not be asked; nothing counts as told.
        """
        rows, newest, seen = [], since, dict[int, str]()
        for row in self._pickings(since):
            seen[row["id"]] = row["write_date"]
            if self._seen.get(row["id"]) != row["write_date"]:
                rows.append(row)
                newest = max(newest, from_odoo_time(row["write_date"]) or newest)
        found = self._shipments(rows) if rows else []
        self._seen = seen
        return found, newest

    def forget(self) -> None:
        """Tell again what was told: its consequences could not be kept."""
        self._seen = {}

    def _pickings(self, since: datetime) -> list[Record]:
        domain: list[object] = [
            ("state", "=", "done"),
            ("write_date", ">=", as_odoo_time(since - OVERLAP)),
            ("location_dest_id.usage", "=", "customer"),
            ("sale_id", "!=", False),
        ]
        return self._all("stock.picking", domain, self._known_fields())

    def _known_fields(self) -> tuple[str, ...]:
        if not self._fields:
            self._quantity = _BEFORE_17 if self._has("stock.move", _BEFORE_17) else "quantity"
            self._fields = ("name", "write_date", *self._has("stock.picking", _NUMBER, "carrier_id"))
        return self._fields

    def _has(self, model: str, *names: str) -> list[str]:
        known = self._port.call(model, "fields_get", arguments={"allfields": list(names), "attributes": ["type"]})
        return [name for name in names if name in known]

    def _shipments(self, rows: Sequence[Record]) -> list[Shipment]:
        moves = self._all(
            "stock.move",
            [
                ("picking_id", "in", [row["id"] for row in rows]),
                ("state", "=", "done"),
                ("sale_line_id", "!=", False),
                ("location_dest_id.usage", "=", "customer"),
            ],
            (*_MOVE, self._quantity),
        )
        names = external_ids_of(self._port, "sale.order.line", sorted({move["sale_line_id"] for move in moves}))
        lines: dict[int, list[ShippedLine]] = defaultdict(list)
        for move in moves:
            order, _, position = names.get(move["sale_line_id"], "").rpartition("_")
            if order and position.isdigit():
                lines[move["picking_id"]].append(_line(move, order, int(position), self._quantity))
        carriers = self._carriers(rows)
        return [_shipment(row, lines[row["id"]], carriers) for row in rows if lines[row["id"]]]

    def _carriers(self, rows: Sequence[Record]) -> dict[int, str]:
        wanted = sorted({row["carrier_id"] for row in rows if row.get(_NUMBER) and row.get("carrier_id")})
        if not wanted:
            return {}
        found = self._port.search_read("delivery.carrier", [("id", "in", wanted)], ["name"], context=_ALL)
        return {row["id"]: str(row["name"]) for row in found}

    def _all(self, model: str, domain: Sequence[object], fields: Sequence[str]) -> list[Record]:
        found: list[Record] = []
        last = 0
        while True:
            asked = [*domain, ("id", ">", last)]
            page = self._port.search_read(model, asked, list(fields), order="id", limit=_PAGE, context=_ALL)
            found += page
            if len(page) < _PAGE:
                return found
            last = page[-1]["id"]


def _line(move: Record, order: str, position: int, quantity: str) -> ShippedLine:
    return ShippedLine(
        order_external_id=order,
        position=position,
        product_id=move["product_id"],
        uom_id=move["product_uom"],
        quantity=exact(move[quantity]),
    )


def _shipment(row: Record, lines: Sequence[ShippedLine], carriers: Mapping[int, str]) -> Shipment:
    return Shipment(
        record_id=row["id"],
        name=str(row["name"]),
        tracking=str(row.get(_NUMBER) or "").strip(),
        carrier=carriers.get(row.get("carrier_id") or 0, ""),
        lines=tuple(lines),
    )
