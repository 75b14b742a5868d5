"""Stock of Odoo for the ledger's mirror: what lies where, what comes and goes, and when; many products a call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.odoo.port import OdooPort, Record
from connectors.odoo.reference_records import ReferenceRecord
from connectors.odoo.rows import as_odoo_time, exact, from_odoo_time
from domain.promising.terms import Incoming, OrderPoint, Outgoing, Quant, Stock

OVERLAP = timedelta(minutes=3)
"""So far back is looked again: Odoo ends a call after two minutes, and a change shows when its call has ended."""
_PAGE = 10_000
_PRODUCTS = 500
"""Products whose stock is read by one call a model."""
_OPEN = ("waiting", "confirmed", "assigned", "partially_available")
"""States of moves that Odoo's own forecast counts."""
_ALL = {"active_test": False}
_QUANT = ("product_id", "location_id", "quantity", "reserved_quantity")
_MOVE = (
    "product_id", "location_id", "location_dest_id", "location_final_id", "product_qty", "product_uom_qty", "quantity",
    "date", "date_deadline", "reference", "origin",
)  # fmt: skip
_RULE = ("product_id", "warehouse_id", "product_min_qty", "name")


@dataclass(frozen=True, slots=True)
class _Place:
    """A location inside a warehouse."""

    warehouse: str
    name: str
    sellable: bool


@dataclass(slots=True)
class _Parts:
    """What was read of some products, by product."""

    quants: dict[int, list[Quant]] = field(default_factory=lambda: defaultdict(list))
    incoming: dict[int, list[Incoming]] = field(default_factory=lambda: defaultdict(list))
    outgoing: dict[int, list[Outgoing]] = field(default_factory=lambda: defaultdict(list))
    order_points: dict[int, list[OrderPoint]] = field(default_factory=lambda: defaultdict(list))

    def products(self) -> set[int]:
        return {*self.quants, *self.incoming, *self.outgoing, *self.order_points}


