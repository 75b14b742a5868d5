"""What a planner should look at: the plan's own frames, and what earlier plans had expected."""

from __future__ import annotations

import polars as pl

from domain.planning.exceptions import exceptions
from domain.planning.plan_frames import EXPECTED
from domain.planning.proposing import Proposal
from domain.planning.watching.demand import PAST
from ledger.plans import PlanState
from tasks.planning.case import Case

_PLANS = 12
"""Earlier plans whose forecasts are looked at."""
_KEPT: tuple[PlanState, ...] = ("proposed", "posting", "done", "superseded")


def exceptions_of(case: Case, needs: pl.DataFrame, found: Proposal) -> pl.DataFrame:
    """EXCEPTIONS of the plan."""
    return exceptions(
        case.snapshot, case.cleaned, needs, found.lines, profile=case.profile, left_out=found.left_out, past=_past(case)
    )


def _past(case: Case) -> pl.DataFrame:
    """What earlier plans of all items expected of the periods that are over by now."""
    with case.house.ledger.open() as book:
        plans = book.plans.newest(case.profile.plan, states=_KEPT, most=_PLANS)
    earlier = [one for one in plans if one.id < case.head.id and not one.skus and EXPECTED.name in one.outputs]
    over = pl.Series("period", case.cleaned.periods, dtype=pl.Date)
    told = [pl.DataFrame(schema=PAST)]
    for one in sorted(earlier, key=lambda plan: plan.id):
        said = Case(case.house, one).frame(EXPECTED).filter(pl.col("period").is_in(over.implode()))
        told.append(said.select("sku", "place", pl.lit(one.today).alias("made_on"), "period", "value"))
    return pl.concat(told)
