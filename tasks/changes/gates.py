"""What the gates see of changes: their own lines as read, the order afterwards before and after it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson

from domain.amending import EDITED, touched_positions, without_deleted
from domain.documents.resolved_order import ReadBackOrder, ResolvedOrder
from domain.documents.sales_order_change import CHANGE_TYPE, SalesOrderChange
from domain.keys import external_id, order_key
from domain.profile import Tolerance
from domain.read_back import ComparisonRow, comparison_rows, state_rows
from expectations.gate import GateResult
from expectations.sales_order import EXTRACT
from expectations.suite import GateSuite, Level
from ledger.values import DocumentRow
from tasks.changes.cases import ChangeCase, cases_of
from tasks.runtime.resources import Resources

OF_ROWS: GateSuite = replace(EXTRACT, expectations=EXTRACT.at(Level.ROW))
"""A change is no sample of the channel's orders: only what can be wrong with one of its rows is looked at."""


def as_order_json(row: DocumentRow) -> bytes:
    """The lines and words of a change in an order's shape, as the extract gate reads them."""
    change = SalesOrderChange.model_validate_json(row.payload)
    whole = change.complete
    shown = {
        "number": change.number,
        "customer": (whole.customer if whole else change.customer),
        "ordered_at": change.changed_at,
        "note": " ".join(text for text in (change.note, change.reason) if text),
        "lines": whole.lines if whole else change.lines,
    }
    return orjson.dumps({name: _plain(value) for name, value in shown.items()})


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    dump = getattr(value, "model_dump", None)
    return dump(mode="json") if dump is not None else value


def wanted(row: DocumentRow) -> ResolvedOrder:
    """The order as it should be after the change."""
    return ResolvedOrder.model_validate_json(row.resolved or b"{}")


def cancels(row: DocumentRow) -> bool:
    """Whether it cancels the whole order."""
    return row.key is not None and row.key.purpose == "cancel"


def order_id(row: DocumentRow) -> str:
    """External id of the order's record in Odoo: a change has one of its own."""
    return external_id(order_key(row.key)) if row.type == CHANGE_TYPE and row.key is not None else row.external_id


def renamed(result: GateResult, rows: Sequence[DocumentRow]) -> GateResult:
    """What was said of orders under their own external ids, said of the changes that make them."""
    names = {wanted(row).external_id: row.external_id for row in rows if row.resolved}
    return replace(result, bad={names.get(key, key): found for key, found in result.bad.items()})


def compared(
    house: Resources, rows: Sequence[DocumentRow], read: Mapping[str, ReadBackOrder], totals: Tolerance
) -> list[ComparisonRow]:
    """Every field of the changed orders beside what Odoo has, under the changes' own ids.

    Where a person let the change pass over what another person had edited in Odoo, only its own lines are compared.
    """
    found: list[ComparisonRow] = []
    for case in cases_of(house, rows):
        row, order_id = case.row, case.order_external_id
        there = read.get(order_id)
        if cancels(row):
            said = state_rows(order_id, "cancel", there) if row.record_id is not None else []
        else:
            said = comparison_rows(wanted(row), without_deleted(wanted(row), there) if there else None, totals=totals)
            said = _own(case, said) if EDITED in row.waived else said
        found += [{**one, "external_id": row.external_id} for one in said]
    return found


def _own(case: ChangeCase, rows: Sequence[ComparisonRow]) -> list[ComparisonRow]:
    base = case.base
    touched = touched_positions(base, wanted(case.row)) if base else frozenset()
    own = tuple(f"lines[{position}]" for position in touched)
    return [one for one in rows if one["path"].startswith(own) or one["field"] in {"exists", "state"}]