class OdooStock:
    """Reads stock; best with the reader's key."""

    def __init__(self, port: OdooPort, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """``port``: whose rights show the stock of all companies; ``clock``: the ledger's time."""
        self._port = port
        self._clock = clock
        self._seen: dict[tuple[str, int], str] = {}
        self._known_places: tuple[object, dict[int, _Place]] | None = None

    def changed(self, since: datetime) -> tuple[list[int], datetime]:
        """Products whose stock, moves or reordering rules were written since then, and the newest such date.

        What was told before is not told again, although a while is looked back.

        Raises:
            TryAgain: Odoo could not be asked; nothing counts as told.
        """
        moment = as_odoo_time(since - OVERLAP)
        products: set[int] = set()
        newest, seen = since, dict[tuple[str, int], str]()
        for model in ("stock.quant", "stock.move", "stock.warehouse.orderpoint"):
            for row in self._pages(model, [("write_date", ">=", moment)], ("product_id", "write_date")):
                seen[model, row["id"]] = row["write_date"]
                if self._seen.get((model, row["id"])) != row["write_date"]:
                    products.add(row["product_id"])
                    newest = max(newest, from_odoo_time(row["write_date"]) or newest)
        self._seen = seen
        return sorted(products), newest

    def forget(self) -> None:
        """Tell again what was told: its consequences could not be kept."""
        self._seen = {}

    def newest(self) -> datetime | None:
        """When stock was last written; None: there is none."""
        rows = [
            row
            for model in ("stock.quant", "stock.move", "stock.warehouse.orderpoint")
            for row in self._port.search_read(model, [], ["write_date"], order="write_date desc", limit=1, context=_ALL)
        ]
        return max(
            (from_odoo_time(row["write_date"]) or datetime.min.replace(tzinfo=UTC) for row in rows), default=None
        )

    def read(self, products: Sequence[int] | None = None) -> Iterator[list[ReferenceRecord]]:
        """The stock of products, one record each, in pages; None: of all that have any.

        A product that has none any more comes too, with nothing, if it was asked for.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        if products is None:
            yield from self._read(None)
            return
        for begin in range(0, len(products), _PRODUCTS):
            yield from self._read(products[begin : begin + _PRODUCTS])

    def _read(self, products: Sequence[int] | None) -> Iterator[list[ReferenceRecord]]:
        read_at = self._clock()
        places = self._places()
        of_these = [] if products is None else [("product_id", "in", list(products))]
        parts = _Parts()
        for row in self._pages("stock.quant", [*of_these, ("location_id", "in", sorted(places))], _QUANT):
            _quant(row, places, parts)
        for row in self._pages("stock.move", [*of_these, ("state", "in", _OPEN)], _MOVE):
            _move(row, places, parts)
        codes = {
            row["id"]: row["code"] for row in self._port.search_read("stock.warehouse", [], ["code"], context=_ALL)
        }
        for row in self._pages("stock.warehouse.orderpoint", of_these, _RULE):
            _rule(row, codes, parts)
        wanted = sorted(parts.products() if products is None else products)
        for begin in range(0, len(wanted), _PAGE):
            yield self._records(wanted[begin : begin + _PAGE], parts, read_at)

    def _records(self, products: Sequence[int], parts: _Parts, read_at: datetime) -> list[ReferenceRecord]:
        known = self._port.search_read(
            "product.product", [("id", "in", list(products))], ["default_code", "active"], order="id", context=_ALL
        )
        return [_record(row, parts, read_at) for row in known if row["default_code"]]

    def _places(self) -> dict[int, _Place]:
        """Locations of each warehouse: those under the location that stands for it, as Odoo itself counts."""
        last = [
            self._port.search_read(model, [], ["write_date"], order="write_date desc, id desc", limit=1, context=_ALL)
            for model in ("stock.location", "stock.warehouse")
        ]
        if self._known_places is None or self._known_places[0] != last:
            self._known_places = (last, self._read_places())
        return self._known_places[1]

    def _read_places(self) -> dict[int, _Place]:
        houses = self._port.search_read("stock.warehouse", [], ["code", "view_location_id"], context=_ALL)
        codes = {str(row["view_location_id"]): row["code"] for row in houses}
        found = {}
        for row in self._pages("stock.location", [], ("complete_name", "parent_path", "usage")):
            code = next((codes[part] for part in str(row["parent_path"]).split("/") if part in codes), None)
            if code is not None:
                found[row["id"]] = _Place(code, str(row["complete_name"] or ""), row["usage"] == "internal")
        return found

    def _pages(self, model: str, domain: Sequence[object], fields: Sequence[str]) -> Iterator[Record]:
        last = 0
        while True:
            asked: list[Any] = [*domain, ("id", ">", last)]
            rows = self._port.search_read(model, asked, list(fields), order="id", limit=_PAGE, context=_ALL)
            yield from rows
            if len(rows) < _PAGE:
                return
            last = rows[-1]["id"]


def _quant(row: Record, places: dict[int, _Place], parts: _Parts) -> None:
    place = places[row["location_id"]]
    quantity, reserved = exact(row["quantity"]), exact(row["reserved_quantity"])
    if place.sellable and (quantity or reserved):
        parts.quants[row["product_id"]].append(
            Quant(
                record_id=row["id"],
                warehouse=place.warehouse,
                location=place.name,
                quantity=quantity,
                reserved=reserved,
            )
        )


def _move(row: Record, places: dict[int, _Place], parts: _Parts) -> None:
    """Into a warehouse or out of it, by where the goods shall end; what stays inside one changes nothing."""
    source = places.get(row["location_id"])
    target = places.get(row["location_final_id"] or row["location_dest_id"])
    leaving, entering = (place.warehouse if place else None for place in (source, target))
    if leaving == entering:
        return
    named = {"reference": str(row["reference"] or ""), "origin": str(row["origin"] or ""), "record_id": row["id"]}
    quantity = exact(row["product_qty"])
    if leaving is not None:
        asked = exact(row["product_uom_qty"])
        reserved = exact(exact(row["quantity"]) * quantity / asked) if asked else quantity
        parts.outgoing[row["product_id"]].append(
            Outgoing(warehouse=leaving, quantity=quantity, reserved=min(reserved, quantity), **named)
        )
    if entering is not None:
        days = [moment.date() for moment in map(from_odoo_time, (row["date"], row["date_deadline"])) if moment]
        parts.incoming[row["product_id"]].append(
            Incoming(warehouse=entering, quantity=quantity, expected_on=max(days), **named)
        )


def _rule(row: Record, codes: dict[int, str], parts: _Parts) -> None:
    parts.order_points[row["product_id"]].append(
        OrderPoint(
            record_id=row["id"],
            warehouse=codes.get(row["warehouse_id"], ""),
            minimum=exact(row["product_min_qty"]),
            name=str(row["name"] or ""),
        )
    )


def _record(row: Record, parts: _Parts, read_at: datetime) -> ReferenceRecord:
    number, sku = row["id"], str(row["default_code"])
    stock = Stock(
        record_id=number,
        sku=sku,
        read_at=read_at,
        quants=tuple(parts.quants.get(number, ())),
        incoming=tuple(parts.incoming.get(number, ())),
        outgoing=tuple(parts.outgoing.get(number, ())),
        order_points=tuple(parts.order_points.get(number, ())),
    )
    return ReferenceRecord(
        id=number,
        codes=(("sku", sku),),
        active=bool(row.get("active", True)),
        data=stock.model_dump_json().encode(),
        write_date=read_at,
    )
