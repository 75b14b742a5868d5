"""Open moves: what is on its way to a warehouse, and what waits to leave one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.places import Location, Places
from connectors.odoo.port import Record

_OPEN = ("waiting", "confirmed", "assigned", "partially_available")
"""States of moves that Odoo's own forecast counts."""
_MOVE = (
    "product_id", "location_id", "location_dest_id", "location_final_id", "product_qty", "date", "date_deadline",
    "reference", "origin", "purchase_line_id", "sale_line_id",
)  # fmt: skip
_KINDS = {"supplier": "purchase", "customer": "return", "production": "make"}
"""Kind of supply by the usage of where it comes from; anything else is a transfer."""
_OUT = {"customer": "sale", "internal": "transfer", "transit": "transfer"}


@dataclass(frozen=True, slots=True)
class OpenMove:
    """A move that crosses the bounds of a planned warehouse."""

    row: Record
    kind: str
    entering: str | None
    """Planned warehouse that it enters, by code."""
    leaving: str | None
    origin: str
    """Warehouse that it comes from, planned or not."""

    @property
    def quantity(self) -> float:
        """In the product's unit."""
        return number(self.row["product_qty"])

    @property
    def document(self) -> str:
        """Number of its transfer."""
        return str(self.row["reference"] or self.row["origin"] or self.row["id"])


def open_moves(ask: Asking, places: Places, products: Sequence[int] | None) -> list[OpenMove]:
    """By where the goods shall end; what stays inside a warehouse changes nothing."""
    found = []
    for row in ask.of("stock.move", "product_id", products, [("state", "in", _OPEN)], _MOVE):
        source = places.locations.get(row["location_id"])
        target = places.locations.get(row["location_final_id"] or row["location_dest_id"])
        if source is None or target is None or _same_house(source, target):
            continue
        entering, leaving = places.codes.get(target.house or 0), places.codes.get(source.house or 0)
        if entering is None and leaving is None:
            continue
        kind = _KINDS.get(source.usage, "transfer") if entering else _OUT.get(target.usage, "other")
        found.append(OpenMove(row, kind, entering, leaving, places.all_codes.get(source.house or 0, "")))
    return found


def _same_house(source: Location, target: Location) -> bool:
    return source.house is not None and source.house == target.house
