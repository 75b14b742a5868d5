"""The simulator in CI, second half: seeds hold, each planted bug is found by the invariant that names it."""

import pytest

from tests.faults.plants import PLANTS
from tests.simulator.campaign import failures
from tests.simulator.outcome import NAMED_BY, hunt

FIRST, LAST, BLOCK = 51, 100, 10
QUICK = (
    "without the intent",
    "with the read back gate off",
    "with read back compared to itself",
    "with price but no discount",
)
"""Planted bugs that show at once; all: ``python -m tests.simulator --planted``."""
AT_ONCE = range(1, 9)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FIRST, LAST + 1, BLOCK))
def test_every_seed_holds(ledger, first):
    assert failures(range(first, first + BLOCK), ledger) == {}


def test_each_planted_bug_has_an_invariant_that_names_it():
    assert set(NAMED_BY) == set(PLANTS)


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_is_found(ledger, name):
    hunted = hunt(name, ledger, AT_ONCE)

    assert hunted.found, hunted
