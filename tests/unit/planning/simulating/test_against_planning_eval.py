"""Under its settings the simulation is planning_eval's to the ninth digit, and so are baselines and scores."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from domain.errors import Misconfigured
from domain.planning.simulating import Policy, needed, simulate
from domain.planning.simulating.accuracy import accuracy
from domain.planning.simulating.outcome import STRETCH
from domain.planning.simulating.policies import POLICIES, Seen, policy
from tests.unit.planning.simulating.worlds import lumpy, world

FILE = Path(__file__).resolve().parents[5] / "shared" / "planning_eval.py"


@pytest.fixture(scope="module")
def planning_eval():
    if not FILE.exists():
        pytest.skip(f"planning_eval.py is not at {FILE}: nothing was compared")
    spec = importlib.util.spec_from_file_location("planning_eval", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["planning_eval"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def panel(planning_eval):
    """Own demand: 60 items, 150 weeks, lead times 1 to 9, MOQ and packs."""
    rng = np.random.default_rng(5)
    lead = rng.integers(1, 10, 60)
    cost, moq, pack = rng.uniform(0.5, 90, 60), rng.integers(1, 9, 60) * 1.0, rng.choice([1.0, 6.0], 60)
    return planning_eval.Panel("own", [f"S{i}" for i in range(60)], lumpy(60, 150), lead, cost, moq, pack, 52, 40)


def seen(panel):
    lead = panel.lead.astype(float)
    return Seen(panel.y, list(panel.origins), lead, lead + 1, "week", np.zeros(len(lead)))


def there(panel):
    return world(panel.y[:, -panel.test :], lead=panel.lead, cost=panel.cost, moq=panel.moq, pack=panel.pack)


def test_every_baseline_is_the_same_and_comes_to_the_same(planning_eval, panel):
    theirs = planning_eval.baselines(panel)
    assert set(theirs) == set(POLICIES) - {"odoo"}
    for name, (probable, levels, table) in theirs.items():
        own = policy(name, seen(panel))
        assert own.levels == pytest.approx(levels)
        assert own.probable == probable
        assert own.upto == pytest.approx(table, rel=1e-9)
        curve, mine = planning_eval.simulate(panel, table), simulate(there(panel), own, stretch=STRETCH)
        for what in ("fill", "item_fill", "cycle", "inventory", "orders"):
            assert getattr(mine, what) == pytest.approx(curve[what], rel=1e-9, abs=1e-12), (name, what)


def test_scores_and_ratios_are_the_same(planning_eval, panel):
    theirs = {row["method"]: row for row in planning_eval.score(panel, {}).to_dicts()}
    outcomes = {name: simulate(there(panel), policy(name, seen(panel)), stretch=STRETCH) for name in theirs}
    for name, ratios in needed(outcomes).items():
        for target, ratio in ratios.items():
            assert ratio == pytest.approx(theirs[name][f"inv_{target}"], abs=6e-4, nan_ok=True), (name, target)
    own = accuracy(policy("zses", seen(panel)), panel.y, panel.lead + 1, panel.cost, panel.origins[0])
    assert {name: theirs["zses"][name] for name in own} == pytest.approx(own, abs=6e-5)


def test_what_comes_later_moves_no_target():
    """Each number from the past only: the future is scrambled, and nothing before it moves."""
    y, rng = lumpy(30, 120), np.random.default_rng(8)
    other = np.concatenate([y[:, :100], rng.permuted(y[:, 100:], axis=1) + 3], axis=1)
    lead = rng.integers(1, 8, 30).astype(float)
    for name in POLICIES:
        one, two = (
            policy(name, Seen(table, list(range(90, 110)), lead, lead + 1, "week", np.full(30, 0.4)))
            for table in (y, other)
        )
        assert np.array_equal(one.upto[:, :11], two.upto[:, :11]), name
        assert not np.array_equal(one.upto[:, 11:], two.upto[:, 11:]) or name == "odoo", name
        if one.reorder is not None:
            assert np.array_equal(one.reorder[:, :11], two.reorder[:, :11])


def test_a_reordering_rule_stays_for_a_quarter():
    y = lumpy(5, 160)
    own = policy("odoo", Seen(y, list(range(100, 140)), np.full(5, 2.0), np.full(5, 3.0), "week", np.zeros(5)))
    changes = np.flatnonzero((np.diff(own.upto[:, :, 9], axis=1) != 0).any(0)) + 1
    assert changes.tolist() == [13, 26, 39]
    mean = y[:, 48:100].mean(1)
    assert own.reorder[:, 0, 0] == pytest.approx(8 * 0.05**2 * 3 * mean)
    assert (own.upto - own.reorder)[:, 0, 5] == pytest.approx(4 * mean)


def test_random_lead_times_need_more_safety():
    y, lead = lumpy(5, 160), np.full(5, 2.0)
    sure, unsure = (policy("zses", Seen(y, [150], lead, lead + 1, "week", np.full(5, sd))) for sd in (0.0, 1.5))
    assert (unsure.upto[..., 6] > sure.upto[..., 6]).all()
    assert unsure.upto[..., 0] == pytest.approx(sure.upto[..., 0])  # the median does not care


def test_a_policy_has_a_value_for_each_setting():
    with pytest.raises(Misconfigured, match="each item, period and level"):
        Policy("x", (0.5,), np.zeros((2, 3, 2)))
