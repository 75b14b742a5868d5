"""Warehouses of a plan and which location belongs to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from connectors.odoo.planning.asking import Asking
from connectors.odoo.port import Record
from domain.errors import Misconfigured
from domain.planning import frames
from domain.planning.profile import PlanningProfile

_HOUSE = ("code", "name", "company_id", "view_location_id", "lot_stock_id", "in_type_id", "int_type_id")
_SET_APART = ("scrap_location", "return_location")
"""Marks of locations before 19, whose stock is not sold."""


class Location(NamedTuple):
    """A location of Odoo."""

    house: int | None
    """Warehouse in which it lies, whether it is planned or not."""
    usage: str
    usable: bool
    """Its stock is sold from."""


@dataclass(frozen=True, slots=True)
class Places:
    """Warehouses and locations."""

    frame: pl.DataFrame
    codes: Mapping[int, str]
    """Planned warehouses: code by number."""
    all_codes: Mapping[int, str]
    """All that the reader sees, for the origin of transfers."""
    views: frozenset[int]
    """Locations above all those of a planned warehouse."""
    stock_locations: frozenset[int]
    locations: Mapping[int, Location]

    def place(self, location: object) -> str | None:
        """The planned warehouse of a location, by code."""
        known = self.locations.get(location) if isinstance(location, int) else None
        return None if known is None or known.house is None else self.codes.get(known.house)

    def inside(self, house: int) -> list[int]:
        """All internal locations of a warehouse."""
        return sorted(
            number for number, one in self.locations.items() if one.house == house and one.usage == "internal"
        )


def read_places(ask: Asking, profile: PlanningProfile) -> Places:
    """Warehouses that the profile names (or all active ones of the company), with their locations.

    Raises:
        Misconfigured: the profile names one that Odoo does not have.
    """
    houses = ask.rows("stock.warehouse", [], [*_HOUSE, "active"], order="id")
    mine = [row for row in houses if row["company_id"] == ask.company and row["active"]]
    codes = {row["id"]: str(row["code"]) for row in mine}
    unknown = sorted(set(profile.warehouses) - set(codes.values()))
    if unknown:
        message = f"The profile {profile.plan} names the warehouse {unknown[0]}, which the company does not have."
        step = f"Name one of {', '.join(sorted(codes.values()))}, by its short name in Odoo."
        raise Misconfigured(message, field="warehouses", value=unknown[0], next_step=step)
    planned = [row for row in mine if not profile.warehouses or row["code"] in profile.warehouses]
    return Places(
        frame=frames.PLACES.of([_place(row) for row in planned]),
        codes={row["id"]: codes[row["id"]] for row in planned},
        all_codes={row["id"]: str(row["code"]) for row in houses},
        views=frozenset(row["view_location_id"] for row in planned),
        stock_locations=frozenset(row["lot_stock_id"] for row in planned),
        locations=_locations(ask, houses, profile),
    )


def _place(row: Record) -> dict[str, object]:
    return {
        "place": row["code"],
        "name": row["name"],
        "warehouse_id": row["id"],
        "company_id": row["company_id"],
        "stock_location_id": row["lot_stock_id"],
        "receipt_type_id": row["in_type_id"] or None,
        "internal_type_id": row["int_type_id"] or None,
    }


def _locations(ask: Asking, houses: list[Record], profile: PlanningProfile) -> dict[int, Location]:
    """As Odoo counts: a location lies in the warehouse whose view location is above it."""
    views = {str(row["view_location_id"]): row for row in houses}
    marks = sorted(ask.fields_of("stock.location", _SET_APART))
    found = {}
    for row in ask.pages("stock.location", [], ("complete_name", "parent_path", "usage", *marks)):
        house = next((views[part] for part in str(row["parent_path"]).split("/") if part in views), None)
        apart = profile.warehouse(str(house["code"])).unusable_locations if house else ()
        usable = (
            house is not None
            and row["usage"] == "internal"
            and not any(row[mark] for mark in marks)
            and not str(row["complete_name"]).startswith(apart or ("\0",))
        )
        found[row["id"]] = Location(house["id"] if house else None, str(row["usage"]), usable)
    return found
