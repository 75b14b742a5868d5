"""F05: a worker that slept past its lease wakes up: it records nothing, and nothing happens twice."""

import pytest

from tests.faults import scenarios


@pytest.fixture(scope="module")
def expected(world):
    return scenarios.calm(world)


@pytest.mark.parametrize("name", scenarios.ZOMBIE_SEAMS)
def test_a_worker_that_wakes_up_after_its_lease_records_nothing(world, expected, name):
    scenarios.zombie(world, name, f"Z{list(scenarios.ZOMBIE_SEAMS).index(name)}-", expected)


def test_a_load_that_the_network_delivers_again_leaves_a_persons_edit_alone(world):
    scenarios.replayed_load(world)


def test_every_effect_in_odoo_was_meant_before_the_call(world):
    scenarios.intents_stand_before_the_call(world)
