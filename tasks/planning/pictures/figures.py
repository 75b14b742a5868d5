"""From a plan's frames to the figures of its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.errors import Refused
from domain.planning.edits import counting
from domain.planning.forecast_frames import DAYS
from domain.planning.forecasting.gamma import quantiles
from domain.planning.plan_frames import CORRECTIONS, DEMAND, EXPECTED, LINES, NEEDS
from domain.planning.proposing.ahead import looked_ahead, with_demand
from tasks.planning.case import Case
from tasks.planning.exchanging import edits_of
from tasks.planning.pictures.item import ItemFigures

_NINE_OF_TEN = 1.2816
"""Standard deviations of a normal distribution up to its 90 % quantile."""
_FOUR_WEEKS = 28


def item_figures(case: Case, sku: str, place: str) -> ItemFigures:
    """What the picture of one item at one place shows.

    Raises:
        Refused: the plan has no such item there.
    """
    mine = (pl.col("sku") == sku) & (pl.col("place") == place)
    need = case.frame(NEEDS).filter(mine)
    if not need.height:
        step = "See 'lading plan show' for what it planned."
        raise Refused(f"Plan {case.head.code} has no {sku} at {place}.", field="sku", value=sku, next_step=step)
    row = need.row(0, named=True)
    lines = case.frame(LINES).filter(mine)
    days = shown_days(row, lines, case)
    item = case.snapshot.items.filter(pl.col("sku") == sku).row(0, named=True)
    return ItemFigures(
        sku, place, item["name"], item["unit"], case.head.today,
        history=case.cleaned.dense(sku).filter(pl.col("place") == place),
        fan=_fan(case, mine, row),
        stock=_stock(case, sku, place).head(days),
        events=_events(case, mine, lines).filter(pl.col("day") < case.head.today + timedelta(days=days)),
        corrections=_touched(case, mine),
        reorder_point=row["reorder_point"],
        order_up_to=row["order_up_to"],
        decision=_decision(lines, case.profile.currency),
    )  # fmt: skip


def shown_days(need: Mapping[str, float], lines: pl.DataFrame, case: Case) -> int:
    """Days of stock that are shown: half as long again as lead time and review, for what is ordered later is not seen.

    Four weeks at least; until the next review after the last line has come.
    """
    lead, review = need["lead_days"] or 0.0, need["review_days"] or 0.0
    last = lines["due_on"].max()
    due = (last - case.head.today).days + review if isinstance(last, date) else 0.0
    return min(max(_FOUR_WEEKS, ceil(1.5 * (lead + review)), ceil(due) + 1), case.profile.horizon_days)


def _fan(case: Case, mine: pl.Expr, need: dict[str, float]) -> pl.DataFrame:
    """Expected demand by period, with its band."""
    ahead = case.frame(EXPECTED).filter(mine).sort("period")
    levels = dict(case.frame(DEMAND).filter(mine).select("level", "value").iter_rows())
    days = max((need["lead_days"] or 0.0) + (need["review_days"] or 0.0), 1.0)
    band = period_band(ahead["value"].to_numpy().astype(np.float64), levels, DAYS[case.profile.period] / days)
    return ahead.select("period", "value").with_columns(low=pl.Series(band[:, 0]), high=pl.Series(band[:, 1]))


def period_band(mean: NDArray[np.float64], levels: Mapping[float, float], share: float) -> NDArray[np.float64]:
    """(periods, 2): where four of five periods lie, as a gamma's; the window's variance is spread evenly over its days.

    The spread is that between two quantiles: the expectation comes by another way, and may lie above the 90 % one.

    Args:
        mean: expected demand by period.
        levels: quantiles of the window of lead time and review, by probability.
        share: of a period in that window.
    """
    spread = max(levels.get(0.9, 0.0) - levels.get(0.5, 0.0), 0.0) / _NINE_OF_TEN
    return quantiles(mean, np.full(len(mean), spread**2 * share), (0.1, 0.9))


def _stock(case: Case, sku: str, place: str) -> pl.DataFrame:
    """day, without, with: by the demand, and with the transfers to other places, that the plan's lines count with."""
    profile, today, here = case.profile, case.head.today, pl.col("place") == place
    needs, lines = (case.frame(table).filter(pl.col("sku") == sku) for table in (NEEDS, LINES))
    named = needs.join(case.snapshot.items.select("sku", "category"), on="sku", how="left", maintain_order="left")
    pairs = with_demand(named, counting(edits_of(case), today), profile).filter(here)
    out = looked_ahead(case.snapshot, pairs, {EXPECTED.name: case.frame(EXPECTED)}, profile, lines)
    without = next(out.chunks())[1][0]
    coming = np.zeros(out.days)
    for due, quantity in lines.filter(here).select("due_on", "quantity").iter_rows():
        ahead = max((due - today).days, 0) if due else 0
        coming[min(ahead, out.days - 1)] += quantity
    days = [today + timedelta(days=step) for step in range(out.days)]
    return pl.DataFrame({"day": days, "without": without, "with": without + np.cumsum(coming)})


def _events(case: Case, mine: pl.Expr, lines: pl.DataFrame) -> pl.DataFrame:
    parts = [
        case.snapshot.supply.filter(mine).select(day="due_on", what=pl.lit("receipt"), quantity="quantity"),
        case.snapshot.open_demand.filter(mine).select(day="due_on", what=pl.lit("order"), quantity="quantity"),
        lines.select(day="due_on", what=pl.lit("proposed"), quantity="quantity"),
    ]
    return pl.concat(parts).drop_nulls("day")


def _touched(case: Case, mine: pl.Expr) -> pl.DataFrame:
    """First days of the periods that were corrected."""
    found = case.frame(CORRECTIONS).filter(mine & (pl.col("before") != pl.col("after")))
    return found.select("day", "rule", "before", "after").with_columns(
        pl.col("day").dt.truncate(_TRUNCATE[case.profile.period])
    )


_TRUNCATE = {"day": "1d", "week": "1w", "month": "1mo"}


def _decision(lines: pl.DataFrame, currency: str) -> str:
    said = [
        f"{'Move' if one['kind'] == 'transfer' else 'Buy'} {one['quantity']:g} from {one['origin']}: order on "
        f"{one['order_on']}, due {one['due_on']}, {one['value']:,.2f} {currency} ({one['urgency']})."
        for one in lines.to_dicts()
    ]
    return " ".join(said)
