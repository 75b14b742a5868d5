"""A table as a stream of raw frames: canonical fields as columns, cells as they came.

Beside the fields each frame has ``_row`` (the file's row, from 1), ``_cells`` (cells of a ragged row, else null),
``_stray`` (an unclosed quotation mark), ``_kind`` (NORMAL, HEAD_ALONE, LINE_ALONE) and ``_key`` (what keeps two
documents of the same number in one file apart; null: the number does).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import polars as pl

NORMAL, HEAD_ALONE, LINE_ALONE = 0, 1, 2
MARKS = {"_row": pl.Int64, "_cells": pl.Int32, "_stray": pl.Boolean, "_kind": pl.Int8, "_key": pl.String}


class TableSource(Protocol):
    """What the reader of tables needs of a file."""

    def frames(self, fields: Sequence[str]) -> Iterator[pl.DataFrame]:
        """The file's rows in order, with those of ``fields`` that it has, and the marks."""

    def width(self) -> int:
        """Cells that a row should have."""


def with_marks(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every mark; a missing one gets its harmless value."""
    harmless = {"_cells": None, "_stray": False, "_kind": NORMAL, "_key": None}
    absent = [pl.lit(harmless[name], MARKS[name]).alias(name) for name in harmless if name not in frame.columns]
    return frame.with_columns(absent) if absent else frame
