"""Quantile curves: values between levels, and what is missing above a stock."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.planning.policy.curve import Curves, curves_of
from tests.unit.planning.plan_world import forecasts, snapshot

EVEN = Curves(np.arange(1, 10) / 10, np.arange(10.0, 100.0, 10.0)[None, :], np.array([50.0]))
"""Demand spread evenly over 0 to 100, but for what is flat above .9."""


@pytest.mark.parametrize("stock", [0.0, 15.0, 40.0, 70.0])
def test_what_is_missing_is_the_loss_of_an_even_distribution(stock):
    """(100 - x)^2 / 200 up to .9; the last tenth lies at 90 instead of evenly above it: 5 units of a tenth less."""
    assert EVEN.short(np.array([stock]))[0] == pytest.approx((100 - stock) ** 2 / 200 - 0.1 * 5)


def test_nothing_is_missing_above_the_highest():
    assert EVEN.short(np.array([90.0, 200.0])[:1])[0] == 0


@given(st.floats(0.01, 0.999), st.floats(0.01, 0.999))
def test_values_do_not_fall_with_the_level(one, other):
    low, high = sorted((one, other))
    assert EVEN.at(np.array([low]))[0] <= EVEN.at(np.array([high]))[0] + 1e-9


def test_levels_that_are_given_are_met_and_outside_the_outermost_holds():
    values = [EVEN.at(np.array([level]))[0] for level in (0.05, 0.1, 0.5, 0.9, 0.99)]
    assert values == pytest.approx([10, 10, 50, 90, 90])


def test_pairs_may_have_levels_of_their_own_and_falling_values_are_lifted():
    known = forecasts({("A", "WH"): (5.0, {0.5: 6.0, 0.9: 4.0}, 1.0), ("B", "WH"): (5.0, {0.95: 9.0}, 1.0)})
    world = snapshot(stock=[{"sku": sku, "place": "WH"} for sku in ("A", "B", "C")])
    found = curves_of(known["demand"], world.stock)
    assert found.at(np.full(3, 0.9)).tolist() == [6, 9, 0]
    assert found.mean.tolist()[:2] == [5, 5]


def test_more_days_more_demand_and_less_than_that_of_what_deviates():
    longer = EVEN.scaled(np.array([4.0]))
    assert (longer.mean[0], longer.at(np.array([0.9]))[0]) == (200, 280)
