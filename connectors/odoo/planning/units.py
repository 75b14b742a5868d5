"""Units of measure: how many of one are one of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.odoo.planning.asking import Asking, number


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of Odoo's."""

    name: str
    factor: float
    """So many of its family's reference unit."""
    root: str
    """Its family's reference unit: only units of one family can be turned into each other."""
    rounding: float


@dataclass(frozen=True, slots=True)
class Units:
    """All units, by number."""

    known: Mapping[int, Unit]

    def factor(self, unit: object, of: int) -> float | None:
        """How many of the unit ``of`` are one ``unit``; None: they are of different families."""
        this, base = (self.known.get(one) if isinstance(one, int) else None for one in (unit, of))
        if this is None or base is None or this.root != base.root or not base.factor:
            return None
        return this.factor / base.factor


def read_units(ask: Asking) -> Units:
    """All units in one answer or two."""
    fields = ("name", "factor", "parent_path", "rounding")
    return Units(
        {
            row["id"]: Unit(
                str(row["name"]),
                number(row["factor"]),
                str(row["parent_path"]).split("/")[0],
                number(row["rounding"]) or 1.0,
            )
            for row in ask.pages("uom.uom", [], fields)
        }
    )
