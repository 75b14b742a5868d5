"""What is wrong with a value, in words for whoever wrote it: pydantic speaks to programmers."""

from __future__ import annotations

import re

_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^Value error, "), ""),
    (re.compile(r" after validation, not "), ", not "),
    (re.compile(r"^(?:Tuple|List|Set|Frozenset|Dictionary) should have"), "There should be"),
    (re.compile(r"\bvalid (?:tuple|set|frozenset)\b"), "list, with brackets around it"),
    (re.compile(r"\bvalid list\b"), "list, with brackets around it"),
    (re.compile(r"\bvalid dictionary(?: or instance of \w+)?"), "table of names and values"),
    (re.compile(r"\bvalid string\b"), "text"),
    (re.compile(r"^Extra inputs are not permitted$"), "There is no such field"),
)


def in_plain_words(message: str) -> str:
    """A message of pydantic's without the types of a programming language.

    >>> in_plain_words("Tuple should have at least 1 item after validation, not 0")
    'There should be at least 1 item, not 0'
    """
    for pattern, words in _WORDS:
        message = pattern.sub(words, message)
    return message


def going_on(message: str) -> str:
    """The same after a colon: begins small, unless its first word is an abbreviation (UBL)."""
    words = in_plain_words(message)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
