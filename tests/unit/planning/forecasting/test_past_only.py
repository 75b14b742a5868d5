"""Every number from the past only: the future is scrambled, and nothing at or before that origin moves."""

import numpy as np
import pytest

from domain.planning.forecasting.engine import forecast, methods
from domain.planning.forecasting.series import Demand

SERIES, PERIODS, ORIGINS = 60, 60, (50, 54, 58)


def demand(y, **more):
    rng = np.random.default_rng(3)
    n = len(y)
    return Demand([f"s{i}" for i in range(n)], y, rng.integers(1, 5, n), rng.uniform(1, 9, n), **more)


@pytest.fixture(scope="module")
def y():
    rng = np.random.default_rng(1)
    return rng.poisson(rng.uniform(0.2, 6, (SERIES, 1)), (SERIES, PERIODS)) * rng.integers(1, 4, (SERIES, PERIODS))


@pytest.mark.parametrize("name", methods())
def test_a_scrambled_future_moves_nothing_before_it(name, y):
    other = y.copy()
    other[:, 54:] = np.random.default_rng(7).integers(0, 500, (SERIES, PERIODS - 54))
    here, there = (forecast(demand(one), ORIGINS, method=name) for one in (y, other))
    assert (here.quantiles[:, :2] == there.quantiles[:, :2]).all()
    assert (here.per_period[:, :2] == there.per_period[:, :2]).all()
    assert (here.quantiles[:, 2] != there.quantiles[:, 2]).any(), "what comes after it may and does"


def test_the_same_again_gives_the_same(y):
    first, again = (forecast(demand(y), ORIGINS) for _ in range(2))
    assert (first.quantiles == again.quantiles).all()
