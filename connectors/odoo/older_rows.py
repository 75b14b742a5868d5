"""Rows of ``load`` for versions before 19 whose shape was another one, not just their names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from connectors.odoo import versions
from connectors.odoo.port import Record

Ask = Callable[..., list[Record]]
Table = tuple[Sequence[str], Sequence[Sequence[object]]]
_STORABLE_SINCE, _DETAILED_SINCE = 18, 15


def shaped_rows(major: int, model: str, columns: Sequence[str], rows: Sequence[Sequence[object]], ask: Ask) -> Table:
    """Columns and rows as the version wants them."""
    kind = next((kind for (name, before), kind in versions.LOADS.items() if name == model and major < before), None)
    if kind == "unit":
        return _units(columns, rows, ask)
    if kind == "transfer":
        return _transfers(columns, rows, ask)
    return _products(major, columns, rows) if kind == "product" else (columns, rows)


def _units(columns: Sequence[str], rows: Sequence[Sequence[object]], ask: Ask) -> Table:
    """A unit made of others: bigger than its category's reference unit, by so many of it."""
    if "relative_factor" not in columns:
        return columns, rows
    found = ask("uom.uom", [], ["parent_path", "factor", "category_id"], context={"active_test": False})
    known = {row["id"]: row for row in found}
    made = []
    for row in rows:
        values = dict(zip(columns, row, strict=True))
        reference = known[int(str(values.pop("relative_uom_id/.id")))]
        factor = Decimal(str(values.pop("relative_factor"))) * Decimal(str(reference["factor"]))
        category = reference["category_id"]
        made.append({**values, "factor": f"{factor:f}", "uom_type": "bigger", "category_id/.id": category})
    return tuple(made[0]), [tuple(row.values()) for row in made]


def _transfers(columns: Sequence[str], rows: Sequence[Sequence[object]], ask: Ask) -> Table:
    """A move had to be called something: as Odoo's page calls it, by its product."""
    place = columns.index("move_ids/product_id/.id")
    products = sorted({int(str(row[place])) for row in rows if row[place]})
    found = ask("product.product", [("id", "in", products)], ["display_name"], context={"active_test": False})
    names = {row["id"]: row["display_name"] for row in found}
    return [*columns, "move_ids/name"], [[*row, names.get(int(str(row[place])), False)] for row in rows]


def _products(major: int, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Stored goods were a type, and packs had no unit: a second row that held only packs is left out."""
    kept = [place for place, name in enumerate(columns) if name.partition("/")[0] not in {"uom_ids", "product_uom_ids"}]
    names = [columns[place] for place in kept]
    cut = [[row[place] for place in kept] for row in rows]
    cut = [row for row in cut if any(value is not False for value in row)]
    if major >= _STORABLE_SINCE or "is_storable" not in names:
        return names, cut
    stored, kind = names.index("is_storable"), names.index("type") if "type" in names else None
    for row in cut:
        row[stored] = "product" if row[stored] == "1" else "consu"
    names[stored] = "detailed_type" if major >= _DETAILED_SINCE else "type"
    if kind is None:
        return names, cut
    return [name for place, name in enumerate(names) if place != kind], [
        [value for place, value in enumerate(row) if place != kind] for row in cut
    ]
