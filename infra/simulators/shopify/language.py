"""The part of the GraphQL language that clients of the Admin API use: operations, variables, directives, fragments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(
    r"""[\s,]*(?:\#[^\n]*\n[\s,]*)*
    (?P<token>\.\.\.|[{}()\[\]:=!$@]|[_A-Za-z][_0-9A-Za-z]*|-?\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*")""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")


class BadQuery(ValueError):
    """The text is no query that this language part knows."""


@dataclass(frozen=True, slots=True)
class Variable:
    """``$name`` in a query."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field that is asked for, or an inline fragment (``on`` names its type)."""

    name: str
    alias: str
    arguments: dict[str, Any] = field(default_factory=dict)
    directives: dict[str, dict[str, Any]] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    on: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One query or mutation."""

    kind: str
    name: str
    variables: dict[str, str]
    """Name to type: ``first`` to ``Int!``."""
    fields: tuple[Field, ...]


def parse(text: str) -> Operation:
    """The one operation of a text.

    Raises:
        BadQuery: it is none.
    """
    reader = _Reader(text)
    operation = reader.operation()
    if reader.next():
        raise BadQuery("one operation at a time")
    return operation


def bound(value: Any, variables: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """A value with its variables filled in."""
    if isinstance(value, Variable):
        return variables.get(value.name)
    if isinstance(value, dict):
        return {key: bound(one, variables) for key, one in value.items()}
    if isinstance(value, list):
        return [bound(one, variables) for one in value]
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next()
        if not token or (wanted and token != wanted):
            raise BadQuery(f"expected {wanted or 'more'}, found {token or 'the end'}")
        self._at += 1
        return token

    def has(self, token: str) -> bool:
        found = self.next() == token
        self._at += found
        return found

    def operation(self) -> Operation:
        if self.next() == "{":
            return Operation("query", "", {}, self.fields())
        kind = self.take()
        if kind not in {"query", "mutation"}:
            raise BadQuery(f"{kind} is no operation")
        name = self.take() if self.next() not in {"{", "("} else ""
        return Operation(kind, name, self.declared(), self.fields())

    def declared(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.has("("):
            while not self.has(")"):
                self.take("$")
                name = self.take()
                self.take(":")
                found[name] = self.type()
                if self.has("="):
                    self.value()
        return found

    def type(self) -> str:
        inner = self.take()
        if inner == "[":
            inner = f"[{self.type()}]"
            self.take("]")
        return f"{inner}!" if self.has("!") else inner

    def fields(self) -> tuple[Field, ...]:
        self.take("{")
        found = []
        while not self.has("}"):
            found.append(self.field())
        return tuple(found)

    def field(self) -> Field:
        if self.has("..."):
            self.take("on")
            return Field("...", "...", on=self.take(), fields=self.fields())
        alias = name = self.take()
        if self.has(":"):
            name = self.take()
        arguments, directives = self.arguments(), {}
        while self.has("@"):
            directive = self.take()
            directives[directive] = self.arguments()
        return Field(name, alias, arguments, directives, self.fields() if self.next() == "{" else ())

    def arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.has("("):
            while not self.has(")"):
                name = self.take()
                self.take(":")
                found[name] = self.value()
        return found

    def value(self) -> Any:  # noqa: ANN401 - JSON
        token = self.take()
        if token == "$":  # noqa: S105 - no password
            return Variable(self.take())
        if token == "[":  # noqa: S105 - no password
            return self.list()
        if token == "{":  # noqa: S105 - no password
            found = {}
            while not self.has("}"):
                name = self.take()
                self.take(":")
                found[name] = self.value()
            return found
        return _plain(token)

    def list(self) -> list[Any]:
        found = []
        while not self.has("]"):
            found.append(self.value())
        return found


def _plain(token: str) -> Any:  # noqa: ANN401 - JSON
    if token.startswith('"'):
        return _ESCAPED.sub(r"\1", token[1:-1])
    known = {"true": True, "false": False, "null": None}
    if token in known:
        return known[token]
    if token.lstrip("-").isdigit():
        return int(token)
    if token[0].isalpha() or token[0] == "_":
        return token
    try:
        return float(token)
    except ValueError:
        raise BadQuery(f"{token} is no value") from None


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while match := _TOKEN.match(text, at):
        yield match["token"]
        at = match.end()
    if text[at:].strip(" \t\r\n,"):
        raise BadQuery(f"not understood: {text[at : at + 20]!r}")
