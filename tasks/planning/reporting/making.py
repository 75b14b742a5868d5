"""The report of a plan: what it orders, what is urgent, what a planner should look at, and the pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from domain.planning.plan_frames import EXCEPTIONS, LINES, NEEDS
from ledger.plan_lines import LineSum
from tasks.planning.case import Case
from tasks.planning.exchanging import TOLD
from tasks.planning.line_rows import GONE, as_decided
from tasks.planning.pictures.drawn import PlanPictures, plan_pictures
from tasks.planning.reporting.page import page, rows, section

_MOST = 25
"""Rows of a table that is printed."""


@dataclass(frozen=True, slots=True)
class Report:
    """A plan's page."""

    page: str
    """HTML."""
    pictures: PlanPictures
    """Those in it."""


def report(case: Case) -> str:
    """The page as HTML."""
    return made(case).page


def made(case: Case) -> Report:
    """The page, and the pictures in it."""
    head, profile = case.head, case.profile
    with case.house.ledger.open() as book:
        sums, earlier = book.plan_lines.sums(head.id), book.plans.before(head)
        touched = book.plan_lines.of(head.id) if any(one.changed or one.state in GONE for one in sums) else []
    lines = as_decided(case.without_aside(case.frame(LINES)), touched)
    pictures = plan_pictures(case, lines, earlier)
    said = f"made {head.made_at:%Y-%m-%d %H:%M} by {head.made_by} ({head.kind})"
    said = f"{profile.plan}: {said}, stock of {head.as_of:%Y-%m-%d %H:%M} UTC, {head.state}"
    facts = [
        ("items at places", f"{case.frame(NEEDS).height:,}"),
        ("lines", f"{lines.height:,}"),
        (f"{profile.currency} to order", f"{lines['value'].sum():,.0f}"),
        ("too late for stock to last", f"{lines.filter(pl.col('urgency') == 'late').height:,}"),
        ("set aside", f"{case.aside.height:,}"),
    ]
    return Report(page(f"Plan {head.code}", said, facts, list(_parts(case, sums, lines, pictures))), pictures)


def _parts(case: Case, sums: list[LineSum], lines: pl.DataFrame, pictures: PlanPictures) -> Iterator[str]:
    yield section("By supplier", _suppliers(sums), *(one.svg for one in pictures.money))
    if said := case.frame(TOLD).select("code", "says", "next_step").head(_MOST).rows():
        yield section("The planning platform", rows(("code", "says", "next step"), said))
    yield section("First of all", _urgent(lines))
    yield section("To look at", _exceptions(case))
    for drawn in (pictures.service, pictures.since, pictures.past, pictures.items):
        for one in drawn:
            yield section(one.heading, one.svg)
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


def _aside(case: Case) -> str:
    found = case.aside.sort("money", descending=True, nulls_last=True).head(_MOST)
    columns = ("code", "sku", "place", "money", "owner", "says", "next_step")
    shown = found.with_columns(pl.col("money").fill_null(0.0)).select(columns)
    return rows([name.replace("_", " ") for name in columns], shown.rows())
