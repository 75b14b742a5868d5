"""Orders about to be posted, against the reference: nothing in them that the system of record swallows without a word.

Computed anew and apart from the mapping, in floats that are rounded where money is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal

import polars as pl

from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.values.money import round_money
from expectations.suite import KEY, Expect, GateSuite, Level

QUANTITY_DECIMALS = 2
"""What the system of record keeps of a quantity, unless set up otherwise."""

_EXACT = Context(prec=60)
SCHEMA = {
    KEY: pl.String, "document": pl.Int64, "head_lacks": pl.String, "ordered_at": pl.String, "total": pl.String,
    "lines_total": pl.String, "total_difference": pl.Float64, "position": pl.Int64, "line_lacks": pl.String,
    "quantity": pl.Float64, "decimals": pl.Int64, "price": pl.Float64, "discount": pl.Float64, "subtotal": pl.String,
    "computed": pl.String, "subtotal_difference": pl.Float64, "price_ratio": pl.Float64, "taxes_unknown": pl.Float64,
}  # fmt: skip
"""Columns of the gate's frame: what is known of the head, then of the line (null where a document has none)."""


def transform_frame(orders: Iterable[ResolvedOrder]) -> pl.DataFrame:
    """The frame of the transform gate: a row a line, the head's values on each."""
    return with_documents_of_key(transform_rows(enumerate(orders)))


def transform_rows(orders: Iterable[tuple[int, ResolvedOrder]]) -> pl.DataFrame:
    """The same of numbered orders, without what is counted over the whole frame."""
    return pl.DataFrame([row for number, order in orders for row in _rows(number, order)], SCHEMA, orient="row")


def with_documents_of_key(*frames: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``SCHEMA`` in the order of their documents, each document in one of ``frames``, counted by key."""
    rows = pl.concat(frames).sort("document", maintain_order=True)
    return rows.with_columns((pl.col("document").n_unique().over(KEY)).alias("documents_of_key"))


def _rows(number: int, order: ResolvedOrder) -> list[tuple[object, ...]]:
    total = sum((line.subtotal for line in order.lines), Decimal(0))
    at = order.ordered_at.isoformat() if order.ordered_at else None
    amounts = (str(order.untaxed_total), str(total), float(order.untaxed_total - total))
    head = (order.external_id, number, head_lacks(order), at, *amounts)
    lines = [line_values(line, order.currency) for line in order.lines] or [(None,) * (len(SCHEMA) - len(head))]
    return [(*head, *line) for line in lines]


def line_values(line: ResolvedLine, currency: str) -> tuple[object, ...]:
    """What the gate sees of one line: the last columns of ``SCHEMA``, from ``position`` on."""
    computed = _amount(line, currency)
    price, ours = line.price_unit, line.expected_price
    net = None if price is None else price * (1 - line.discount / 100)
    return (
        line.position,
        _line_lacks(line),
        float(line.quantity),
        _decimals(line.quantity),
        None if price is None else float(price),
        float(line.discount),
        str(line.subtotal),
        None if computed is None else str(computed),
        None if computed is None else float(line.subtotal - computed),
        float(net / ours) if net is not None and ours else None,
        float(line.tax_ids is None),
    )


def _amount(line: ResolvedLine, currency: str) -> Decimal | None:
    """Quantity times price less discount and included tax in the currency's digits; None: no price."""
    if line.price_unit is None:
        return None
    exact = _EXACT.multiply(_EXACT.multiply(line.quantity, line.price_unit), 1 - line.discount / 100)
    return round_money(_EXACT.divide(exact, 1 + line.included_tax / 100), currency)


def _decimals(quantity: Decimal) -> int:
    """Decimals that matter: 2.50 has one."""
    exponent = quantity.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def head_lacks(order: ResolvedOrder) -> str | None:
    """Records that the head lacks, in words; None: nothing."""
    records = {"customer": order.customer_id, "company": order.company_id, "warehouse": order.warehouse_id}
    return ", ".join(name for name, record in records.items() if record is None) or None


def _line_lacks(line: ResolvedLine) -> str | None:
    known = {"product": line.product_id, "unit": line.uom_id, "price": line.price_unit}
    return ", ".join(name for name, value in known.items() if value is None) or None


def _summary(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.group_by(KEY, maintain_order=True).agg(pl.col("price_ratio").median(), pl.col("taxes_unknown").max())


_B, _W = Level.BATCH, Level.WARN
_ZERO = {"min_value": -1e-9, "max_value": 1e-9}
TRANSFORM = GateSuite(
    gate="transform",
    summary=_summary,
    expectations=(
        Expect("GT-TR-001", "ColumnValuesToBeNull", "head_lacks", "customer, company and warehouse are records"),
        Expect("GT-TR-002", "ColumnValuesToBeNull", "line_lacks", "product, unit and price of each line are known",
               path="lines[{line}]"),
        Expect("GT-TR-003", "ColumnValuesToBeBetween", "quantity", "quantity above zero",
               {"min_value": 0, "strict_min": True}, path="lines[{line}].quantity"),
        Expect("GT-TR-004", "ColumnValuesToBeBetween", "decimals", f"at most {QUANTITY_DECIMALS} decimals of quantity",
               {"max_value": QUANTITY_DECIMALS}, value="quantity", path="lines[{line}].quantity"),
        Expect("GT-TR-005", "ColumnValuesToBeBetween", "price", "price not below zero",
               {"min_value": 0}, path="lines[{line}].price_unit"),
        Expect("GT-TR-006", "ColumnValuesToBeBetween", "discount", "discount from 0 to 100 percent",
               {"min_value": 0, "max_value": 100}, path="lines[{line}].discount"),
        Expect("GT-TR-007", "ColumnValuesToBeBetween", "subtotal_difference", "amount follows from quantity and price",
               _ZERO, words={"computed": "computed"}, value="subtotal", path="lines[{line}].subtotal"),
        Expect("GT-TR-008", "ColumnValuesToBeBetween", "total_difference", "untaxed total = sum of the amounts",
               _ZERO, words={"computed": "lines_total"}, value="total", path="untaxed_total"),
        Expect("GT-TR-009", "ColumnValuesToMatchRegex", KEY, "external id made from the business key",
               {"regex": r"^__lading__\.sales_order_[a-z2-7]{26}\Z"}, path="external_id"),
        Expect("GT-TR-010", "ColumnValuesToBeBetween", "documents_of_key", "each external id once in the batch",
               {"max_value": 1}, value=KEY, path="external_id"),
        Expect("GT-TR-011", "ColumnValuesToNotBeNull", "ordered_at", "order date is there", path="ordered_at"),
        Expect("GT-TR-101", "ColumnMedianToBeBetween", "price_ratio", "prices near ours over the batch",
               {"min_value": 0.5, "max_value": 2}, _B),
        Expect("GT-TR-120", "ColumnMeanToBeBetween", "taxes_unknown", "taxes are known", {"max_value": 0.5}, _W),
    ),
)  # fmt: skip
"""What is held back from the system of record."""
