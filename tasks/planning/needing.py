"""Policy: what each item needs at each place."""

from __future__ import annotations

import polars as pl

from domain.planning.plan_frames import DEMAND, EXPECTED, METHODS, NEEDS, OWN_DEMAND
from domain.planning.platform import POLICIES
from domain.planning.policy import needs
from ledger.plans import PlanState
from tasks.planning.case import Case
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.runtime.resources import Resources

_KEY = ["sku", "place"]
_SEEN: tuple[PlanState, ...] = ("proposed", "posting", "done", "superseded")
_LOOKED_AT = 200
"""Earlier plans among which the last one of all items is looked for."""


@plan_stage("policy")
def policy(house: Resources, plan: int) -> Step:
    """Service levels, reorder points, order-up-to levels."""
    case = Case.of(house, plan)
    if case.waits:
        return Step()
    if not case.has(NEEDS):
        forecasts = {one.name: case.without_aside(case.frame(one)) for one in (DEMAND, EXPECTED)}
        found = needs(case.snapshot, case.cleaned, forecasts, case.profile, case.overrides, earlier=_of_all_items(case))
        case.keep({NEEDS: _levels_of_others(case, case.without_aside(found))})
    return Step(_told(case))


def _of_all_items(case: Case) -> pl.DataFrame | None:
    """Needs of the last plan of all items: a plan of a few takes its classes from there. None: it is of all itself."""
    if not case.head.skus:
        return None
    with case.house.ledger.open() as book:
        plans = book.plans.newest(case.profile.plan, states=_SEEN, most=_LOOKED_AT)
    whole = [one for one in plans if one.id < case.head.id and not one.skus and NEEDS.name in one.outputs]
    return Case(case.house, whole[0]).frame(NEEDS) if whole else None


def _levels_of_others(case: Case, found: pl.DataFrame) -> pl.DataFrame:
    """Levels of stock that the platform wants, or those of the last approved plan; and by which method all came."""
    theirs = case.frame(DEMAND).join(case.frame(OWN_DEMAND), on=["sku", "place", "level", "value"], how="anti")
    platform = theirs.select(*_KEY, of=pl.lit("platform")).unique()
    methods = case.frame(METHODS).select(*_KEY, of="method").join(platform, on=_KEY, how="anti")
    joined = found.join(pl.concat([methods, platform]), on=_KEY, how="left", maintain_order="left").join(
        case.frame(POLICIES), on=_KEY, how="left", maintain_order="left", suffix="_wanted"
    )
    return joined.with_columns(
        method=pl.coalesce("of", "method"),
        reorder_point=pl.coalesce("reorder_point_wanted", "reorder_point"),
        order_up_to=pl.max_horizontal(pl.coalesce("order_up_to_wanted", "order_up_to"), "reorder_point_wanted"),
    ).select(found.columns)


def _told(case: Case) -> str:
    frame = case.frame(NEEDS)
    classes = frame.group_by("abc", "xyz").agg(
        pl.len(), level=pl.col("service_level").mean(), below=(pl.col("position") < pl.col("reorder_point")).sum()
    )
    rows = [
        (f"{one['abc']}{one['xyz']}", one["len"], f"{one['level']:.1%}", one["below"])
        for one in classes.sort("abc", "xyz").to_dicts()
    ]
    head = f"{frame.height:,} items at places; those below their reorder point are ordered."
    return table("Needs", head, ("class", "items", "service level", "below reorder point"), rows)
