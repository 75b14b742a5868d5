"""Errors of the house are logged as the sentence they are: a traceback is for what nobody foresaw."""

from __future__ import annotations

import logging

from domain.errors import LadingError

LOGGERS = ("prefect.flow_runs", "prefect.task_runs", "prefect.engine")


def without_traceback(record: logging.LogRecord) -> bool:
    """A filter that lets everything through, and takes the traceback from errors that say what to do."""
    if record.exc_info and isinstance(record.exc_info[1], LadingError):
        record.msg, record.args = str(record.exc_info[1]), ()
        record.exc_info = record.exc_text = None
    return True


def speak_plainly() -> None:
    """Let Prefect's loggers speak so, on the screen and in its pages; said twice is said once."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if without_traceback not in logger.filters:
            logger.addFilter(without_traceback)
