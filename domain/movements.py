"""Movements of an order line: what happens to an order is quantities, not one state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, get_args

from domain.frozen import Frozen

MovementKind = Literal["ordered", "changed", "released", "shipped", "delivered", "invoiced", "paid", "returned"]
MOVEMENT_KINDS: tuple[MovementKind, ...] = get_args(MovementKind)

_AT_MOST: dict[MovementKind, MovementKind] = {
    "released": "ordered",
    "shipped": "released",
    "delivered": "shipped",
    "invoiced": "ordered",
    "paid": "invoiced",
    "returned": "shipped",
}
"""The sum of the left never exceeds that of the right."""


class Movement(Frozen):
    """A quantity of one order line that moved, by one document line."""

    kind: MovementKind
    quantity: Decimal
    """In the order line's unit; ``changed`` may be negative, all others are positive."""
    money: Decimal = Decimal(0)
    """Without tax, in the order's currency."""


def quantity_of(history: Iterable[Movement], kind: MovementKind) -> Decimal:
    """How much has moved so far; for ``ordered`` the changes count in."""
    kinds = {"ordered", "changed"} if kind == "ordered" else {kind}
    return sum((movement.quantity for movement in history if movement.kind in kinds), Decimal(0))


def may_follow(history: Sequence[Movement], following: Movement) -> str:
    """Empty if ``following`` may come after ``history``, else one sentence that says why not."""
    ordered = any(movement.kind == "ordered" for movement in history)
    if ordered and following.kind == "ordered":
        return "A line is ordered once; what comes later is a change."
    if not ordered and following.kind != "ordered":
        return f"Nothing can be {following.kind} that was never ordered."
    if following.kind == "changed":
        return _change_leaves_enough(history, following)
    if following.quantity <= 0:
        return f"What is {following.kind} has a quantity above zero."
    return "" if following.kind == "ordered" else _within_limit(history, following)


def _within_limit(history: Sequence[Movement], following: Movement) -> str:
    limit = _AT_MOST[following.kind]
    allowed, after = quantity_of(history, limit), quantity_of(history, following.kind) + following.quantity
    if after > allowed:
        return f"{after} would be {following.kind}, but only {allowed} {limit}."
    return ""


def _change_leaves_enough(history: Sequence[Movement], change: Movement) -> str:
    after = quantity_of(history, "ordered") + change.quantity
    used = max(quantity_of(history, "released"), quantity_of(history, "invoiced"))
    if after < used:
        return f"The order cannot fall to {after}: {used} are released or invoiced."
    return ""
