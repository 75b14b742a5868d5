"""F08 in its short form; the long one is ``python -m tests.faults.long_restarts``."""

import pytest

from tests.faults.restarts import Plan, campaign, own_postgres, world_on

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


def test_sudden_restarts_of_postgresql_lose_nothing_and_double_nothing(world, postgres):
    told = campaign(world, postgres, SHORT)
    assert told.restarts >= 5
    assert told.runs["well"] + told.runs["broken off"] >= 4
    assert told.seconds < SHORT.seconds + MARGIN_SECONDS
