"""How log lines are written: one event is one line, whatever a sender put into it, and no line shows local variables.

structlog's own default prints texts as they are, and tracebacks in boxes with the values of all variables.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import orjson
import structlog

from domain.catalogue import shown

Event = MutableMapping[str, Any]
_FIRST = ("timestamp", "level", "event")
_FRAMES = 12
"""Of a traceback, the last."""


def write_logs(form: str) -> None:
    """From now on this process writes its log to stderr, as ``console`` or ``json`` lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_traceback,
            as_json if form == "json" else as_line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _with_traceback(_: object, __: str, event: Event) -> Event:
    """What went wrong, with files and lines; never the values that were worked on."""
    trouble = event.pop("exc_info", None)
    if trouble is True:
        trouble = sys.exc_info()
    if isinstance(trouble, tuple):
        trouble = trouble[1]
    if isinstance(trouble, BaseException):
        event["trouble"] = f"{type(trouble).__name__}: {trouble}"
        event["at"] = _places(trouble.__traceback__)
    return event


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def as_line(_: object, __: str, event: Event) -> str:
    """Time, level and event, then what is known of it."""
    head = f"{event.get('timestamp', '')} [{event.get('level', '')}] {_plain(event.get('event', ''))}"
    rest = [f"{_plain(name)}={_value(event[name])}" for name in sorted(event) if name not in _FIRST]
    return " ".join([head, *rest])


def as_json(_: object, __: str, event: Event) -> str:
    """One JSON object."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    try:
        return orjson.dumps(event, default=str, option=options).decode()
    except TypeError:  # a lone surrogate, or a number that JSON has not
        return orjson.dumps({name: shown(str(value)) for name, value in event.items()}, option=options).decode()


def _value(value: object) -> str:
    text = _plain(value)
    return text if text and " " not in text and '"' not in text and "=" not in text else f'"{_quoted(text)}"'


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _plain(value: object) -> str:
    """Printable, in pieces as long as ``shown`` cuts: nothing is left out."""
    text = str(value)
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else shown(one) for one in text)
