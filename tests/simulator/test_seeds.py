"""The simulator in CI, first half: seeds hold, a seed is the same run twice, gates judge as Great Expectations does.

The second half is a file of its own (``test_more_seeds.py``): files are what test processes are given.
"""

import pytest

from tests.simulator.campaign import failures
from tests.simulator.gates import checked
from tests.simulator.outcome import play

SEEDS, BLOCK = 50, 10


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, SEEDS + 1, BLOCK))
def test_every_seed_holds(ledger, first):
    assert failures(range(first, first + BLOCK), ledger) == {}


def test_the_same_seed_is_the_same_run_whatever_was_played_before(ledger):
    first, other, again = play(10, ledger), play(11, ledger), play(10, ledger)

    assert first.trace == again.trace != other.trace
    assert len(first.trace) > 200


def test_a_plain_look_at_a_column_never_passes_what_great_expectations_does_not(ledger):
    with checked() as looks:
        ended = [play(seed, ledger) for seed in range(1, 4)]

    assert [one.broken for one in ended] == [{}, {}, {}]
    assert [look for look in looks if look == (True, False)] == []
    assert sum(look == (True, True) for look in looks) > 20
