"""A bug that is planted must be noticed; all of them by ``python -m tests.faults.planted``."""

from tests.faults import scenarios
from tests.faults.planted import CATCHERS, caught
from tests.faults.plants import PLANTS


def test_every_planted_bug_has_a_story_that_notices_it():
    assert set(CATCHERS) == set(PLANTS)


def test_a_read_back_that_compares_odoo_with_itself_is_noticed(world):
    scenarios.edited_draft(world, "HONEST-")
    assert caught(world, "with read back compared to itself")
