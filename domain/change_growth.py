"""By how much a change makes an order larger: an order of its own for the checks of credit and stock. Pure."""

from __future__ import annotations

from decimal import Decimal

from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.findings import Finding

FAMILIES = ("SO-CREDIT-", "SO-STOCK-")
"""Numbers about what is owed and kept besides: what stood before the change is counted there already."""
OF_WHOLE = ("SO-VALUE-001", "SO-VALUE-002")
"""Numbers about the worth of the whole order."""


def growth(order: SalesOrder, base: ResolvedOrder, after: ResolvedOrder) -> tuple[SalesOrder, ResolvedOrder] | None:
    """What is wanted more than before, as an order and in our records; None: nothing is.

    Args:
        order: as it should be afterwards; its lines are those of ``after``.
        base: what was posted last.
        after: what it should become.
    """
    before = {line.position: line for line in base.lines}
    more: dict[int, ResolvedLine] = {}
    for line in after.lines:
        old = before.get(line.position)
        same = old is not None and (old.product_id, old.uom_id) == (line.product_id, line.uom_id)
        grown = line.quantity - (old.quantity if old is not None and same else Decimal(0))
        if grown > 0:
            share = line.subtotal * grown / line.quantity if line.quantity else line.subtotal
            more[line.position] = line.model_copy(update={"quantity": grown, "subtotal": share})
    if not more:
        return None
    lines = tuple(
        line.model_copy(update={"quantity": more[line.position].quantity})
        for line in order.lines
        if line.position in more
    )
    total = sum((line.subtotal for line in more.values()), Decimal(0))
    resolved = after.model_copy(update={"lines": tuple(more[line.position] for line in lines), "untaxed_total": total})
    return order.model_copy(update={"lines": lines, "stated_total": None}), resolved


def of_growth(found: Finding) -> bool:
    """Whether a rule's finding is judged on what is wanted more, not on the whole order."""
    return found.code.startswith(FAMILIES)


def of_worth(found: Finding, base: ResolvedOrder, after: ResolvedOrder) -> bool:
    """Whether a finding about the whole order's worth counts: it is worth more than before."""
    return found.code in OF_WHOLE and after.untaxed_total > base.untaxed_total
