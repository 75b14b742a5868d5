"""Demand by period: what a period is, what is left out, and that the future moves nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from domain.planning.cleaning import clean
from domain.planning.cleaning.periods import finished, first_day, shifted
from tests.unit.planning.cleaning.samples import (
    MONDAY,
    TODAY,
    a_profile,
    by_week,
    cleaned,
    item,
    snapshot,
    sold,
    steady,
    week,
)


def test_days_of_a_week_are_summed_and_the_week_that_is_not_over_is_left_out():
    found = cleaned([sold(week(1, 0), 3), sold(week(1, 6), 4), sold(week(0), 1), sold(TODAY, 99)])
    assert found.periods[-1] == MONDAY
    assert by_week(found) == {1: 7.0, 0: 1.0}


def test_nothing_that_comes_after_today_moves_anything():
    past = [*steady(30), sold(week(3), 500, largest=500.0)]
    future = [sold(TODAY + timedelta(days=ahead), 1000, returned=900.0) for ahead in (1, 2, 30)]
    moved = [{"sku": "MUG", "place": "WH", "day": TODAY + timedelta(days=2), "change": -50.0}]
    plain, other = cleaned(past), cleaned(past + future, stock_changes=moved)
    assert plain.demand.equals(other.demand)
    assert plain.corrections.equals(other.corrections)


@pytest.mark.parametrize(
    ("period", "last", "before"),
    [
        ("day", date(2026, 3, 3), date(2026, 3, 2)),
        ("week", date(2026, 2, 23), date(2026, 2, 16)),
        ("month", date(2026, 2, 1), date(2026, 1, 1)),
    ],
)
def test_periods_that_are_over(period, last, before):
    found = finished(TODAY, period, at_most=40, since=None)
    assert (len(found), found[-1], found[-2]) == (40, last, before)
    assert all(first_day(one, period) == one for one in found)
    assert shifted(found[0], period, 39) == last


def test_history_begins_with_the_first_demand_and_is_no_longer_than_wanted():
    assert len(cleaned(steady(20)).periods) == 20
    assert len(cleaned(steady(20), profile=a_profile(history_periods=8)).periods) == 8
    assert len(cleaned([]).periods) == 60


def test_a_history_that_begins_within_a_period_begins_with_the_next_one():
    friday = first_day(TODAY, "week") - timedelta(days=7 * 20 - 4)
    assert finished(TODAY, "week", at_most=60, since=friday)[0] == friday + timedelta(days=3)
    assert finished(TODAY, "week", at_most=60, since=friday + timedelta(days=3))[0] == friday + timedelta(days=3)
    assert finished(TODAY, "week", at_most=10, since=friday) == finished(TODAY, "week", at_most=10, since=None)
    young = first_day(TODAY, "week") - timedelta(days=7 * 3 - 4)
    assert finished(TODAY, "week", at_most=60, since=young)[0] == first_day(young, "week")


def test_months_hold_their_own_days():
    found = cleaned(
        [sold(date(2026, 1, 31), 1), sold(date(2026, 2, 1), 2), sold(date(2026, 2, 28), 3), sold(date(2026, 3, 1), 4)],
        profile=a_profile(period="month"),
    )
    assert found.demand.select("period", "quantity").rows() == [(date(2026, 1, 1), 1.0), (date(2026, 2, 1), 5.0)]


def test_two_sources_of_one_day_are_added():
    assert by_week(cleaned([sold(week(0), 3), sold(week(0), 4, source="shop")])) == {0: 7.0}


def test_an_item_that_sold_nothing_yet_is_there_with_its_first_known_period():
    stock = [{"sku": "NEW", "place": "WH", "on_hand": 5.0}]
    found = cleaned(steady(20), [item(), item("NEW", created_on=week(2, 3), category="Other")], stock=stock)
    (row,) = found.demand.filter(sku="NEW").to_dicts()
    assert (row["t"], row["quantity"], row["known"]) == (17, 0.0, True)


def test_a_record_younger_than_its_first_sale_does_not_hide_sales():
    found = cleaned(steady(20), [item(created_on=week(1))])
    assert found.demand.height == 20


def test_the_grid_is_the_dense_frame():
    items = [item(), item("CUP", created_on=week(4)), item("POT")]
    history = [*steady(10), sold(week(2), 5, sku="CUP"), sold(week(7), 2, sku="POT", place="EAST")]
    found = cleaned(history, items)
    grid, dense = found.grid(), found.dense()
    shape = (grid.keys.height, len(found.periods))
    assert grid.keys.rows() == [("CUP", "WH"), ("MUG", "WH"), ("POT", "EAST")]
    assert np.array_equal(grid.y, dense["quantity"].to_numpy().reshape(shape))
    assert np.array_equal(grid.known, dense["known"].to_numpy().reshape(shape))
    assert grid.known.sum(axis=1).tolist() == [5, 10, 8]


def test_demand_of_what_is_not_planned_is_not_planned():
    found = cleaned([*steady(9), sold(week(0), sku="UNKNOWN"), sold(week(0), place="GONE")], places=[{"place": "WH"}])
    assert found.series().rows() == [("MUG", "WH", 0)]


def test_the_same_snapshot_gives_the_same_demand():
    history = [
        sold(week(ago, day), 0.1 * day + 0.3, source=source)
        for ago in range(20)
        for day in range(7)
        for source in ("odoo", "shop")
    ]
    one, other = snapshot(history), snapshot(list(reversed(history)))
    assert clean(one, a_profile()).demand.equals(clean(other, a_profile()).demand)
