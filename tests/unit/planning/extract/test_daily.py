"""Which days are read in one answer, which differ from Odoo's totals, and which had drifted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from connectors.odoo.planning.asking import Asking
from connectors.odoo.planning.catching_up import catch_up
from connectors.odoo.planning.daily import differing, slices
from connectors.odoo.planning.sums import SALES, sales

DAY = date(2026, 3, 1)
CLOCK = datetime(2026, 4, 1, tzinfo=UTC)


@given(
    lines=st.lists(st.integers(0, 50), min_size=1, max_size=40),
    wanted=st.sets(st.integers(0, 39)),
    size=st.integers(1, 80),
)
def test_slices_hold_each_wanted_day_once_no_other_and_few_lines(lines: list[int], wanted: set[int], size: int) -> None:
    totals = {DAY + timedelta(days=number): (count, 0.0) for number, count in enumerate(lines)}
    days = [DAY + timedelta(days=number) for number in wanted]

    found = list(slices(days, totals, size))

    inside = [day for day, (count, _) in totals.items() if count and any(first <= day <= last for first, last in found)]
    assert sorted(inside) == sorted(day for day in days if totals.get(day, (0, 0))[0])
    for first, last in found:
        assert first == last or sum(count for day, (count, _) in totals.items() if first <= day <= last) <= size


def test_days_differ_by_lines_or_quantity_and_where_only_one_side_has_them() -> None:
    rows = [(0, 2, 5.0), (1, 1, 1.0), (2, 1, 1.0), (4, 1, 3.0)]
    frame = SALES.of([{"day": DAY + timedelta(days=n), "lines": lines, "asked": asked} for n, lines, asked in rows])
    totals = {0: (2, 5.0 + 1e-9), 1: (2, 1.0), 2: (1, 1.5), 3: (1, 1.0)}

    found = differing(frame, {DAY + timedelta(days=n): value for n, value in totals.items()})

    assert sorted((day - DAY).days for day in found) == [1, 2, 3, 4]


class Report:
    """Odoo's sales report of some lines: day, product, quantity; which days were written lately."""

    def __init__(self, *lines: tuple[int, int, float], written: Sequence[int] = ()) -> None:
        self.lines, self.written = list(lines), written
        self.read: list[tuple[str, str]] = []

    def groups(self, model: str, domain: Any, *, groupby: Any, aggregates: Any, context: Any) -> Any:
        assert context["tz"] == "UTC"
        if model == "sale.order":
            return [{"date_order:day": ["", _label(number)], "__count": 1} for number in self.written]
        first, last = (next(part[2][:10] for part in domain if part[:2] == ("date", sign)) for sign in (">=", "<"))
        if "state" in groupby:
            self.read.append((first, last))
        days = sorted({line[0] for line in self.lines if first <= f"{DAY + timedelta(days=line[0])}" < last})
        return [self._group(day, aggregates) for day in days]

    def _group(self, day: int, aggregates: Sequence[str]) -> dict[str, Any]:
        those = [line for line in self.lines if line[0] == day]
        values = {
            "product_uom_qty:sum": sum(line[2] for line in those),
            "__count": len(those),
            "product_id:array_agg": [line[1] for line in those],
            "product_uom_qty:array_agg": [line[2] for line in those],
        }
        keys = {"date:day": ["", _label(day)], "warehouse_id": [1, "x"], "state": "sale"}
        return keys | {name: values[name] for name in aggregates}


def _label(number: int) -> str:
    return f"{DAY + timedelta(days=number):%d %b %Y}"


def _catch(report: Report, known: pl.DataFrame | None = None) -> Any:
    ask = Asking(report, 1, 1, ZoneInfo("UTC"), "UTC")  # type: ignore[arg-type]  # groups are all that is asked
    return catch_up(ask, sales(None), (DAY, DAY + timedelta(days=30)), known, CLOCK if known is not None else None)


def test_what_is_known_is_read_again_only_where_it_was_written_or_differs() -> None:
    report = Report((0, 7, 5.0), (0, 8, 1.0), (3, 7, 2.0), (20, 7, 2.0))
    first = _catch(report)
    assert (first.frame["ordered"].sum(), first.drifted, first.differing) == (10.0, (), ())

    report.read = []
    assert _catch(report, first.frame).frame.equals(first.frame)
    assert report.read == []

    report.lines[2] = (3, 7, 4.0)  # nothing says that it was written
    report.lines.append((9, 7, 1.0))
    report.written = (9,)
    later = _catch(report, first.frame)
    assert later.drifted == (DAY + timedelta(days=3),)
    assert report.read == [("2026-03-04", "2026-03-11")]  # nothing was sold in between
    assert later.frame["ordered"].sum() == 13.0


def test_a_line_that_moved_between_products_of_a_day_is_found_by_its_date_of_writing() -> None:
    report = Report((0, 7, 5.0), (1, 7, 5.0))
    known = _catch(report).frame
    report.lines[0], report.written = (0, 8, 5.0), (0,)

    assert _catch(report, known).frame.filter(day=DAY)["product_id"].to_list() == [8]


def test_a_day_that_is_gone_and_one_before_what_is_known_are_no_mystery() -> None:
    report = Report((2, 7, 5.0), (5, 7, 5.0), (8, 7, 1.0))
    known = _catch(report).frame
    report.lines = [(0, 7, 2.0), (2, 7, 5.0), (8, 7, 1.0)]

    found = _catch(report, known)

    assert found.drifted == (DAY + timedelta(days=5),)
    assert sorted(found.frame["day"]) == [DAY + timedelta(days=number) for number in (0, 2, 8)]


class Busy(Report):
    """Between totals and groups another line comes in, each time."""

    def groups(self, model: str, domain: Any, **asked: Any) -> Any:
        answer = super().groups(model, domain, **asked)
        if "state" not in asked["groupby"]:
            self.lines.append((0, 7, 1.0))
        return answer


def test_a_day_on_which_orders_never_stop_ends_and_is_told() -> None:
    found = _catch(Busy((0, 7, 5.0)))

    assert found.differing == (DAY,)
    assert found.totals[DAY][0] > 1
