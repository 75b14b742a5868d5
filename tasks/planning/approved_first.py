"""What people approved is ordered before the next plan is made: its snapshot counts it, and no decision is lost."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.plans import PlanState
from tasks.planning.post_gate import check_orders
from tasks.planning.posting import post_orders
from tasks.runtime.resources import Resources

_OPEN: tuple[PlanState, ...] = ("proposed", "posting", "done")


def order_approved(house: Resources, profile: str, skus: Sequence[str] = ()) -> tuple[int, ...]:
    """Order the approved lines of earlier plans whose place a new plan would take; the plans that had some.

    A plan proposes what is missing by what stands in Odoo. A line that is approved and not ordered yet is missing
    there: the new plan would propose it again, and take the old one's place with its decision.

    Args:
        house: with the bot that posts.
        profile: of the plans.
        skus: items of the new plan; none: all.

    Raises:
        Misconfigured, StopTheRun: nothing can be posted. TryAgain: Odoo or the ledger could not be asked.
    """
    with house.ledger.open() as book:
        asked = list(skus) or None
        heads = book.plans.newest(profile, states=_OPEN, most=100)
        found = [one.id for one in heads if book.plan_lines.of(one.id, states=["approved"], skus=asked)]
    for plan in sorted(found):
        stop = post_orders(house, plan).stop
        if stop is not None:
            raise stop
        check_orders(house, plan)
    return tuple(sorted(found))
