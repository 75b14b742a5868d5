"""Which lines of a plan a person means: ``supplier:ACME value<500 urgency:late rule:price_break``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import TypeVar

from domain.errors import Refused
from domain.planning.plan_line import PlanLine

_TERM = re.compile(r"(?P<name>[a-z]+)(?P<sign>:|<=|>=|<|>)(?P<value>.+)", re.DOTALL)
_TEXTS: Mapping[str, Callable[[PlanLine], str]] = {
    "line": lambda one: one.line,
    "sku": lambda one: one.sku,
    "supplier": lambda one: one.final_origin,
    "origin": lambda one: one.final_origin,
    "place": lambda one: one.place,
    "urgency": lambda one: one.urgency,
    "kind": lambda one: one.kind,
    "state": lambda one: one.state,
}
_NUMBERS: Mapping[str, Callable[[PlanLine], Decimal]] = {
    "value": lambda one: one.money,
    "quantity": lambda one: one.final_quantity,
}
_RULE = re.compile(r'"rule": ?"([a-z_]+)"')
"""In the steps of a line."""
_SIGNS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
HELP = (
    "sku: supplier: place: urgency: category: kind: state: rule: line: (with * for anything), value< value> quantity< "
    "quantity>; of one kind any, of several all must hold"
)
Test = Callable[[PlanLine], bool]
AnyLine = TypeVar("AnyLine", bound=PlanLine)


def selection(terms: Sequence[str]) -> Test:
    """A test of lines. Equal kinds of term are alternatives, different ones must all hold; none: every line.

    Raises:
        Refused: a term that is none of these.
    """
    groups: dict[str, list[Test]] = defaultdict(list)
    for term in (one for text in terms for one in _split(text)):
        name, test = _test(term)
        groups[name].append(test)
    return lambda line: all(any(test(line) for test in tests) for tests in groups.values())


def selected(lines: Iterable[AnyLine], terms: Sequence[str]) -> list[AnyLine]:
    """The lines that fit."""
    fits = selection(terms)
    return [one for one in lines if fits(one)]


def _split(text: str) -> list[str]:
    """Several terms in one text; a value with blanks stands alone: ``category:Kitchen / Cups``."""
    parts = text.split()
    return parts if all(_TERM.fullmatch(part) for part in parts) else [text]


def _test(term: str) -> tuple[str, Test]:
    found = _TERM.fullmatch(term)
    if found is not None:
        name, sign, value = found["name"], found["sign"], found["value"]
        if name == "rule" and sign == ":":
            return name, lambda line: any(fnmatchcase(rule, value) for rule in _RULE.findall(line.why))
        if name == "category" and sign == ":":
            return name, lambda line: _category(line.category, value)
        if name in _TEXTS and sign == ":":
            return name, lambda line: fnmatchcase(_TEXTS[name](line), value)
        if name in _NUMBERS and sign in _SIGNS and (number := _number(value)) is not None:
            return f"{name}{sign[0]}", lambda line: _SIGNS[sign](_NUMBERS[name](line), number)
    raise Refused("This selection is not understood.", field="select", value=term, next_step=f"Give {HELP}.")


def _category(found: str, wanted: str) -> bool:
    return fnmatchcase(found, wanted) if "*" in wanted else found.startswith(wanted)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
