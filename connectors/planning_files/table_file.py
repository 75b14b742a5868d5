"""A Parquet or CSV file as a frame of text, whatever its author meant by it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

_SEPARATORS = (",", ";", "\t", "|")
_HEAD = 4096


class Unreadable(Exception):
    """The file is not there, is no table, or lacks a column; the message says which."""


def read_table(path: Path, needed: Sequence[str]) -> pl.DataFrame:
    """The named columns as text; a file that ends in .parquet is Parquet, any other is CSV with a heading.

    Raises:
        Unreadable: it cannot be read, in words.
    """
    if not path.is_file():
        raise Unreadable("there is no such file")
    try:
        found = pl.read_parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise Unreadable(str(error).partition("\n")[0]) from error
    names = {name.strip().lower(): name for name in found.columns}
    lacking = [name for name in needed if name not in names]
    if lacking:
        raise Unreadable(f"it lacks the columns {', '.join(lacking)}")
    return found.select(pl.col(names[name]).cast(pl.String).str.strip_chars().alias(name) for name in needed)


def _csv(path: Path) -> pl.DataFrame:
    """All cells as text; the separator is the one that the heading has most of."""
    with path.open("rb") as stream:
        heading = stream.read(_HEAD).decode("utf-8-sig").partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    return pl.read_csv(path, separator=separator, infer_schema=False)
