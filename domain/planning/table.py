"""A frame with named columns, each with its kind and meaning: checked where it comes in, documented from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from domain.errors import Misconfigured

TEXT, NUMBER, WHOLE, DAY, YES = pl.String(), pl.Float64(), pl.Int64(), pl.Date(), pl.Boolean()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame."""

    name: str
    kind: pl.DataType
    meaning: str
    default: object = None
    """What stands where the source says nothing; None: null."""


@dataclass(frozen=True, slots=True)
class Table:
    """A frame with its columns and the key of a row (empty: rows have none)."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Kinds by name, in order."""
        return {one.name: one.kind for one in self.columns}

    def empty(self) -> pl.DataFrame:
        """The frame without rows."""
        return pl.DataFrame(schema=self.schema)

    def of(self, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        """A frame of rows; what a row leaves out gets the default."""
        filled = [{one.name: row.get(one.name, one.default) for one in self.columns} for row in rows]
        return pl.DataFrame(filled, schema=self.schema, orient="row")

    def checked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with just these columns, in order and kind; missing ones with a default are added.

        Raises:
            Misconfigured: a column is missing or cannot be read as its kind.
        """
        lack = [one for one in self.columns if one.name not in frame.columns]
        for one in lack:
            if one.default is None and one.name in self.key:
                message = f"The frame {self.name} lacks the column {one.name}: {one.meaning}"
                raise Misconfigured(message, field=one.name, value=self.name, next_step="Give it that column.")
        frame = frame.with_columns(pl.lit(one.default, dtype=one.kind).alias(one.name) for one in lack)
        try:
            return frame.select(pl.col(one.name).cast(one.kind) for one in self.columns)
        except pl.exceptions.PolarsError as error:
            message = f"The frame {self.name} cannot be read: {error}"
            step = "See its columns in docs/planning/frames.md."
            raise Misconfigured(message, field=self.name, next_step=step) from error
