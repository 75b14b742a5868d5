"""Demand with a known truth: deterministic, of its family, and the truth covers what it says."""

import numpy as np
import polars as pl
import pytest

from infra.distributor.demand_processes import CHOOSING_SEEDS, FAMILIES, LEVELS, known
from infra.distributor.demand_processes.tables import BEYOND


@pytest.fixture(scope="module")
def weeks():
    """240 series over 156 weeks, 6 of them to be forecast: with reviews so near each other more would say the same."""
    return known(41, 30, periods=156, test=6)


def covered(made, quantiles, level):
    """(series, origins): whether demand of lead plus review kept within a quantile, and how often it might."""
    place = LEVELS.index(level)
    lead = made.column("lead").astype(int)
    total = np.concatenate([np.zeros((len(lead), 1)), np.cumsum(made.everything, axis=1)], axis=1)
    sums = np.stack([total[np.arange(len(lead)), o + lead + 1] - total[:, o] for o in made.origins], axis=1)
    return sums <= quantiles[:, :, place], sums < quantiles[:, :, place]


@pytest.mark.parametrize("knowledge", ["state", "path"])
def test_the_perfect_forecaster_covers_as_often_as_it_says(weeks, knowledge):
    """At most: with whole numbers a quantile covers its level or more, and without the number itself less.

    A tolerance of four standard errors, with one independent window a series (reviews overlap).
    """
    quantiles = weeks.perfect(knowledge, draws=500)
    for level in (0.5, 0.8, 0.9, 0.95, 0.975):
        most, least = (float(one.mean()) for one in covered(weeks, quantiles, level))
        error = 4 * np.sqrt(level * (1 - level) / len(weeks.keys))
        assert least - error <= level <= most + error, (knowledge, level)


def test_who_knows_more_is_nearer(weeks):
    """Of steps, ends and promotions to come, whoever knows their dates needs narrower quantiles."""
    state, path = (weeks.perfect(one, draws=300) for one in ("state", "path"))
    spread = [float((one[:, :, 3] - one[:, :, 0]).mean()) for one in (state, path)]
    assert spread[1] < 0.9 * spread[0]


def test_the_same_seed_gives_the_same_and_another_gives_other():
    one, same, other = (known(seed, 2, periods=120, test=8) for seed in (42, 42, 43))
    assert np.array_equal(one.y, same.y)
    assert np.array_equal(one.perfect(draws=50), same.perfect(draws=50))
    assert not np.array_equal(one.y[:4], other.y[:4])
    assert one.receipts().equals(same.receipts())
    assert max(CHOOSING_SEEDS) < 42


def test_what_is_shown_ends_where_history_ends(weeks):
    table = weeks.table()
    assert weeks.everything.shape[1] == 156 + BEYOND
    assert table.get_column("t").max() == 155
    assert table.columns == ["series", "t", "qty", "lead", "cost", "moq", "pack"]
    assert {key.split("-")[0] for key in weeks.keys} == set(FAMILIES)
    assert ((weeks.y[:, :150] > 0).sum(1) >= 2).all()


def test_each_family_is_what_its_name_says(weeks):
    """By means over its series: what the name says can be seen."""
    family = np.array([key.split("-")[0] for key in weeks.keys])
    y, states, means = weeks.y, weeks.states, weeks.means[:, :156]
    year = np.stack([means[family == "season", week::52].mean(1) for week in range(52)], axis=1)
    assert (year.max(1) / year.min(1)).min() > 1.3
    assert (y[family == "lumpy"] == 0).mean() > 0.6
    assert (y[family == "new"][:, :52] == 0).all()
    assert (y[family == "new"][:, -26:] > 0).any(1).all()
    ended = states[family == "ending", 150, 1] > 52
    assert ended.any()
    assert means[family == "ending"][ended, 150].max() < means[family == "ending"][ended, 40].max() / 2
    assert np.abs(np.diff(states[family == "step", :, 0], axis=1)).max(1).mean() > 0.3
    slope = np.log(means[family == "trend"][:, 150] / means[family == "trend"][:, 90])
    assert np.abs(slope).mean() > 0.2
    assert (states[family == "promotion", :, 2] > 0).mean() == pytest.approx(3 * 2 / 52, abs=0.04)


def test_lead_times_vary_where_they_shall():
    fixed, random = (known(44, 3, periods=120, test=8, random_lead=one) for one in (False, True))
    for made, varies in ((fixed, False), (random, True)):
        seen = made.receipts().with_columns(lead=pl.col("received") - pl.col("ordered"))
        kinds = seen.group_by("series").agg(pl.col("lead").n_unique()).get_column("lead")
        assert (kinds.max() > 1) == varies
    wide = random.perfect(draws=400)[:, :, 5].mean() / fixed.perfect(draws=400)[:, :, 5].mean()
    assert wide > 1.02
