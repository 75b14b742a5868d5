"""Short, empty, constant and single series give numbers that a planner would sign; levels cover what they say."""

import numpy as np
import pytest

from domain.errors import Misconfigured
from domain.planning.forecasting.calibrating import Held, factors
from domain.planning.forecasting.engine import forecast, methods
from domain.planning.forecasting.series import LEVELS, Demand


def demand(y, lead=2, **more):
    y = np.atleast_2d(np.asarray(y, dtype=float))
    return Demand([f"s{i}" for i in range(len(y))], y, np.full(len(y), lead), np.ones(len(y)), **more)


ODD = {
    "all zero": np.zeros((3, 40)),
    "one series": np.random.default_rng(1).poisson(3, (1, 40)),
    "shorter than the lead": [[1.0, 2.0], [0.0, 3.0]],
    "one period": [[4.0]],
    "constant": np.full((2, 60), 7.0),
    "huge and tiny": np.stack([np.full(50, 1e7), np.full(50, 1e-3)]),
}


@pytest.mark.parametrize("period", ["day", "week", "month"])
@pytest.mark.parametrize("name", ODD)
def test_whatever_the_history_the_quantiles_are_finite_and_ascend(name, period):
    made = forecast(demand(ODD[name], lead=5, period=period))
    assert np.isfinite(made.quantiles).all()
    assert (made.quantiles >= 0).all()
    assert (np.diff(made.quantiles, axis=2) >= 0).all()
    assert np.isfinite(made.per_period).all()


def test_no_demand_needs_no_stock_and_a_constant_one_just_itself():
    assert forecast(demand(ODD["all zero"])).quantiles.max() == 0
    assert forecast(demand(ODD["constant"])).quantiles == pytest.approx(21, rel=0.02)


def test_what_was_never_asked_for_needs_no_stock_whatever_the_others_sell():
    unit = 0.001
    y = np.random.default_rng(4).poisson(4, (20, 40)) * unit
    y[7] = 0
    made = forecast(demand(y)).quantiles
    assert made[7].max() == 0
    assert (np.delete(made, 7, axis=0)[:, :, 3] > 5 * unit).all()


def test_a_shock_is_no_factor():
    """Windows of ten times, or a tenth of, what was forecast move a level by no more than what a model can be off."""
    drawn, ends = np.full((500, 1), 10.0), np.zeros(500, dtype=np.int64)
    for real in (100.0, 1.0):
        held = Held(drawn, np.full(500, real), ends, np.ones(500))
        found = float(factors(held, 1, [0.95], half_life=26)[0])
        assert abs(np.log(found)) == pytest.approx(0.5, abs=0.01)
    fair = Held(drawn, np.linspace(0, 12, 500), ends, np.ones(500))
    assert factors(fair, 1, [0.95], half_life=26)[0] == pytest.approx(1.14, abs=0.01)


@pytest.mark.parametrize("name", ["default", "gamma"])
def test_a_level_covers_what_it_says_on_series_never_seen(name):
    rng = np.random.default_rng(11)
    y = rng.poisson(rng.gamma(2, 3, (300, 1)), (300, 60))
    made = forecast(demand(y, lead=3), range(48, 57), method=name)
    real = np.stack([y[:, o : o + 4].sum(axis=1) for o in made.origins], axis=1)
    covered = {level: (real <= made.quantiles[:, :, j]).mean() for j, level in enumerate(LEVELS)}
    assert covered[0.5] == pytest.approx(0.5, abs=0.08)
    assert covered[0.95] == pytest.approx(0.95, abs=0.025)
    assert covered[0.999] > 0.99


def test_a_pinned_method_is_used_for_its_series_alone():
    y = np.random.default_rng(3).poisson(3, (40, 50))
    plain, pinned = (forecast(demand(y), method="gamma", pins=pins) for pins in ({}, {"s4": "zses"}))
    assert pinned.method[4] == "zses"
    moved = (plain.quantiles != pinned.quantiles).any(axis=(1, 2))
    assert np.flatnonzero(moved).tolist() == [4]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"origins": [0]}, "origins"),
        ({"origins": [41]}, "origins"),
        ({"levels": [0.9, 0.5]}, "levels"),
        ({"levels": [1.0]}, "levels"),
        ({"levels": [float("nan")]}, "levels"),
        ({"method": "crystal ball"}, "method"),
        ({"pins": {"s0": "dice"}}, "method"),
    ],
)
def test_what_cannot_be_is_refused_by_name(given, field):
    with pytest.raises(Misconfigured) as refused:
        forecast(demand(np.ones((2, 40))), **given)
    assert refused.value.field == field
    assert refused.value.next_step


def test_demand_below_zero_is_refused_with_its_place():
    with pytest.raises(Misconfigured, match="y of s1 in period 2"):
        demand([[1, 1, 1], [1, 1, -4]])


def test_the_default_is_the_first_method():
    assert methods()[0] == "default"
