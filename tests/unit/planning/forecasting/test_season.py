"""A season is found where there is one, shared or own, and nowhere else."""

import numpy as np
import pytest

from domain.planning.forecasting import season
from domain.planning.forecasting.engine import forecast
from domain.planning.forecasting.series import Demand

YEAR = 12


def panel(rng, factors, n=150, periods=72):
    mean = rng.uniform(3, 20, (n, 1)) * factors
    return rng.poisson(mean).astype(np.float32)[:, :periods]


def test_a_shared_season_is_found_with_its_size():
    true = 1 + 0.6 * np.cos(2 * np.pi * np.arange(72) / YEAR)
    y = panel(np.random.default_rng(1), true)
    assert season.belief(season.pooled(y, 60), YEAR, 3) == 1.0
    assert season.profile(season.pooled(y, 60), YEAR) == pytest.approx(
        true[:YEAR] / np.exp(np.log(true[:YEAR]).mean()), rel=0.12
    )


def test_no_season_is_believed_in_noise():
    y = panel(np.random.default_rng(2), np.ones(72))
    table, which = season.shared(y, 60, YEAR, (3, 20))
    assert (np.abs(table[which[60]] - 1) < 0.05).all()


def test_a_year_alone_is_no_season():
    y = panel(np.random.default_rng(3), 1 + 0.8 * np.cos(2 * np.pi * np.arange(72) / YEAR))
    table, which = season.shared(y[:, :14], 13, YEAR, (2, 20))
    assert (table[which] == 1).all()


def test_own_seasons_are_believed_as_far_as_they_differ_beyond_noise():
    rng = np.random.default_rng(4)
    phase = rng.uniform(0, 2 * np.pi, (150, 1))
    wave = 1 + 0.7 * np.cos(2 * np.pi * np.arange(72) / YEAR + phase)
    rows = np.stack([np.arange(150), np.full(150, 72)], axis=1)
    ones, which = np.ones((1, 90), dtype=np.float32), np.zeros(73, dtype=np.int64)
    with_own = season.spread(*season.spectrum(panel(rng, wave), rows, ones, which, YEAR))[0]
    without = season.spread(*season.spectrum(panel(rng, np.ones(72)), rows, ones, which, YEAR))[0]
    assert with_own[0] == pytest.approx(0.7**2 / 2, rel=0.3)
    assert without.max() < 0.01


def test_the_week_of_daily_demand_is_forecast_day_by_day_and_adds_up():
    rng = np.random.default_rng(6)
    true = np.tile([1.0, 1, 1, 1, 1, 3, 0.1], 30)
    y = panel(rng, true, n=60, periods=200)
    made = forecast(Demand([str(i) for i in range(60)], y, np.full(60, 6), np.ones(60), period="day"), method="gamma")
    days = made.per_period[:, 0].sum(axis=0)
    assert days[:7] / days[:7].mean() == pytest.approx(true[200:207] / true[:7].mean(), abs=0.25)
    assert made.per_period[:, 0, :7].sum(axis=1) == pytest.approx(made.mean[:, 0])
