"""A plan's pictures, drawn once for its report and for its run's page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.planning.cleaning.periods import first_day
from domain.planning.measuring import Foreseen, accuracy, service
from domain.planning.plan_frames import DEMAND, EXPECTED, LINES, NEEDS
from domain.planning.profile import Period
from ledger.plans import PlanHead, PlanState
from tasks.planning.case import Case
from tasks.planning.pictures.drawing import Chart, svg
from tasks.planning.pictures.figures import item_figures
from tasks.planning.pictures.item import item_picture
from tasks.planning.pictures.plan import accuracy as accuracy_picture
from tasks.planning.pictures.plan import added_value, changes, money_by_week, service_curve
from tasks.planning.pictures.shown import Drawn

ITEMS = 3
"""Items that have a picture of their own: those with the most at stake."""
_PAST = 26
"""Periods whose forecasts are held to what was then asked for."""
_LOOKED_AT = 1000
"""Earlier plans among which they are looked for: each night's, and urgent ones of some items between them."""
_MADE: tuple[PlanState, ...] = ("proposed", "posting", "done", "superseded")
_YEAR = {"day": 365, "week": 52, "month": 12}
_FIRST = {"late": 0, "soon": 1}


@dataclass(frozen=True, slots=True)
class PlanPictures:
    """What is drawn of a plan; a part is empty where there is nothing to show."""

    money: tuple[Drawn, ...] = ()
    service: tuple[Drawn, ...] = ()
    since: tuple[Drawn, ...] = ()
    past: tuple[Drawn, ...] = ()
    items: tuple[Drawn, ...] = ()

    @property
    def all(self) -> tuple[Drawn, ...]:
        """By importance, for a page with little room."""
        return (*self.money, *self.items[:1], *self.service, *self.since, *self.past, *self.items[1:])


def plan_pictures(case: Case, lines: pl.DataFrame, earlier: PlanHead | None) -> PlanPictures:
    """Draw them.

    Args:
        case: the plan.
        lines: ``LINES`` as they are to be ordered by now.
        earlier: the plan of the same items before it.
    """
    currency, needs = case.profile.currency, case.frame(NEEDS)
    return PlanPictures(
        money=_drawn("Money by supplier and week", money_by_week(lines, currency)) if lines.height else (),
        service=_service(case, lines, needs) if needs.height else (),
        since=_since(case, lines, earlier),
        past=_past(case),
        items=tuple(
            Drawn(f"{sku} at {place}", svg(item_picture(item_figures(case, sku, place))))
            for sku, place in first_items(lines, needs, case.head.skus)
        ),
    )


def first_items(
    lines: pl.DataFrame, needs: pl.DataFrame, skus: Sequence[str] = (), most: int = ITEMS
) -> list[tuple[str, str]]:
    """Items and places with the most at stake: what is late before what is soon, by the margin that would be lost.

    Args:
        lines: ``LINES``.
        needs: ``NEEDS``.
        skus: what the plan was asked for, if not for everything: these are shown also where nothing is ordered.
        most: how many.
    """
    rank = pl.col("urgency").replace_strict(_FIRST, default=len(_FIRST), return_dtype=pl.Int64)
    ranked = lines.sort(rank, "stock_out_cost", "value", "line", descending=[False, True, True, False])
    asked = needs.filter(pl.col("sku").is_in([*skus])).sort("sku", "place")
    pairs = pl.concat([ranked.select("sku", "place"), asked.select("sku", "place")])
    known = pairs.join(needs.select("sku", "place"), on=["sku", "place"], how="semi", maintain_order="left")
    return known.unique(maintain_order=True).head(most).rows()


def _service(case: Case, lines: pl.DataFrame, needs: pl.DataFrame) -> tuple[Drawn, ...]:
    central = {one.supplied_by for one in case.profile.warehouses.values()}
    found = service(needs, case.frame(DEMAND), lines, case.snapshot.items, central=central)
    return _drawn("Service against stock", service_curve(found, case.profile.currency))


def _since(case: Case, lines: pl.DataFrame, earlier: PlanHead | None) -> tuple[Drawn, ...]:
    if earlier is None or not (lines.height or LINES.name in earlier.outputs):
        return ()
    before = Case(case.house, earlier).frame(LINES)
    return _drawn(f"Since {earlier.code}", changes(lines, before, case.profile.currency))


def _past(case: Case) -> tuple[Drawn, ...]:
    """Accuracy over time, and what the forecast adds to the naive planner's."""
    with case.house.ledger.open() as book:
        plans = book.plans.newest(case.profile.plan, states=_MADE, most=_LOOKED_AT)
    judged = judged_plans([one for one in plans if one.id < case.head.id], case.profile.period, case.cleaned.periods)
    past = [Foreseen(one.today, Case(case.house, one).frame(EXPECTED)) for one in judged]
    if not past:
        return ()
    told = accuracy(past, case.cleaned.dense(), case.snapshot.items, year=_YEAR[case.profile.period])
    if not told.height:
        return ()
    naive, ours = told.select(pl.col("naive_error", "error").mean()).row(0)
    means = [("last year's mean", float(naive)), ("forecast", float(ours))]
    added = _drawn("Forecast value added", added_value(means))
    return (*_drawn("How good the forecasts were", accuracy_picture(told)), *added)


def judged_plans(plans: Sequence[PlanHead], period: Period, over: Collection[date]) -> list[PlanHead]:
    """The first plan of all items of each period that is over, the newest periods.

    Args:
        plans: earlier ones, newest first.
        period: what demand is counted by.
        over: first days of the periods that are over.
    """
    whole = [one for one in plans if not one.skus and EXPECTED.name in one.outputs]
    first = {first_day(one.today, period): one for one in whole}  # of several the oldest: it stands last
    return [one for day, one in sorted(first.items(), reverse=True) if day in over][:_PAST]


def _drawn(heading: str, chart: Chart) -> tuple[Drawn, ...]:
    return (Drawn(heading, svg(chart)),)
