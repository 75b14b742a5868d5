"""Questions in Odoo 19's words as an older version understands them, and its answers back. Pure.

What differs stands in ``versions.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from connectors.odoo import versions
from connectors.odoo.port import Domain, Record
from connectors.odoo.versions import FieldDifference, MethodDifference

_TRUE, _FALSE = (1, "=", 1), (0, "=", 1)
_PAIR = 2


class Call(NamedTuple):
    """A method as a version wants it."""

    method: str
    positional: tuple[object, ...]
    named: dict[str, object]


class Dialect:
    """What one version of Odoo calls things."""

    def __init__(self, major: int) -> None:
        """``major``: of the server."""
        self.major = major
        self._fields = {(one.model, one.name): one for one in versions.FIELDS if major < one.before}
        self._methods = {(one.model, one.name): one for one in versions.METHODS if major < one.before}
        self._xmlids = {name: older for (name, before), older in versions.XMLIDS.items() if major < before}

    def lacks(self, model: str) -> bool:
        """Whether the version has no such model."""
        return self.major < versions.MODELS.get(model, 0)

    def field(self, model: str, name: str) -> str | None:
        """The name of a field, or None where there is none."""
        found = self._fields.get((model, name))
        return name if found is None else found.older

    def names(self, model: str, fields: Sequence[str]) -> list[str]:
        """Fields to ask for, ``id`` at least; absent ones left out."""
        found = [self.field(model, name) for name in fields]
        return list(dict.fromkeys(name for name in found if name)) or ["id"]

    def order(self, model: str, order: str) -> str:
        """``id desc, name`` in the version's names."""
        parts = [part.strip().partition(" ") for part in order.split(",") if part.strip()]
        return ", ".join(f"{self.field(model, name) or 'id'} {way}".strip() for name, _, way in parts)

    def domain(self, model: str, domain: Domain) -> list[object]:
        """A search domain; a leaf on an absent field becomes what its constant value makes of it."""
        return [self._leaf(model, part) for part in self._own_ids(model, domain)]

    def _leaf(self, model: str, part: object) -> object:
        if not isinstance(part, (tuple, list)):
            return part
        path, operator, value = part
        head, _, rest = str(path).partition(".")
        known = self._fields.get((model, head))
        if known is None:
            return part
        if known.older is not None:
            return (f"{known.older}.{rest}" if rest else known.older, operator, value)
        return _TRUE if not rest and _holds(known, str(operator), value) else _FALSE

    def _own_ids(self, model: str, domain: Domain) -> Domain:
        """Odoo's own external ids, where a search names one whole."""
        if model != "ir.model.data" or not self._xmlids:
            return domain
        said = {part[0]: part[2] for part in domain if isinstance(part, (tuple, list)) and part[1] == "="}
        older = self._xmlids.get(f"{said.get('module')}.{said.get('name')}")
        if older is None:
            return domain
        new = dict(zip(("module", "name"), older.split("."), strict=True))
        return [
            (part[0], "=", new[part[0]]) if isinstance(part, (tuple, list)) and part[0] in new else part
            for part in domain
        ]

    def records(self, model: str, fields: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Record]:
        """Answers in 19's names; many-to-one fields as ids."""
        return [{"id": row["id"], **{name: self._value(model, name, row) for name in fields}} for row in rows]

    def _value(self, model: str, name: str, row: Mapping[str, Any]) -> object:
        known = self._fields.get((model, name))
        if known is not None and known.older is None:
            return list(known.reads) if isinstance(known.reads, tuple) else known.reads
        return _without_name(row.get(name if known is None else str(known.older), False))

    def values(self, model: str, values: Mapping[str, object]) -> dict[str, object]:
        """Values to write; those of absent fields left out."""
        return {older: value for name, value in values.items() if (older := self.field(model, name)) is not None}

    def columns(self, model: str, columns: Sequence[str], links: Mapping[str, str]) -> list[str | None]:
        """Columns of a load; ``links``: model by the name of a one-to-many field. None: left out."""
        return [self._column(model, column, links) for column in columns]

    def _column(self, model: str, column: str, links: Mapping[str, str]) -> str | None:
        head, slash, rest = column.partition("/")
        older = self.field(model, head)
        if older is None:
            return None
        if head in links:
            inside = self._column(links[head], rest, {})
            return None if inside is None else f"{older}/{inside}"
        return f"{older}{slash}{rest}"

    def call(self, model: str, method: str, ids: Sequence[int], arguments: Mapping[str, object]) -> Call:
        """A method: positional arguments, and named ones."""
        named = dict(arguments)
        if "group_ext_id" in named:
            named["group_ext_id"] = self._xmlids.get(str(named["group_ext_id"]), named["group_ext_id"])
        known: MethodDifference | None = self._methods.get((model, method)) or self._methods.get(("*", method))
        if known is not None:
            return Call(known.older, (list(ids),) if known.takes_ids else (), named | dict(known.arguments))
        first = (list(ids),) if ids or method in versions.RECORD_METHODS else ()
        by_place = versions.POSITIONAL.get(method)
        second = (self._written(model, named.pop(by_place)),) if by_place and by_place in named else ()
        return Call(method, (*first, *second), named)

    def _written(self, model: str, values: object) -> object:
        if isinstance(values, Mapping):
            return self.values(model, values)
        return [self._written(model, one) for one in values] if isinstance(values, list) else values


def _holds(known: FieldDifference, operator: str, value: object) -> bool:
    mine, theirs = known.reads or False, value or False
    if operator == "=":
        return mine == theirs
    return mine != theirs if operator == "!=" else False


def _without_name(value: object) -> object:
    is_pair = (
        isinstance(value, list) and len(value) == _PAIR and isinstance(value[0], int) and isinstance(value[1], str)
    )
    return value[0] if is_pair and isinstance(value, list) else value
