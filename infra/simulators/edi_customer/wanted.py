"""What the customer wants: orders, changes and cancellations, whatever syntax they are written in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["order", "change", "cancel"]
Action = Literal["", "add", "change", "delete"]


@dataclass(frozen=True, slots=True)
class Item:
    """One line; of a change with what is done to it."""

    line: str
    sku: str
    quantity: Decimal
    unit: str
    price: Decimal | None = None
    gtin: str = ""
    action: Action = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document that goes to the supplier."""

    kind: Kind
    number: str
    items: tuple[Item, ...] = ()
    version: int = 0
    """Of changes: the second is later than the first."""
    ordered: date = date(2026, 1, 2)
    delivery: date | None = None
    buyer: str = ""
    """GLN of who buys."""
    currency: str = "USD"


def afterwards(items: tuple[Item, ...], change: Wanted) -> tuple[Item, ...]:
    """The lines of an order as they should be after a change, or none after a cancellation."""
    if change.kind == "cancel":
        return ()
    left = {one.line: one for one in items}
    for one in change.items:
        if one.action == "delete":
            left.pop(one.line, None)
        else:
            left[one.line] = replace(one, action="")
    return tuple(left.values())
