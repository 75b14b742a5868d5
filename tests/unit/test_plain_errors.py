"""Known errors are logged without a traceback, unknown ones with it."""

import logging

import pytest

from domain.errors import Refused
from tasks.plain_errors import speak_plainly


def logged(error):
    """The record as it leaves the logger, whatever level others have set."""
    speak_plainly()
    speak_plainly()
    logger = logging.getLogger("prefect.flow_runs")
    record = logger.makeRecord(
        logger.name, logging.ERROR, "", 0, "Encountered exception: %r", (error,), (type(error), error, None)
    )
    assert logger.filter(record)
    return record


def test_a_known_error_is_its_sentence_and_next_step():
    record = logged(Refused("It is wrong.", next_step="Mend it."))
    assert record.getMessage() == "It is wrong. Next: Mend it."
    assert record.exc_info is None


@pytest.mark.parametrize("error", [ValueError("100 % wrong"), KeyError("x")])
def test_what_nobody_foresaw_keeps_its_traceback(error):
    record = logged(error)
    assert record.exc_info
    assert record.exc_info[1] is error
