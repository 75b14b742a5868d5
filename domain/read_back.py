"""What was sent beside what the system of record made of it: one row a compared field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypedDict

from domain.documents.resolved_order import ReadBackLine, ReadBackOrder, ResolvedLine, ResolvedOrder
from domain.keys import line_external_id
from domain.profile import Tolerance
from domain.values.money import minor_unit

_ZERO = Decimal(0)
_CONFIRMED = {"sale", "done"}
"""Confirming moves an order's date: where a run died before it was written back, the confirm stage does that."""
_FLOAT_DUST = Decimal("0.000001")
"""The system of record keeps floating point numbers: what is smaller than this is not a difference."""


class ComparisonRow(TypedDict):
    """One field on both sides."""

    external_id: str
    path: str
    """``lines[2].quantity``; lines from 1, as in the document."""
    field: str
    """``quantity``, whatever the line: what an expectation is about."""
    kind: Literal["number", "text"]
    sent: str
    read: str
    sent_number: float | None
    read_number: float | None
    difference: float
    """How far apart; 1 for texts that differ, 0 for those that are equal."""
    tolerance: float
    equal: bool
    """Whether the difference is within the tolerance: decided in decimals, not in these floats."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Makes the rows of one order."""

    external_id: str

    def number(self, path: str, field: str, sent: Decimal, read: Decimal, *, within: Decimal = _ZERO) -> ComparisonRow:
        apart, bound = abs(sent - read), within + _FLOAT_DUST
        return ComparisonRow(
            external_id=self.external_id,
            path=path,
            field=field,
            kind="number",
            sent=f"{sent:f}",
            read=f"{read:f}",
            sent_number=float(sent),
            read_number=float(read),
            difference=float(apart),
            tolerance=float(bound),
            equal=apart <= bound,
        )

    def text(self, path: str, field: str, sent: str, read: str) -> ComparisonRow:
        return ComparisonRow(
            external_id=self.external_id,
            path=path,
            field=field,
            kind="text",
            sent=sent,
            read=read,
            sent_number=None,
            read_number=None,
            difference=0.0 if sent == read else 1.0,
            tolerance=0.0,
            equal=sent == read,
        )


def comparison_rows(
    resolved: ResolvedOrder, read: ReadBackOrder | None, *, totals: Tolerance | None = None
) -> list[ComparisonRow]:
    """Every field that we know of one order, beside what was read back.

    Args:
        resolved: what was sent. What is None here was left to the system of record, and gives no row.
        read: what stands there now; None: nothing, and the only row says so.
        totals: the partner's tolerance for the order's total; at least one minor unit.
    """
    rows = _Rows(resolved.external_id)
    if read is None:
        return [rows.text("exists", "exists", "yes", "no")]
    return [*_head(rows, resolved, read, totals), *_lines(rows, resolved, read)]


def state_rows(external_id: str, wanted: str, read: ReadBackOrder | None) -> list[ComparisonRow]:
    """Whether one order is there and in the state ``wanted`` (cancel)."""
    rows = _Rows(external_id)
    if read is None:
        return [rows.text("exists", "exists", "yes", "no")]
    return [rows.text("exists", "exists", "yes", "yes"), rows.text("state", "state", wanted, read.state)]


def _head(
    rows: _Rows, resolved: ResolvedOrder, read: ReadBackOrder, totals: Tolerance | None
) -> Iterator[ComparisonRow]:
    yield rows.text("exists", "exists", "yes", "yes")
    yield rows.text("state", "state", "draft", "cancel" if read.state == "cancel" else "draft")
    records = (
        ("customer", resolved.customer_id, read.customer_id),
        ("ship_to", resolved.ship_to_id, read.ship_to_id),
        ("company", resolved.company_id, read.company_id),
        ("warehouse", resolved.warehouse_id, read.warehouse_id),
        ("pricelist", resolved.pricelist_id, read.pricelist_id),
    )
    for field, sent, found in records:
        if sent is not None:
            yield rows.text(field, field, str(sent), str(found or ""))
    yield rows.text("currency", "currency", resolved.currency, read.currency)
    yield rows.text("number", "client_reference", resolved.number.strip(), read.client_reference.strip())
    if resolved.ordered_at is not None and read.state not in _CONFIRMED:
        yield _ordered_at(rows, resolved.ordered_at, read.ordered_at)
    yield rows.number("lines", "line_count", Decimal(len(resolved.lines)), Decimal(len(read.lines)))
    bound = _total_bound(resolved, read, totals)
    yield rows.number("untaxed_total", "untaxed_total", resolved.untaxed_total, read.untaxed_total, within=bound)


def _total_bound(resolved: ResolvedOrder, read: ReadBackOrder, totals: Tolerance | None) -> Decimal:
    """The partner's tolerance, at least one minor unit; and what the system of record rounds over a whole document.

    Where prices include their tax its total is not the sum of its own subtotals; these are compared one by one.
    """
    smallest = minor_unit(resolved.currency)
    own = abs(read.untaxed_total - sum((line.subtotal for line in read.lines), _ZERO))
    rounding = min(own, smallest * len(read.lines) / 2)
    agreed = max(totals.absolute, abs(resolved.untaxed_total) * totals.percent / 100) if totals else _ZERO
    return max(smallest, agreed) + rounding


def _ordered_at(rows: _Rows, sent: datetime, found: datetime | None) -> ComparisonRow:
    if found is None:
        return rows.text("ordered_at", "ordered_at", sent.isoformat(), "")
    apart = abs((sent - found).total_seconds())
    row = rows.text("ordered_at", "ordered_at", sent.isoformat(), found.isoformat())
    return {**row, "difference": apart, "tolerance": 1.0, "equal": apart <= 1}


def _lines(rows: _Rows, resolved: ResolvedOrder, read: ReadBackOrder) -> Iterator[ComparisonRow]:
    found = {line.external_id: line for line in read.lines}
    smallest = minor_unit(resolved.currency)
    for line in resolved.lines:
        theirs = found.pop(line_external_id(resolved.external_id, line.position), None)
        path = f"lines[{line.position}]"
        if theirs is None:
            yield rows.text(path, "line", "yes", "no")
        else:
            yield from _line(rows, line, theirs, smallest)
    for name in found:
        yield rows.text("lines", "line", "", name or "a line that is not ours")


def _line(rows: _Rows, line: ResolvedLine, read: ReadBackLine, smallest: Decimal) -> Iterator[ComparisonRow]:
    path = f"lines[{line.position}]"
    if line.product_id is not None:
        yield rows.text(f"{path}.product", "product", str(line.product_id), str(read.product_id or ""))
    if line.uom_id is not None:
        yield rows.text(f"{path}.unit", "unit", str(line.uom_id), str(read.uom_id or ""))
    yield rows.number(f"{path}.quantity", "quantity", line.quantity, read.quantity)
    if line.price_unit is not None:
        yield rows.number(f"{path}.price_unit", "price_unit", line.price_unit, read.price_unit, within=smallest / 2)
        yield rows.number(f"{path}.discount", "discount", line.discount, read.discount, within=Decimal("0.005"))
        yield rows.number(f"{path}.subtotal", "subtotal", line.subtotal, read.subtotal, within=smallest)
    if line.tax_ids is not None:
        ours, theirs = (",".join(str(tax) for tax in sorted(taxes)) for taxes in (line.tax_ids, read.tax_ids))
        yield rows.text(f"{path}.taxes", "taxes", ours, theirs)
