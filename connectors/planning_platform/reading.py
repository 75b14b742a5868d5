"""What the platform sends, read as a frame: Parquet, CSV or a JSON object a line; each by its first bytes."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from domain.errors import LadingError, Refused
from domain.planning.exchange import Kind
from domain.planning.platform import TAKEN
from domain.planning.table import DAY, Table

_PARQUET = b"PAR1"


def read_part(kind: Kind, content: bytes, name: str) -> pl.DataFrame:
    """The frame of the kind's table.

    Raises:
        Refused: it is no such table; says why.
    """
    table = TAKEN[kind]
    try:
        found = _parsed(content)
        lack = [one for one in table.key if one not in found.columns]
        if lack:
            raise _refused(name, f"it lacks the column {lack[0]}", lack[0])
        frame = table.checked(_days(table, found))
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise _refused(name, str(error).split("\n", 1)[0][:200]) from None
    except Refused:
        raise
    except LadingError as error:
        raise _refused(name, error.what[:200], error.field) from None
    empty = frame.filter(pl.any_horizontal(pl.col(one).is_null() for one in table.key))
    if empty.height:
        raise _refused(name, f"{empty.height} rows have no {' or '.join(table.key)}", table.key[0])
    return frame


def _parsed(content: bytes) -> pl.DataFrame:
    if content.startswith(_PARQUET):
        return pl.read_parquet(BytesIO(content))
    if content.lstrip().startswith(b"{"):
        return pl.read_ndjson(BytesIO(content))
    return pl.read_csv(BytesIO(content), infer_schema=False, encoding="utf8")


def _days(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Text that stands for a day, as ISO writes it."""
    texts = [
        pl.col(one.name).str.to_date("%Y-%m-%d")
        for one in table.columns
        if one.kind == DAY and frame.schema.get(one.name) == pl.String
    ]
    return frame.with_columns(texts) if texts else frame


def _refused(name: str, why: str, field: str | None = None) -> Refused:
    step = "Integration looks at the archived bytes and has it sent again."
    return Refused(f"The platform's {name} cannot be read: {why}.", field=field, value=name, next_step=step)
