"""The compiled levels and their errors against plain loops; gamma against the exponential; what a row knows."""

import numpy as np
import pytest

from domain.planning.forecasting import gamma, smoothing
from domain.planning.forecasting.past import look, past_of
from domain.planning.forecasting.series import Demand

SPAN = 12


def plain_ses(x, alpha):
    levels = [0.0]
    for t, one in enumerate(x):
        levels.append(levels[-1] + max(alpha, 1 / (t + 1)) * (one - levels[-1]))
    return levels


def plain_tsb(x, chance_step, size_step):
    chance, size, seen, levels = 0.0, 0.0, 0, [0.0]
    for t, one in enumerate(x):
        chance += max(chance_step, 1 / (t + 1)) * ((one > 0) - chance)
        if one > 0:
            size += max(size_step, 1 / (seen + 1)) * (one - size)
            seen += 1
        levels.append(chance * size)
    return levels


def plain_error(x, levels, w):
    total, weight = 0.0, 0.0
    for end in range(w + 1, len(x) + 1):
        wrong = sum(x[end - w : end]) - w * levels[end - w]
        total, weight = 0.97 * total + wrong**2, 0.97 * weight + 1
    return total / weight


@pytest.fixture(scope="module")
def smoothed():
    rng = np.random.default_rng(5)
    y = (rng.poisson(2, (20, 70)) * (rng.random((20, 70)) < 0.4)).astype(np.float32)
    width = rng.integers(2, 7, 20)
    rows = np.stack([np.arange(20), np.full(20, 60)], axis=1)
    ones, none = np.ones((1, 90), dtype=np.float32), np.zeros((20, 0), dtype=np.float32)
    born, which = np.zeros(20, dtype=np.int64), np.zeros(71, dtype=np.int64)
    waves = np.zeros((90, 0), dtype=np.float32)
    seen = smoothing.Seen(y, born, width, ones, which, none, waves, SPAN)
    return y, width, *smoothing.smooth(seen, rows)


@pytest.mark.parametrize("name", ["ses 0.1", "ses 0.3", "tsb 0.1/0.05", "mean", "moving mean"])
def test_levels_and_errors_are_those_of_plain_loops(smoothed, name):
    y, width, levels, errors = smoothed
    place = smoothing.NAMES.index(name)
    for i in range(len(y)):
        x = y[i, :60].astype(float)
        if name.startswith("ses"):
            plain = plain_ses(x, float(name.split()[1]))
        elif name.startswith("tsb"):
            plain = plain_tsb(x, *(float(one) for one in name.split()[1].split("/")))
        else:
            span = 10**6 if name == "mean" else SPAN
            plain = [0.0] + [x[max(0, t - span) : t].mean() for t in range(1, 61)]
        assert levels[i, place] == pytest.approx(plain[-1], rel=1e-4, abs=1e-5)
        assert errors[i, place] == pytest.approx(plain_error(x, plain, width[i]), rel=1e-3)


def test_a_gamma_of_shape_one_is_the_exponential():
    mean = np.array([2.0, 5.0])
    drawn = gamma.quantiles(mean, mean**2, (0.5, 0.95))
    assert drawn == pytest.approx(-np.log([[0.5, 0.05]]) * mean[:, None])


def test_a_gamma_without_mean_or_spread_is_its_mean():
    assert gamma.quantiles(np.array([0.0, 3.0]), np.array([4.0, 0.0]), (0.5, 0.99)).tolist() == [[0, 0], [3, 3]]


def test_what_was_before_the_item_counts_for_nothing():
    y = np.array([[0] * 30 + [4] * 30, [4] * 60], dtype=float)
    known = np.ones((2, 60), dtype=bool)
    known[0, :30] = False
    past = past_of(Demand(["new", "old"], y, np.array([2, 2]), np.ones(2), known=known), 60)
    rows = look(past, np.array([[0, 60], [1, 60]]))
    assert rows.levels[0] == pytest.approx(rows.levels[1], rel=0.05)
    assert rows.trait("share 52").tolist() == [1, 1]


def test_a_stock_out_is_not_a_day_without_demand():
    y = np.full((1, 40), 5.0)
    y[0, 34:] = 0
    known = np.ones((1, 40), dtype=bool)
    known[0, 34:] = False
    seen, unseen = (
        look(past_of(Demand(["a"], y, np.array([2]), np.ones(1), known=one), 40), np.array([[0, 40]]))
        for one in (known, None)
    )
    assert seen.level("ses 0.3") == pytest.approx(5)
    assert unseen.level("ses 0.3") < 1


def test_a_random_lead_needs_more():
    rng = np.random.default_rng(2)
    y = rng.poisson(4, (5, 80)).astype(float)
    weights = np.tile([0.5, 0, 0, 0, 0.5], (5, 1))
    fixed = past_of(Demand(list("abcde"), y, np.full(5, 3), np.ones(5)), 80)
    spread = past_of(Demand(list("abcde"), y, np.full(5, 3), np.ones(5), lead_weights=weights), 80)
    places = np.stack([np.arange(5), np.full(5, 80)], axis=1)
    assert (look(spread, places).errors > look(fixed, places).errors + 30).all()
    many = np.stack([np.arange(5).repeat(60), np.tile(np.arange(10, 70), 5)], axis=1)
    assert set(spread.drawn(many).tolist()) == {2, 6}
    assert 0.4 < (spread.drawn(many) == 2).mean() < 0.6
