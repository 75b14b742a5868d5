"""What of a day's money is left: pure, same in, same out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.planning.profile_parts import Budget

_NONE = Decimal(0)


def left_today(budget: Budget, bound: Mapping[str, Decimal]) -> Budget:
    """The budget of one more plan of the day: what the others have left.

    Else each stock-out of a day would have the budget again, and the night's plan what an urgent one has spent.

    Args:
        budget: the profile's.
        bound: money that earlier plans of the day have bound, by supplier.

    Returns:
        The same limits less that money, never below 0; where there is no limit, none.
    """
    spent = sum(bound.values(), _NONE)
    whole = None if budget.per_plan is None else max(budget.per_plan - spent, _NONE)
    each = {name: max(limit - bound.get(name, _NONE), _NONE) for name, limit in budget.per_supplier.items()}
    return budget.model_copy(update={"per_plan": whole, "per_supplier": each})
