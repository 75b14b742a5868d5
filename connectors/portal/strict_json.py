"""JSON read so that nobody can read something else out of it: exact numbers, each name once, bounded nesting."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import NoReturn

_LONGEST_NUMBER = 100
_DEEPEST = 40


class NotJson(ValueError):
    """Why it can't be read, in words."""


def read_json(content: bytes) -> object:
    """The value.

    Raises:
        NotJson: it is none, or not one that is read the same everywhere.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start + 1} is not UTF-8") from None
    if _nesting(text) > _DEEPEST:
        raise NotJson(f"it is nested more than {_DEEPEST} deep")
    try:
        return json.loads(
            text, parse_float=_exact, parse_int=_exact, parse_constant=_no_number, object_pairs_hook=_once
        )
    except NotJson:
        raise
    except ValueError as error:
        raise NotJson(str(error)[:200]) from None


def _nesting(text: str) -> int:
    """At least as deep as it is: brackets within texts count too, where there are many."""
    if text.count("{") + text.count("[") <= _DEEPEST:
        return 0
    depth = deepest = 0
    quoted = escaped = False
    for one in text:
        if quoted:
            quoted = escaped or one != '"'
            escaped = one == "\\" and not escaped
        elif one == '"':
            quoted = True
        elif one in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif one in "}]":
            depth -= 1
    return deepest


def _exact(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise NotJson("a number in it is longer than any amount")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise NotJson(f"{text[:20]} is no number that we can keep") from None


def _no_number(name: str) -> NoReturn:
    raise NotJson(f"{name} is no number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotJson("a name stands twice in one object")
    return found
