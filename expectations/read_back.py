"""Sent and read back: what the system of record made of a draft, compared field by field with what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from expectations.suite import KEY, Expect, GateSuite, Level

_SCHEMA = {
    KEY: pl.String, "path": pl.String, "field": pl.String, "kind": pl.String, "sent": pl.String, "read": pl.String,
    "difference": pl.Float64, "tolerance": pl.Float64, "equal": pl.Boolean,
}  # fmt: skip
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "exists": ("exists",),
    "amount": ("price_unit", "discount", "subtotal", "untaxed_total"),
    "count": ("quantity", "line", "line_count"),
    "product": ("product", "unit"),
    "taxes": ("taxes",),
}
"""Fields by the expectation that looks at them; all others belong to the head."""


def read_back_frame(compared: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """The frame of the read-back gate: a row a compared field, as ``domain.read_back.comparison_rows`` gives them."""
    columns = {name: [row[name] for row in compared] for name in _SCHEMA}
    frame = pl.DataFrame(columns, schema=_SCHEMA)
    beyond = (pl.col("difference").abs() - pl.col("tolerance")).fill_nan(float("inf")).clip(lower_bound=0)
    off = pl.when(pl.col("kind") == "number").then(beyond).otherwise((~pl.col("equal")).cast(pl.Float64))
    named = [name for fields in _GROUPS.values() for name in fields]
    return frame.with_columns(off.alias("off")).with_columns(
        *[pl.when(pl.col("field").is_in(fields)).then("off").alias(group) for group, fields in _GROUPS.items()],
        pl.when(~pl.col("field").is_in(named)).then("off").alias("head"),
    )


def _summary(frame: pl.DataFrame) -> pl.DataFrame:
    differs = (pl.col("off") > _NOISE).any().cast(pl.Float64)
    return frame.group_by(KEY, maintain_order=True).agg(differs.alias("differs"))


_NOISE = 1e-9
"""Floats' own error; tolerances are far above it."""


def _same(code: str, group: str, says: str) -> Expect:
    words = {"sent": "sent", "read": "read"}
    return Expect(code, "ColumnValuesToBeBetween", group, says, {"max_value": _NOISE}, words=words, value="read")


READ_BACK = GateSuite(
    gate="read-back",
    summary=_summary,
    expectations=(
        _same("GT-RB-001", "exists", "the draft is there"),
        _same("GT-RB-002", "amount", "prices, discounts and amounts within tolerance"),
        _same("GT-RB-003", "count", "quantities and lines as sent"),
        _same("GT-RB-004", "product", "products and units as sent"),
        _same("GT-RB-005", "head", "parties, price list, reference and date as sent"),
        _same("GT-RB-006", "taxes", "taxes as expected"),
        Expect("GT-RB-101", "ColumnMeanToBeBetween", "differs", "few drafts differ",
               {"max_value": 0.3, "strict_max": True}, Level.BATCH),
    ),
)  # fmt: skip
"""Nothing is confirmed that differs from what was sent."""
