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
    keys = {name: _older(words, model, name) for name in groupby}
    sums = {name: _aggregate(words, model, name) for name in aggregates if name != _COUNT}
    arguments = {
        "domain": words.domain(model, domain),
        "fields": [f"{label}:{how}" for label, how in sums.values()],
        "groupby": list(keys.values()),
        "lazy": False,
    }
    labels = keys | {name: label for name, (label, _) in sums.items()} | {_COUNT: _COUNT}
    rows = call(model, "read_group", arguments=arguments, context=context)
    return [{name: _value(row, labels[name]) for name in (*groupby, *aggregates)} for row in rows]


def _older(words: Dialect, model: str, name: str) -> str:
    field, colon, rest = name.partition(":")
    return f"{words.field(model, field) or field}{colon}{rest}"


def _aggregate(words: Dialect, model: str, name: str) -> tuple[str, str]:
    """Label of its own for each sum, as one field may be asked for twice; and what is aggregated how."""
    field, _, how = _older(words, model, name).partition(":")
    return f"{field}_{how}", f"{how}({field})"


def _value(row: Record, label: str) -> object:
    return row[label] if label in row else row.get(label.partition(":")[0], False)
