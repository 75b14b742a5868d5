"""Returns lessen the sale that they belong to; cancellations and rows that came twice do not count."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.planning.cleaning.samples import TODAY, a_profile, by_week, cleaned, rows_of, sold, week


def _back(day, quantity, **more):
    return sold(day, 0, returned=float(quantity), largest=None, **more)


def test_a_return_lessens_the_latest_sale_before_it():
    found = cleaned([sold(week(9), 50), sold(week(5), 20), _back(week(2), 8), sold(week(1), 30)])
    assert by_week(found) == {9: 50.0, 5: 12.0, 1: 30.0}
    (row,) = rows_of(found, "return")
    assert (row["day"], row["before"], row["after"]) == (week(5), 20.0, 12.0)
    assert row["why"] == "8 of what was asked for came back."


def test_what_is_more_than_the_latest_sale_goes_on_to_the_one_before():
    found = cleaned([sold(week(9), 50), sold(week(5), 20), _back(week(2), 25)])
    assert by_week(found) == {9: 45.0}


def test_a_return_without_an_earlier_sale_lessens_its_own_week_and_never_below_zero():
    found = cleaned([_back(week(5, 0), 7), sold(week(5, 3), 5), sold(week(4), 9)])
    assert by_week(found) == {4: 9.0}


def test_a_return_of_this_week_lessens_a_week_that_is_over():
    assert by_week(cleaned([sold(week(1), 20), _back(TODAY, 5)])) == {1: 15.0}


def test_sales_after_a_return_are_not_touched():
    assert by_week(cleaned([sold(week(9), 3), _back(week(8), 100), sold(week(2), 40)])) == {2: 40.0}


@pytest.mark.parametrize("off", ["return", "return:MUG", f"return:MUG:{week(5).isoformat()}"])
def test_returns_switched_off_are_shown_and_change_nothing(off):
    profile = a_profile(cleaning={"switched_off": (off,)})
    found = cleaned([sold(week(5), 20), _back(week(2), 8)], profile=profile)
    assert by_week(found) == {5: 20.0}
    (row,) = rows_of(found, "return")
    assert (row["before"], row["after"]) == (20.0, 20.0)
    assert row["why"].startswith("Switched off, else 12.")


def test_only_the_named_day_is_switched_off():
    profile = a_profile(cleaning={"switched_off": (f"return:MUG:{week(9).isoformat()}",)})
    found = cleaned([sold(week(9), 50), sold(week(5), 20), _back(week(2), 25)], profile=profile)
    assert by_week(found) == {9: 50.0}


def _one_by_one(days):
    """The same, return by return, with a stack of sales."""
    stack, left, alone = [], {}, []
    for day, (asked, brought) in enumerate(days):
        back, left[day] = brought, asked
        stack.append(day)
        while back > 0 and stack:
            took = min(back, left[stack[-1]])
            left[stack[-1]] -= took
            back -= took
            if left[stack[-1]] == 0:
                stack.pop()
        alone.append(back)
    for day, unmatched in enumerate(alone):
        back = unmatched
        for other in range(day - day % 7, min(day - day % 7 + 7, len(days))):
            took = min(back, left[other])
            left[other] -= took
            back -= took
    return left


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=35))
@settings(max_examples=60, deadline=None)
def test_running_sums_match_brackets_as_a_stack_does(days):
    begin = week(7)
    history = [
        sold(pl.select(pl.lit(begin) + pl.duration(days=place)).item(), asked, returned=float(back), largest=None)
        for place, (asked, back) in enumerate(days)
    ]
    expected = _one_by_one(days)
    weeks = {}
    for day, quantity in expected.items():
        weeks[7 - day // 7] = weeks.get(7 - day // 7, 0) + quantity
    assert by_week(cleaned(history)) == {ago: quantity for ago, quantity in weeks.items() if quantity}


def test_what_was_cancelled_is_shown_and_not_counted():
    history = [sold(week(3), 10, cancelled=4.0), sold(week(2), 0, cancelled=6.0)]
    found = cleaned(history)
    assert by_week(found) == {3: 10.0}
    assert [(row["before"], row["after"]) for row in rows_of(found, "cancellation")] == [(14.0, 10.0), (6.0, 0.0)]
    counted = cleaned(history, profile=a_profile(cleaning={"switched_off": ("cancellation",)}))
    assert by_week(counted) == {3: 14.0, 2: 6.0}


def test_a_row_that_came_twice_counts_once():
    history = [sold(week(3), 10), sold(week(3), 10), sold(week(3), 8, source="shop"), sold(week(1), 5)]
    found = cleaned(history)
    assert by_week(found) == {3: 18.0, 1: 5.0}
    (row,) = rows_of(found, "duplicate")
    assert (row["before"], row["after"]) == (20.0, 10.0)
    assert by_week(cleaned(history, profile=a_profile(cleaning={"switched_off": ("duplicate",)}))) == {3: 28.0, 1: 5.0}
