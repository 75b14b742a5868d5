"""Deliveries against their own trailers: what a file says it holds, and what was read of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from expectations.suite import KEY, Expect, GateSuite, Level


@dataclass(frozen=True, slots=True)
class DeliveryTotals:
    """One delivery: counted while reading, and claimed by the delivery itself (None: it does not say)."""

    delivery: str
    documents: int
    lines: int
    quantity: Decimal
    trailer_documents: int | None = None
    trailer_lines: int | None = None
    trailer_quantity: Decimal | None = None


def delivery_frame(deliveries: Iterable[DeliveryTotals]) -> pl.DataFrame:
    """The frame of the delivery gate: a row a claim."""
    rows = [
        (one.delivery, what, str(claimed), str(counted), float(claimed - counted))
        for one in deliveries
        for what, claimed, counted in (
            ("documents", one.trailer_documents, one.documents),
            ("lines", one.trailer_lines, one.lines),
            ("pieces", one.trailer_quantity, one.quantity),
        )
        if claimed is not None
    ]
    schema = {KEY: pl.String, "what": pl.String, "claimed": pl.String, "counted": pl.String, "missing": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


DELIVERY = GateSuite(
    gate="delivery",
    summary=lambda frame: frame,
    minimum=1,
    expectations=(
        Expect("GT-DL-001", "ColumnValuesToBeBetween", "missing", "totals are those of the trailer",
               {"min_value": 0, "max_value": 0}, Level.BATCH,
               words={"delivery": KEY, "what": "what", "claimed": "claimed", "counted": "counted"}, path="trailer"),
    ),
)  # fmt: skip
"""A comparison of totals, so one delivery is enough to judge."""
