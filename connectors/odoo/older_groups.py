"""``read_group`` of versions before 19, answered as ``formatted_read_group`` answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.odoo.dialect import Dialect
from connectors.odoo.guarded import Groups
from connectors.odoo.port import Record

Call = Callable[..., Any]
_COUNT = "__count"


def older_groups(call: Call, words: Dialect, question: Groups) -> list[Record]:
    """One row a group, under the names that were asked for."""
    model, domain, groupby, aggregates, context = question
    asked = {name: _older(words, model, name) for name in (*groupby, *aggregates)}
    sums = [asked[name] for name in aggregates if name != _COUNT]
    arguments = {
        "domain": words.domain(model, domain),
        "fields": sums,
        "groupby": [asked[name] for name in groupby],
        "lazy": False,
    }
    rows = call(model, "read_group", arguments=arguments, context=context)
    return [{name: _value(row, name, older) for name, older in asked.items()} for row in rows]


def _older(words: Dialect, model: str, name: str) -> str:
    field, colon, rest = name.partition(":")
    return f"{words.field(model, field) or field}{colon}{rest}"


def _value(row: Record, name: str, older: str) -> object:
    return row[older] if older in row else row.get(older.partition(":")[0] if name != _COUNT else _COUNT, False)
