"""The published schema of the Admin API, where it is there: what a query may ask and what an answer may hold."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.simulators.shopify.language import Field, Operation, Variable

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "schemas" / "shopify"
ADMIN = FOLDER / "admin_2026-04.introspection.json.gz"
needs_schema = pytest.mark.skipif(not ADMIN.is_file(), reason=f"NOT TESTED: the published schema {ADMIN} is not there")


@cache
def types() -> dict[str, dict[str, Any]]:
    """Every type of the schema by name."""
    whole = json.loads(gzip.decompress(ADMIN.read_bytes()))
    return {one["name"]: one for one in whole.get("data", whole)["__schema"]["types"]}


def named(kind: dict[str, Any]) -> str:
    """The type under its lists and exclamation marks."""
    while kind.get("ofType"):
        kind = kind["ofType"]
    return str(kind["name"])


def written(kind: dict[str, Any]) -> str:
    """A type as a query writes it: ``[ID!]!``."""
    if kind["kind"] == "NON_NULL":
        return f"{written(kind['ofType'])}!"
    if kind["kind"] == "LIST":
        return f"[{written(kind['ofType'])}]"
    return str(kind["name"])


def mistakes_of(operation: Operation) -> list[str]:
    """What in a query the schema does not have; empty: nothing."""
    root = "Mutation" if operation.kind == "mutation" else "QueryRoot"
    found: list[str] = []
    _fields(root, operation.fields, operation.variables, found)
    return found


def _fields(kind: str, asked: tuple[Field, ...], variables: dict[str, str], found: list[str]) -> None:
    known = {one["name"]: one for one in types()[kind].get("fields") or []}
    for one in asked:
        if one.on:
            possible = {other["name"] for other in types()[kind].get("possibleTypes") or []}
            found += [] if one.on in possible else [f"{one.on} is no {kind}"]
            _fields(one.on, one.fields, variables, found)
            continue
        field = known.get(one.name)
        if field is None:
            found.append(f"{kind} has no {one.name}")
            continue
        if field["isDeprecated"]:
            found.append(f"{kind}.{one.name} is deprecated")
        _arguments(f"{kind}.{one.name}", field["args"], one.arguments, variables, found)
        inner = named(field["type"])
        has_fields = bool(types()[inner].get("fields") or types()[inner].get("possibleTypes"))
        if has_fields != bool(one.fields):
            found.append(f"{kind}.{one.name} is a {inner}")
        elif has_fields:
            _fields(inner, one.fields, variables, found)


def _arguments(
    place: str, known: list[dict[str, Any]], given: dict[str, Any], variables: dict[str, str], found: list[str]
) -> None:
    types_of = {one["name"]: written(one["type"]) for one in known}
    needed = {one["name"] for one in known if one["type"]["kind"] == "NON_NULL" and one["defaultValue"] is None}
    found += [f"{place} wants {name}" for name in sorted(needed - set(given))]
    for name, value in given.items():
        if name not in types_of:
            found.append(f"{place} takes no {name}")
        elif isinstance(value, Variable) and variables[value.name].rstrip("!") != types_of[name].rstrip("!"):
            found.append(f"{place}({name}) is {types_of[name]}, the variable {variables[value.name]}")


def wrong_in(kind: str, answer: Any, asked: tuple[Field, ...], place: str = "data") -> list[str]:
    """Where an answer is not of the schema's types; ``answer`` to ``asked`` of an object of type ``kind``."""
    found: list[str] = []
    known = {one["name"]: one for one in types()[kind].get("fields") or []}
    for one in asked:
        if one.on:
            found += wrong_in(one.on, answer, one.fields, place) if one.fields and _has(answer, one.fields) else []
        elif one.alias not in answer:
            found.append(f"{place}.{one.alias} is missing")
        else:
            found += _value(known[one.name]["type"], answer[one.alias], one.fields, f"{place}.{one.alias}")
    return found


def _has(answer: dict[str, Any], asked: tuple[Field, ...]) -> bool:
    return all(one.alias in answer for one in asked)


def _value(kind: dict[str, Any], value: Any, asked: tuple[Field, ...], place: str) -> list[str]:
    if kind["kind"] == "NON_NULL":
        return [f"{place} is null"] if value is None else _value(kind["ofType"], value, asked, place)
    if value is None:
        return []
    if kind["kind"] == "LIST":
        if not isinstance(value, list):
            return [f"{place} is no list"]
        return [wrong for at, one in enumerate(value) for wrong in _value(kind["ofType"], one, asked, f"{place}[{at}]")]
    return _named(kind, value, asked, place)


def _named(kind: dict[str, Any], value: Any, asked: tuple[Field, ...], place: str) -> list[str]:
    if kind["kind"] == "ENUM":
        return [] if value in {one["name"] for one in types()[kind["name"]]["enumValues"]} else [f"{place}: {value}"]
    if kind["kind"] == "SCALAR":
        return [] if isinstance(value, _SCALARS.get(kind["name"], (str,))) else [f"{place} is no {kind['name']}"]
    return wrong_in(kind["name"], value, asked, place) if isinstance(value, dict) else [f"{place} is no object"]


_SCALARS: dict[str, tuple[type, ...]] = {"Int": (int,), "Float": (float, int), "Boolean": (bool,)}
