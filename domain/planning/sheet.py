"""The spreadsheet of a plan: its columns, and a row as it was read. What is written and what is read agree here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.planning.plan_line import PlanLine

LINES_SHEET, ABOUT_SHEET, WHY_SHEET = "Lines", "About", "Why"
FORM = "1"
"""Of the spreadsheet: another one is not read."""
DECISIONS = ("accept", "change", "reject")
Kind = Literal["text", "number", "money", "day"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the sheet of lines."""

    key: str
    title: str
    kind: Kind
    width: int
    editable: bool = False
    told: bool = False
    """A person who edits it is told that it has no effect."""


COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("sku", "SKU", "text", 16),
    SheetColumn("name", "Item", "text", 30),
    SheetColumn("category", "Category", "text", 24),
    SheetColumn("place", "Place", "text", 9),
    SheetColumn("kind", "Kind", "text", 10, told=True),
    SheetColumn("urgency", "Urgency", "text", 9, told=True),
    SheetColumn("stock_out_on", "Stock ends", "day", 12),
    SheetColumn("lowest_before", "Lowest without", "number", 11),
    SheetColumn("lowest_after", "Lowest with", "number", 11),
    SheetColumn("order_on", "Order on", "day", 12),
    SheetColumn("unit", "Unit", "text", 8),
    SheetColumn("plan_quantity", "Plan: quantity", "number", 12, told=True),
    SheetColumn("plan_due_on", "Plan: due", "day", 12, told=True),
    SheetColumn("plan_origin", "Plan: from", "text", 18, told=True),
    SheetColumn("price", "Price", "money", 11, told=True),
    SheetColumn("value", "Value", "money", 13, told=True),
    SheetColumn("state", "State", "text", 11),
    SheetColumn("quantity", "Quantity", "number", 12, editable=True),
    SheetColumn("due_on", "Due", "day", 12, editable=True),
    SheetColumn("origin", "From", "text", 18, editable=True),
    SheetColumn("decision", "Decision", "text", 11, editable=True),
    SheetColumn("reason", "Reason", "text", 30, editable=True),
    SheetColumn("keep_until", "Keep until", "day", 12, editable=True),
    SheetColumn("line", "Line", "text", 20),
    SheetColumn("seen", "Seen", "text", 12),
)
BY_KEY: Mapping[str, SheetColumn] = {one.key: one for one in COLUMNS}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was read."""

    value: object
    """None: empty; str, int, float, bool, datetime or date; of a formula its last result, None where none is kept."""
    at: str
    """``Lines!R7``."""
    formula: bool = False
    broken: bool = False
    """An error value of the spreadsheet, such as #REF!."""

    @property
    def empty(self) -> bool:
        """Nothing stands in it."""
        return not self.formula and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet of lines."""

    number: int
    cells: Mapping[str, Cell]
    """By the column's key."""

    def cell(self, key: str) -> Cell:
        """The cell; an empty one where the row ends before it."""
        return self.cells.get(key, Cell(None, f"{LINES_SHEET}!{self.number}"))

    def text(self, key: str) -> str:
        """The cell's text; a whole number as its digits."""
        value = self.cell(key).value
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value).strip()


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A spreadsheet of a plan as it was read."""

    about: Mapping[str, str]
    rows: tuple[SheetRow, ...]


def values_of(line: PlanLine) -> dict[str, object]:
    """What stands in the row of a line, by the column's key; decisions stay empty: they are a person's."""
    return {
        "sku": line.sku, "name": line.name, "category": line.category, "place": line.place, "kind": line.kind,
        "urgency": line.urgency, "stock_out_on": line.stock_out_on, "lowest_before": line.lowest_before,
        "lowest_after": line.lowest_after, "order_on": line.order_on, "unit": line.unit,
        "plan_quantity": line.quantity, "plan_due_on": line.due_on, "plan_origin": line.origin,
        "price": line.final_price, "value": line.money, "state": line.state, "quantity": line.final_quantity,
        "due_on": line.final_due_on, "origin": line.final_origin, "line": line.line, "seen": seen(line),
    }  # fmt: skip


def seen(line: PlanLine) -> str:
    """What a person saw of a line's decisions when it was written out."""
    parts = (line.state, line.first_by, *line.changes)
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "backslashreplace")).hexdigest()[:10]
