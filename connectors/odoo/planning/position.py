"""The position of items: on hand, on its way, waiting for goods: three frames that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.planning.moves import open_moves
from connectors.odoo.planning.places import Places
from connectors.odoo.planning.supply import supply_rows
from connectors.odoo.planning.units import Units
from connectors.odoo.planning.waiting import open_demand_rows
from domain.planning import frames
from domain.planning.table import Table

Rows = list[dict[str, Any]]
_QUANT = ("product_id", "location_id", "quantity", "reserved_quantity")
_TABLES: tuple[Table, ...] = (frames.STOCK, frames.SUPPLY, frames.OPEN_DEMAND)


@dataclass(frozen=True, slots=True)
class Position:
    """Rows by the name of their table, by Odoo's product."""

    rows: Mapping[str, Rows]

    def with_anew(self, products: Iterable[int], fresh: Position) -> Position:
        """These products as they were read anew: all three frames together."""
        gone = set(products)
        kept = {name: [row for row in rows if row["product_id"] not in gone] for name, rows in self.rows.items()}
        return Position({name: rows + fresh.rows[name] for name, rows in kept.items()})

    def frame(self, table: Table, skus: Mapping[int, str]) -> pl.DataFrame:
        """The rows of planned items."""
        rows = self.rows[table.name]
        known = [row | {"sku": skus[row["product_id"]]} for row in rows if row["product_id"] in skus]
        return table.of(known).sort(table.key)


def read_position(ask: Asking, places: Places, units: Units, products: Sequence[int] | None) -> Position:
    """What Odoo says now of these products (None: of all), in a call a model and page."""
    moves = open_moves(ask, places, products)
    return Position(
        {
            frames.STOCK.name: _stock(ask, places, products),
            frames.SUPPLY.name: supply_rows(ask, places, moves, products),
            frames.OPEN_DEMAND.name: open_demand_rows(ask, units, moves),
        }
    )


def _stock(ask: Asking, places: Places, products: Sequence[int] | None) -> Rows:
    inside = sorted(one for house in places.codes for one in places.inside(house))
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for quant in ask.of("stock.quant", "product_id", products, [("location_id", "in", inside)], _QUANT):
        place = places.place(quant["location_id"])
        if place is None:
            continue
        blank = {"product_id": quant["product_id"], "place": place, "on_hand": 0.0, "reserved": 0.0, "unusable": 0.0}
        row = found.setdefault((quant["product_id"], place), blank)
        if places.locations[quant["location_id"]].usable:
            row["on_hand"] += number(quant["quantity"])
            row["reserved"] += number(quant["reserved_quantity"])
        else:
            row["unusable"] += number(quant["quantity"])
    return [row for row in found.values() if row["on_hand"] or row["reserved"] or row["unusable"]]
