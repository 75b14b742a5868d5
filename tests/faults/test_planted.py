"""A bug that is planted must be noticed; all of them by ``python -m tests.faults.planted``."""

from types import ModuleType

import pytest

from tests.faults import scenarios
from tests.faults.planted import CATCHERS, Noticed, caught
from tests.faults.plants import PLANTS, DoesNotFit, _put


def test_every_planted_bug_has_a_story_that_notices_it():
    assert set(CATCHERS) == set(PLANTS)


@pytest.mark.parametrize("name", PLANTS)
def test_every_planted_bug_fits_the_code_as_it_is(nursery, name):
    assert nursery.ask({"fits": name}) == {"trouble": ""}


def test_what_cannot_be_planted_is_said(nursery):
    assert "KeyError" in nursery.ask({"fits": "with no such bug"})["trouble"]


def test_a_read_back_that_compares_odoo_with_itself_is_noticed(world):
    scenarios.edited_draft(world, "HONEST-")
    name = "with read back compared to itself"
    assert caught(world, name).by(CATCHERS[name])


def test_a_plant_that_does_not_fit_the_code_is_told_and_never_passes_for_a_bug_that_was_noticed():
    code = ModuleType("code")
    code.judge = lambda _suite, _frame, *, _waivers=(): None  # what stands there now
    with pytest.raises(DoesNotFit, match="has no gate"):
        _put(code, "gate", print)
    for stale in (lambda _suite: None, lambda _suite, _frame: None, lambda _suite, _frame, _more, **_rest: None):
        with pytest.raises(DoesNotFit, match="is not what the plant replaces"):
            _put(code, "judge", stale)
    _put(code, "judge", planted := lambda _suite, _frame, **_options: None)
    assert code.judge is planted


def test_a_crash_is_not_the_assertion_that_is_there_for_a_bug():
    catcher = CATCHERS["with price but no discount"]
    assert Noticed('calm: assert [row[1] for row in rows] == ["sale"] * 4').by(catcher)
    for other in ("", 'finish: raise AssertionError(f"still open")', "KeyError calm: rows[0]"):
        assert not Noticed(other).by(catcher)
