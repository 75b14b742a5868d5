"""One document's rows of a Parquet file, masked; every column keeps its type."""

from __future__ import annotations

import io

import polars as pl

from connectors.files.masking_keep import Keep
from connectors.ports import Raw
from domain.mapping import TableMapping
from domain.masking import masked


def masked_parquet(raw: Raw, mapping: TableMapping, number: str) -> bytes:
    """A file of the same columns; of those that the mapping does not name, texts are masked and all else is null."""
    with raw.open() as stream:
        table = pl.read_parquet(stream)
    keep = Keep(mapping, table.columns, number, ())
    texts = table.select(pl.all().cast(pl.String, strict=False).fill_null("")) if table.width else table
    wanted = [keep.belongs(list(row), at) for at, row in enumerate(texts.iter_rows(), start=1)]
    kept = table.filter(pl.Series(wanted, dtype=pl.Boolean))
    out = io.BytesIO()
    kept.with_columns(
        pl.col(name).map_elements(masked, return_dtype=pl.String)
        if kept.schema[name] == pl.String
        else pl.lit(None, kept.schema[name]).alias(name)
        for at, name in enumerate(kept.columns)
        if at not in keep.columns
    ).write_parquet(out)
    return out.getvalue()
