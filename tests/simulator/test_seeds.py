"""The simulator in CI: some seeds hold, a seed is the same run twice, a planted bug is found at once."""

import pytest

from tests.simulator.bench import bench
from tests.simulator.outcome import hunt, play

SEEDS = 20
"""Of the hundred that are wanted here: a seed costs one to two CPU seconds still."""
PIECES = 2
QUICK = {"without the intent": 5}
"""Planted bugs that were seen to show within so many seeds; all: ``python -m tests.simulator --planted``."""


@pytest.fixture(scope="module")
def ledger():
    with bench() as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("piece", range(PIECES))
def test_every_seed_holds(ledger, piece):
    ended = [play(seed, ledger) for seed in range(1 + piece, SEEDS + 1, PIECES)]

    failed = {one.command: one.broken for one in ended if one.broken}
    assert failed == {}
    assert sum(one.done for one in ended) > 0.3 * sum(one.sent for one in ended), "all failing proves nothing"


def test_the_same_seed_is_the_same_run(ledger):
    first, again = play(10, ledger), play(10, ledger)

    assert first.trace == again.trace
    assert len(first.trace) > 200


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_is_found(ledger, name):
    assert hunt(name, ledger, range(1, QUICK[name] + 1)) is not None
