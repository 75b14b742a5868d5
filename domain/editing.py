"""A canonical document that a person edited: still the same document, checked, and told apart field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

from domain.documents.sales_order import SalesOrder
from domain.errors import Refused
from domain.wrong_values import in_plain_words

FIXED = ("schema_version", "type", "key", "number")
"""What makes it this document; another number is another document."""
LONGEST = 200
"""Characters of a value that are told."""
STEP = "Mend the file and repeat the command; 'lading exceptions show ID --canonical' writes it anew."


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions of a document tell differently; None: it is not there."""

    field: str
    """Such as ``lines[2].quantity``: lines count from 1."""
    before: str | None
    after: str | None

    def as_json(self) -> dict[str, str | None]:
        """Plain data."""
        return asdict(self)


def edited(text: str, before: SalesOrder, *, name: str) -> tuple[SalesOrder, list[Difference]]:
    """The document that a person wrote, and how it differs.

    Args:
        text: JSON of the document, alone or as ``canonical`` within more.
        before: the document as it is now.
        name: what the text is called in errors.

    Raises:
        Refused: no JSON, a field that does not fit the schema, another document, no difference, or lines that are
            not numbered 1, 2, 3; names the first field and its value, and counts the others.
    """
    data = canonical_part(text, name)
    _same_document(data, before, name)
    order = _checked(data, name)
    for place, line in enumerate(order.lines, start=1):
        if line.position != place:
            raise _refused(name, f"lines[{place}].position", line.position, f"lines are numbered from 1: {place} it is")
    found = differences(before, order)
    if not found:
        raise Refused(
            "The edited document says what it said before: nothing was changed.",
            document=name,
            next_step="Edit a value; to try it unchanged, replay it without --edited.",
        )
    return order, found


def canonical_part(text: str, name: str) -> dict[str, Any]:
    """The document's own part of a file: all of it, or what stands under ``canonical``.

    Raises:
        Refused: it is no JSON object.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}" if isinstance(wrong, json.JSONDecodeError) else "somewhere"
        raise Refused(f"This is no JSON: {place}.", document=name, next_step=STEP) from None
    if isinstance(data, dict) and isinstance(data.get("canonical"), dict):
        data = data["canonical"]
    if not isinstance(data, dict):
        raise Refused("This is no canonical document: it has no fields.", document=name, next_step=STEP)
    return data


def differences(before: SalesOrder, after: SalesOrder) -> list[Difference]:
    """Every field that differs, in the order of the document."""
    old, new = dict(flat("", _plain(before))), dict(flat("", _plain(after)))
    fields = [*old, *(one for one in new if one not in old)]
    return [Difference(one, old.get(one), new.get(one)) for one in fields if old.get(one) != new.get(one)]


def _plain(order: SalesOrder) -> dict[str, Any]:
    return order.model_dump(mode="json")


def flat(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Every value of nested data with its path, such as ``lines[1].sku``; what is None is left out."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from flat(f"{path}.{name}" if path else str(name), part)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, part in enumerate(value, start=1):
            yield from flat(f"{path}[{place}]", part)
    elif value is not None:
        yield path, str(value)


def _same_document(data: Mapping[str, Any], before: SalesOrder, name: str) -> None:
    was = _plain(before)
    for field in FIXED:
        old, new = dict(flat(field, was[field])), dict(flat(field, data.get(field)))
        for one in [*old, *(each for each in new if each not in old)]:
            if old.get(one, "") != new.get(one, ""):
                why = f"it is {old.get(one)!r} and stays so: it makes this document this document"
                raise _refused(name, one, new.get(one), why)


def _checked(data: Mapping[str, Any], name: str) -> SalesOrder:
    try:
        return SalesOrder.model_validate_json(json.dumps(data))
    except ValidationError as wrong:
        errors = wrong.errors(include_input=True, include_url=False)
        first = errors[0]
        others = f" ({len(errors) - 1} more fields are wrong: {_others(errors[1:])})" if len(errors) > 1 else ""
        raise _refused(name, _path(first["loc"]), first["input"], f"{in_plain_words(first['msg'])}{others}") from None


def _others(errors: Sequence[Any]) -> str:
    return ", ".join(f"{_path(one['loc'])} = {_told(one['input'])}" for one in errors[:5])


def _path(loc: Sequence[int | str]) -> str:
    text = ""
    for part in loc:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _told(value: object) -> str:
    return (value if isinstance(value, str) else json.dumps(value, default=str))[:LONGEST]


def _refused(name: str, field: str, value: object, why: str) -> Refused:
    told = "nothing" if value is None else _told(value)
    return Refused(f"{field} cannot be {told}: {why}.", document=name, field=field, value=told, next_step=STEP)
