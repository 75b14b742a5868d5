"""Orders of a plan as Odoo has them, read in batches: best by another user than the one who wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from connectors.odoo.external_ids import external_ids_of, pages, records_of
from connectors.odoo.port import OdooPort, Record
from connectors.odoo.purchasing.making import LINE_MODELS, MODELS
from connectors.odoo.purchasing.outcomes import StandingLine, StandingOrder
from connectors.odoo.rows import exact, stamp
from connectors.odoo.versions import WHOLE_PRICES_SINCE
from domain.planning.order_lines import PRICE_PLACES
from domain.planning.orders import Kind

_PAGE = 500


class _Names(NamedTuple):
    """What Odoo calls the fields of one kind of order and of its lines."""

    partner: str
    type_: str
    lines: str
    """Of the line: the order that it stands in."""
    order: tuple[str, ...]
    line: tuple[str, ...]
    unit: str
    quantity: str
    due: str


_NAMES: Mapping[Kind, _Names] = {
    "purchase": _Names(
        "partner_id", "picking_type_id", "order_id",
        ("currency_id", "amount_untaxed"), ("price_unit", "discount", "display_type"),
        "product_uom_id", "product_qty", "date_planned",
    ),
    "transfer": _Names(
        "partner_id", "picking_type_id", "picking_id",
        ("location_id", "location_dest_id"), (),
        "product_uom", "product_uom_qty", "date_deadline",
    ),
}  # fmt: skip


class Reading:
    """Reads orders back; currencies are asked once."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: whose eyes."""
        self._port = port
        self._currencies: dict[int, str] = {}
        self._places: int | None = None

    def orders(self, kind: Kind, external_ids: Sequence[str]) -> dict[str, StandingOrder]:
        """Orders by external id; one that is not in Odoo (never made, or deleted) is absent.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        found: dict[str, StandingOrder] = {}
        for page in pages(external_ids, _PAGE):
            records = records_of(self._port, MODELS[kind], page)
            found |= self._by_record(kind, {record: external_id for external_id, record in records.items()})
        return found

    def currencies(self) -> dict[int, str]:
        """Names of currencies by record, archived ones too."""
        if not self._currencies:
            rows = self._port.search_read("res.currency", [], ["name"], context={"active_test": False})
            self._currencies = {row["id"]: row["name"] for row in rows}
        return self._currencies

    def price_places(self) -> int:
        """Places of a price that Odoo keeps."""
        if self._places is None:
            self._places = PRICE_PLACES
            if self._port.version().major < WHOLE_PRICES_SINCE:
                asked = {"allfields": ["price_unit"], "attributes": ["digits"]}
                told = self._port.call(LINE_MODELS["purchase"], "fields_get", arguments=asked)
                self._places = int((told["price_unit"].get("digits") or (0, PRICE_PLACES))[1])
        return self._places

    def _by_record(self, kind: Kind, names: dict[int, str]) -> dict[str, StandingOrder]:
        if not names:
            return {}
        known = _NAMES[kind]
        fields = ["name", "state", "company_id", "origin", "write_date", "write_uid", known.partner, known.type_]
        orders = self._port.search_read(MODELS[kind], [("id", "in", list(names))], [*fields, *known.order])
        lines = self._lines(kind, list(names))
        ids = [line["id"] for some in lines.values() for line in some]
        line_names = external_ids_of(self._port, LINE_MODELS[kind], ids)
        return {
            names[order["id"]]: self._standing(kind, names[order["id"]], order, lines[order["id"]], line_names)
            for order in orders
        }

    def _lines(self, kind: Kind, order_ids: list[int]) -> dict[int, list[Record]]:
        known = _NAMES[kind]
        fields = [known.lines, "product_id", known.unit, known.quantity, known.due, "write_date", "write_uid"]
        domain = [(known.lines, "in", order_ids)]
        grouped: dict[int, list[Record]] = defaultdict(list)
        for line in self._port.search_read(LINE_MODELS[kind], domain, [*fields, *known.line], order="id"):
            if not line.get("display_type"):  # sections and remarks of people are no lines
                grouped[line[known.lines]].append(line)
        return grouped

    def _standing(
        self, kind: Kind, external_id: str, order: Record, lines: Sequence[Record], line_names: Mapping[int, str]
    ) -> StandingOrder:
        known = _NAMES[kind]
        return StandingOrder(
            external_id=external_id,
            record_id=order["id"],
            name=order["name"],
            state=order["state"],
            partner_id=order[known.partner] or None,
            company_id=order["company_id"] or None,
            type_id=order[known.type_] or None,
            from_location_id=order.get("location_id") or None,
            to_location_id=order.get("location_dest_id") or None,
            currency=self.currencies().get(order.get("currency_id", 0), "") if kind == "purchase" else "",
            price_places=self.price_places() if kind == "purchase" else PRICE_PLACES,
            origin=order["origin"] or "",
            total=exact(order.get("amount_untaxed", 0)),
            write_date=stamp(order, lines),
            writers=frozenset(record["write_uid"] for record in (order, *lines)),
            lines=tuple(_line(known, line, line_names.get(line["id"], "")) for line in lines),
        )


def _line(known: _Names, line: Record, external_id: str) -> StandingLine:
    return StandingLine(
        record_id=line["id"],
        external_id=external_id,
        product_id=line["product_id"] or None,
        unit_id=line[known.unit] or None,
        quantity=exact(line[known.quantity]),
        price=exact(line.get("price_unit", 0)),
        discount=exact(line.get("discount", 0)),
        due_on=date.fromisoformat(str(line[known.due])[:10]) if line[known.due] else None,
    )
