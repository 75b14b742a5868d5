"""The simulator in CI, second half: seeds hold, each planted bug is found by the invariant that names it."""

import pytest

from tests.faults.plants import PLANTS
from tests.simulator.campaign import failures
from tests.simulator.outcome import NAMED_BY, hunt

FIRST, LAST, BLOCK = 51, 100, 10
QUICK = {"without the intent": 5}
"""Planted bugs that show within so few seeds; all: ``python -m tests.simulator --planted``."""


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FIRST, LAST + 1, BLOCK))
def test_every_seed_holds(ledger, first):
    assert failures(range(first, first + BLOCK), ledger) == {}


def test_each_planted_bug_has_an_invariant_that_names_it():
    assert set(NAMED_BY) == set(PLANTS)


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_is_found(ledger, name):
    hunted = hunt(name, ledger, range(1, QUICK[name] + 1))

    assert hunted.found, hunted
