"""One document out of JSON records, with every value masked that the mapping does not name."""

from __future__ import annotations

import json

from connectors.files.columns import names_of
from connectors.files.json_source import JsonSource
from connectors.formats.xlsx_cells import Number
from connectors.ports import Raw
from domain.keys import normalise
from domain.mapping import TableMapping
from domain.masking import MASKED_FIELDS, masked
from domain.profile import Limits


def masked_records(raw: Raw, mapping: TableMapping, number: str) -> bytes:
    """The records with the document's number, one a line; of lists of documents only its own."""
    fields = [str(field) for field in mapping.columns if str(field) not in MASKED_FIELDS]
    named = [part.strip() for field in fields for name in names_of(mapping, field) for part in (name, *name.split("+"))]
    paths = frozenset(named)
    numbers = frozenset(names_of(mapping, "number"))
    source = JsonSource(raw, mapping, Limits())
    kept = [
        _masked(_pruned(record.value, "", numbers, normalise(number)), "", paths)
        for record in source.all_records()
        if _states(record.value, "", numbers, normalise(number))
    ]
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in kept).encode()


def _states(value: object, path: str, numbers: frozenset[str], wanted: str) -> bool:
    """Whether the document's number stands in it."""
    if isinstance(value, dict):
        return any(_states(cell, _joined(path, key), numbers, wanted) for key, cell in value.items())
    if isinstance(value, list):
        return any(_states(one, path, numbers, wanted) for one in value)
    return path in numbers and normalise(str(value)) == wanted


def _holds(value: object, path: str, numbers: frozenset[str]) -> bool:
    """Whether any document's number stands in it."""
    if isinstance(value, dict):
        return any(_holds(cell, _joined(path, key), numbers) for key, cell in value.items())
    if isinstance(value, list):
        return any(_holds(one, path, numbers) for one in value)
    return path in numbers


def _pruned(value: object, path: str, numbers: frozenset[str], wanted: str) -> object:
    """Without the elements of lists that are other documents."""
    if isinstance(value, dict):
        return {key: _pruned(cell, _joined(path, key), numbers, wanted) for key, cell in value.items()}
    if isinstance(value, list):
        own = [one for one in value if not _holds(one, path, numbers) or _states(one, path, numbers, wanted)]
        return [_pruned(one, path, numbers, wanted) for one in own]
    return value


def _masked(value: object, path: str, plain: frozenset[str]) -> object:
    if isinstance(value, dict):
        return {key: _masked(cell, _joined(path, key), plain) for key, cell in value.items()}
    if isinstance(value, list):
        return [_masked(one, path, plain) for one in value]
    if isinstance(value, str) and path not in plain:
        return _plain_number(masked(value)) if isinstance(value, Number) else masked(value)
    return _plain_number(value) if isinstance(value, Number) else value


def _plain_number(text: str) -> int | float | str:
    """A number as JSON writes it; one that a float would change stays a text of the same digits."""
    whole = int(text) if text.lstrip("-").isdigit() else float(text)
    return whole if str(whole) == text else str(text)


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
