"""A proposed line of a plan with what people decided about it, as the ledger keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

LineState = Literal["proposed", "approved", "rejected", "superseded", "posting", "posted", "refused"]
LINE_STATES: tuple[LineState, ...] = get_args(LineState)
OPEN_STATES: tuple[LineState, ...] = ("proposed", "approved", "posting")
"""Something still happens with it."""
COUNTED_STATES: tuple[LineState, ...] = (*OPEN_STATES, "posted")
"""It is part of its order's money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineIn:
    """A line as the plan proposes it: a row of ``plan_frames.LINES`` with its item's words, numbers exact."""

    line: str
    kind: str
    sku: str
    place: str
    origin: str
    quantity: Decimal
    need: Decimal
    unit_price: Decimal
    value: Decimal
    order_on: date | None
    due_on: date | None
    urgency: str
    stock_out_on: date | None = None
    lowest_before: Decimal | None = None
    lowest_after: Decimal | None = None
    stock_out_cost: Decimal = Decimal(0)
    why: str = "[]"
    """JSON, as ``LINES`` says."""
    name: str = ""
    category: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine(LineIn):
    """A line with what became of it."""

    plan_id: int
    state: LineState = "proposed"
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    first_by: str = ""
    """Who approved it first, where two must."""
    changed_by: str = ""
    """Who changed it, by commas; empty: it is as the plan proposed it."""
    changed_quantity: Decimal | None = None
    changed_due_on: date | None = None
    changed_origin: str | None = None
    changed_price: Decimal | None = None
    order_key: str = ""
    """External id of the order that it was posted with."""

    @property
    def changers(self) -> tuple[str, ...]:
        """Who changed it."""
        return tuple(self.changed_by.split(", ")) if self.changed_by else ()

    @property
    def changes(self) -> tuple[Decimal | None, date | None, str | None, Decimal | None]:
        """Quantity, due date, origin and price where they are not as proposed."""
        return self.changed_quantity, self.changed_due_on, self.changed_origin, self.changed_price

    @property
    def is_changed(self) -> bool:
        """Whether anything is not as the plan proposed it."""
        return any(one is not None for one in self.changes)

    @property
    def final_quantity(self) -> Decimal:
        """As it is to be ordered."""
        return self.quantity if self.changed_quantity is None else self.changed_quantity

    @property
    def final_due_on(self) -> date | None:
        """When it is to come."""
        return self.changed_due_on or self.due_on

    @property
    def final_origin(self) -> str:
        """Whom it is to be ordered from."""
        return self.changed_origin or self.origin

    @property
    def final_price(self) -> Decimal:
        """Of a unit."""
        return self.unit_price if self.changed_price is None else self.changed_price

    @property
    def money(self) -> Decimal:
        """What it is worth as it is to be ordered, to the cent."""
        if self.changed_quantity is None and self.changed_price is None:
            return self.value
        return (self.final_quantity * self.final_price).quantize(Decimal("0.01"))

    @property
    def order(self) -> tuple[str, str, str]:
        """What limits by amount look at: kind, supplier (or place it comes from), and place."""
        return self.kind, self.final_origin, self.place
