"""Known errors are logged without a traceback, unknown ones with it."""

import logging

import pytest

from domain.errors import Refused
from tasks.plain_errors import speak_plainly


def logged(caplog, error):
    speak_plainly()
    speak_plainly()
    logger = logging.getLogger("prefect.flow_runs")
    logger.addHandler(caplog.handler)
    logger.error("Encountered exception during execution: %r", error, exc_info=error)
    logger.removeHandler(caplog.handler)
    return caplog.records[-1]


def test_a_known_error_is_its_sentence_and_next_step(caplog):
    record = logged(caplog, Refused("It is wrong.", next_step="Mend it."))
    assert record.getMessage() == "It is wrong. Next: Mend it."
    assert record.exc_info is None


@pytest.mark.parametrize("error", [ValueError("100 % wrong"), KeyError("x")])
def test_what_nobody_foresaw_keeps_its_traceback(caplog, error):
    record = logged(caplog, error)
    assert record.exc_info
    assert record.exc_info[1] is error
