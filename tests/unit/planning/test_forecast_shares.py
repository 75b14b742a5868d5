"""A forecast made in shares is the engine's, to the last digit: however they are cut, whatever is pinned."""

import numpy as np
import pytest

from domain.errors import Misconfigured
from domain.planning.forecast_shares import forecast_in_shares, worked
from domain.planning.forecasting.engine import forecast
from domain.planning.forecasting.series import Demand

PINS = {"S3": "ses", "S4": "empirical", "S17": "tsb"}


def demand(count=20, periods=60):
    """Weeks of a season, some without stock, lead times random: all that shares could get wrong."""
    rng = np.random.default_rng(7)
    season = 1 + 0.6 * np.sin(2 * np.pi * np.arange(periods) / 52)
    y = rng.poisson(rng.gamma(1, 4, (count, 1)) * season).astype(np.float32)
    weights = rng.dirichlet(np.ones(4), count)
    known = rng.random((count, periods)) > 0.03
    lead = rng.integers(1, 5, count)
    return Demand([f"S{i}" for i in range(count)], y, lead, rng.gamma(2, 5, count) + 0.1, "week", weights, known)


def here(shares):
    return lambda: [worked(one) for one in shares]


def same(found, expected):
    for name in ("quantiles", "mean", "per_period"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name
    assert list(found.method) == list(expected.method)
    assert (found.levels, found.origins) == (expected.levels, expected.origins)


def test_the_numbers_are_the_engines_however_shares_are_cut():
    same(forecast_in_shares(demand(), here, pins=PINS, size=7), forecast(demand(), pins=PINS))


def test_a_method_that_there_is_none_of_is_told_before_anything_is_sent():
    with pytest.raises(Misconfigured, match="no forecasting method"):
        forecast_in_shares(demand(3), lambda _: pytest.fail("sent"), pins={"S1": "magic"})
