"""Records of versions before 19 whose shape was another one, not just their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from connectors.odoo import versions
from connectors.odoo.port import Record

Ask = Callable[..., list[Record]]
"""The port's own ``search_read``."""
_EVER = {"active_test": False}


def shaped_records(major: int, model: str, rows: list[Record], ask: Ask) -> list[Record]:
    """The rows as 19 would have them; asks for what stands elsewhere."""
    kind = next((kind for (name, before), kind in versions.READS.items() if name == model and major < before), None)
    return _SHAPES[kind](rows, ask) if kind and rows else rows


def _units(rows: list[Record], ask: Ask) -> list[Record]:
    """A unit's family was its category: its reference unit is the root."""
    if "parent_path" not in rows[0]:
        return rows
    domain = [("uom_type", "=", "reference")]
    roots = {row["category_id"]: row["id"] for row in ask("uom.uom", domain, ["category_id"], context=_EVER)}
    return [{**row, "parent_path": f"{roots.get(row['parent_path'], row['id'])}/{row['id']}/"} for row in rows]


def _fiscal_positions(rows: list[Record], ask: Ask) -> list[Record]:
    """Taxes were replaced line by line of a position, and one without lines left all taxes as they were."""
    if "tax_ids" not in rows[0]:
        return rows
    domain = [("position_id", "in", [row["id"] for row in rows])]
    fields = ["position_id", "tax_src_id", "tax_dest_id"]
    maps: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    for line in ask("account.fiscal.position.tax", domain, fields, context=_EVER):
        maps[line["position_id"]].append((line["tax_src_id"], line["tax_dest_id"] or 0))
    return [{**row, "tax_map": sorted(maps[row["id"]]), "removes_all": False} for row in rows]


def _partners(rows: list[Record], ask: Ask) -> list[Record]:
    """The country's code stood at the country only."""
    if "country_code" not in rows[0]:
        return rows
    wanted = sorted({row["country_code"] for row in rows if row["country_code"]})
    codes = {row["id"]: row["code"] for row in ask("res.country", [("id", "in", wanted)], ["code"])}
    return [{**row, "country_code": codes.get(row["country_code"], False)} for row in rows]


_SHAPES: dict[str, Callable[[list[Record], Ask], list[Record]]] = {
    "unit": _units,
    "fiscal_position": _fiscal_positions,
    "partner": _partners,
}
