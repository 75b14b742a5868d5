"""A plan after quiet nights is held against the demand that it covers, not against next to nothing."""

import polars as pl

from domain.planning.plan_frames import LINES
from expectations.planning.plan import _grown
from tests.unit.planning.cleaning.samples import a_profile


def times(money, earlier, asked):
    lines = LINES.of([{"line": "1", "kind": "purchase", "value": money}])
    needs = pl.DataFrame({"demand_mean": [asked], "cost": [1.0]})
    return _grown(lines, earlier, needs, a_profile(gates={"plan_growth_max": 5.0}))["off"].to_list()


def test_a_usual_order_after_quiet_nights_is_no_growth():
    assert times(2000.0, [30.0, 40.0, 0.0], 1500.0) == [0.0]


def test_far_above_both_is_growth():
    assert times(9000.0, [30.0, 40.0, 0.0], 1500.0) == [1.0]
    assert times(9000.0, [2000.0, 2500.0], 100.0) == [0.0]


def test_the_first_plan_has_nothing_to_be_held_against():
    assert times(9000.0, [], 100.0) == [None]
