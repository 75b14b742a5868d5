"""Policy: what each item needs at each place."""

from __future__ import annotations

import polars as pl

from domain.planning.plan_frames import DEMAND, EXPECTED, LEADS, METHODS, NEEDS, OWN_DEMAND
from domain.planning.platform import POLICIES
from domain.planning.policy import needs
from tasks.planning.case import Case
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.planning.whole import whole_of
from tasks.runtime.resources import Resources

_KEY = ["sku", "place"]


@plan_stage("policy")
def policy(house: Resources, plan: int) -> Step:
    """Service levels, reorder points, order-up-to levels."""
    case = Case.of(house, plan)
    if case.waits:
        return Step()
    if not case.has(NEEDS):
        forecasts = {one.name: case.without_aside(case.frame(one)) for one in (DEMAND, EXPECTED)}
        whole = whole_of(case, NEEDS)
        earlier = whole.frame(NEEDS) if whole else None
        asked = (case.snapshot, case.cleaned, forecasts, case.profile, case.overrides)
        found = needs(*asked, earlier=earlier, leads=case.frame(LEADS))
        case.keep({NEEDS: _levels_of_others(case, case.without_aside(found))})
    return Step(_told(case))


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
