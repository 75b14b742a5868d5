"""F08 in its short form; the long one is ``python -m tests.faults.long_restarts``."""

from dataclasses import replace

import pytest

from tests.faults.restarts import Plan, campaign, own_postgres, world_on
from tests.short_set import sampled

SHORT = Plan(seconds=60, pauses=(2.5, 2.5), restarts=6, files=8)
MARGIN_SECONDS = 30


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    with own_postgres(tmp_path_factory.mktemp("own")) as stack:
        yield stack


@pytest.fixture(scope="module")
def world(tmp_path_factory, nursery, postgres):
    with world_on(postgres, tmp_path_factory.mktemp("restarts"), nursery) as made:
        yield made


def test_sudden_restarts_of_postgresql_lose_nothing_and_double_nothing(world, postgres, pytestconfig):
    few = len(sampled(range(SHORT.restarts), 2, pytestconfig))
    told = campaign(world, postgres, replace(SHORT, restarts=few, files=few + 2))
    assert told.restarts >= few - 1
    assert told.runs["well"] + told.runs["broken off"] >= few - 1
    assert told.seconds < SHORT.seconds + MARGIN_SECONDS
