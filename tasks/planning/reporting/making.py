"""The report of a plan: what it orders, what is urgent, what a planner should look at, and the pictures."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from domain.planning.measuring import Foreseen, accuracy, service
from domain.planning.plan_frames import DEMAND, EXCEPTIONS, EXPECTED, LINES, NEEDS
from ledger.plan_lines import LineSum
from ledger.plans import PlanHead
from tasks.planning.case import Case
from tasks.planning.pictures.drawing import svg
from tasks.planning.pictures.plan import accuracy as accuracy_picture
from tasks.planning.pictures.plan import added_value, changes, money_by_week, service_curve
from tasks.planning.reporting.page import page, rows, section

_MOST = 25
"""Rows of a table that is printed."""
_PAST = 26
"""Earlier plans whose forecasts are held to what was then asked for."""
_YEAR = {"day": 365, "week": 52, "month": 12}


def report(case: Case) -> str:
    """The page as HTML."""
    head, profile = case.head, case.profile
    lines, needs = case.frame(LINES), case.frame(NEEDS)
    made = f"made {head.made_at:%Y-%m-%d %H:%M} by {head.made_by} ({head.kind})"
    said = f"{profile.plan}: {made}, stock of {head.as_of:%Y-%m-%d %H:%M} UTC, {head.state}"
    facts = [
        ("items at places", f"{needs.height:,}"),
        ("lines", f"{lines.height:,}"),
        (f"{profile.currency} to order", f"{lines['value'].sum():,.0f}"),
        ("too late for stock to last", f"{lines.filter(pl.col('urgency') == 'late').height:,}"),
        ("set aside", f"{case.aside.height:,}"),
    ]
    return page(f"Plan {head.code}", said, facts, list(_parts(case, lines, needs)))


def _parts(case: Case, lines: pl.DataFrame, needs: pl.DataFrame) -> Iterator[str]:
    currency = case.profile.currency
    with case.house.ledger.open() as book:
        sums = book.plan_lines.sums(case.head.id)
        earlier = book.plans.before(case.head)
    yield section("By supplier", _suppliers(sums), svg(money_by_week(lines, currency)) if lines.height else "")
    yield section("First of all", _urgent(lines))
    yield section("To look at", _exceptions(case))
    if needs.height:
        found = service(needs, case.frame(DEMAND), lines, case.snapshot.items)
        yield section("Service against stock", svg(service_curve(found, currency)))
    yield from _since(case, lines, earlier)
    yield from _past(case)
    yield section("Set aside", _aside(case))


def _suppliers(sums: list[LineSum]) -> str:
    """Money as it is to be ordered, by supplier and place."""
    found: dict[tuple[str, str], list[LineSum]] = {}
    for one in sums:
        found.setdefault((one.origin, one.place), []).append(one)
    told = [
        (origin, place, sum(one.lines for one in some), float(sum(one.money for one in some)), _states(some))
        for (origin, place), some in found.items()
    ]
    told.sort(key=lambda row: -row[3])
    return rows(("supplier or place", "to", "lines", "money", "state"), told[:_MOST], empty="Nothing is to be ordered.")


def _states(sums: list[LineSum]) -> str:
    counts: dict[str, int] = {}
    for one in sums:
        counts[one.state] = counts.get(one.state, 0) + one.lines
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))


def _urgent(lines: pl.DataFrame) -> str:
    urgent = lines.filter(pl.col("urgency").is_in(["late", "soon"]))
    first = urgent.sort("stock_out_cost", "line", descending=[True, False])
    columns = ("sku", "place", "origin", "quantity", "due_on", "stock_out_on", "stock_out_cost", "urgency")
    return rows([name.replace("_", " ") for name in columns], first.select(columns).head(_MOST).rows())


def _exceptions(case: Case) -> str:
    found = case.frame(EXCEPTIONS).sort("money", descending=True).head(_MOST)
    columns = ("code", "sku", "place", "money", "says", "next_step")
    return rows([name.replace("_", " ") for name in columns], found.select(columns).rows())


def _since(case: Case, lines: pl.DataFrame, earlier: PlanHead | None) -> Iterator[str]:
    if earlier is not None and (lines.height or LINES.name in earlier.outputs):
        before = Case(case.house, earlier).frame(LINES)
        yield section(f"Since {earlier.code}", svg(changes(lines, before, case.profile.currency)))


def _past(case: Case) -> Iterator[str]:
    """Accuracy over time, and what the forecast adds to the naive planner's."""
    with case.house.ledger.open() as book:
        plans = book.plans.newest(case.profile.plan, states=("proposed", "posting", "done", "superseded"), most=_PAST)
    past = [
        Foreseen(one.today, Case(case.house, one).frame(EXPECTED))
        for one in plans
        if EXPECTED.name in one.outputs and one.id < case.head.id and not one.skus
    ]
    told = accuracy(past, case.cleaned.dense(), case.snapshot.items, year=_YEAR[case.profile.period])
    if told.height:
        naive, ours = told.select(pl.col("naive_error", "error").mean()).row(0)
        means = [("last year's mean", float(naive)), ("forecast", float(ours))]
        yield section("How good the forecasts were", svg(accuracy_picture(told)), svg(added_value(means)))


def _aside(case: Case) -> str:
    found = case.aside.sort("money", descending=True, nulls_last=True).head(_MOST)
    columns = ("code", "sku", "place", "money", "owner", "says", "next_step")
    shown = found.with_columns(pl.col("money").fill_null(0.0)).select(columns)
    return rows([name.replace("_", " ") for name in columns], shown.rows())
