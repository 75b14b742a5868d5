"""Numbers as people write them, within the sentences of corrections."""

from __future__ import annotations

import polars as pl


def said(column: str | pl.Expr) -> pl.Expr:
    """12 rather than 12.0; what is no whole number with two decimals."""
    value = pl.col(column) if isinstance(column, str) else column
    near = value.round(2)
    return (
        pl.when(near == near.round(0))
        .then(near.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(near.cast(pl.String))
    )
