"""Analysts' Parquet files: read with the columns that are wanted or refused by name, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import polars as pl

from domain.errors import Misconfigured

KEY = "series"
T = TypeVar("T")


def read_columns(path: Path, wanted: Sequence[str], also: Sequence[str] = (), *, step: str) -> pl.DataFrame:
    """The columns ``wanted``, and those of ``also`` that there are; all but the series are numbers.

    Args:
        path: a file, or a folder of them.
        wanted: columns that must be there.
        also: columns that may be.
        step: what to do about a file that is wrong.

    Raises:
        Misconfigured: there is no such file, it is no Parquet, a column is missing or holds no numbers.
    """
    there = columns_of(path)
    for name in wanted:
        if name not in there:
            wrong("A column is missing.", path, (name, f"there are {', '.join(there)}"), step)
    names = [*wanted, *(name for name in also if name in there)]
    table = _read(path, lambda lazy: lazy.select(names).collect())
    for name in table.columns:
        kind = table.schema[name]
        if name != KEY and not (kind.is_numeric() or kind == pl.Null):  # without any value it holds none that is wrong
            wrong("It holds numbers.", path, (name, str(kind)), f"Write the column as numbers. {step}")
    return table.with_columns(pl.col(name).cast(pl.Float64) for name in table.columns if name != KEY)


def columns_of(path: Path) -> list[str]:
    """The names of a file's columns.

    Raises:
        Misconfigured: there is no such file, or it is no Parquet.
    """
    return _read(path, lambda lazy: lazy.collect_schema().names())


def _read(path: Path, asked: Callable[[pl.LazyFrame], T]) -> T:
    try:
        return asked(pl.scan_parquet(path))
    except FileNotFoundError:
        wrong("There is no such file.", path, ("file", path.name), "Name a Parquet file that there is.")
    except (pl.exceptions.PolarsError, OSError) as trouble:
        first = (str(trouble).strip().splitlines() or [type(trouble).__name__])[0]
        wrong("The file is no Parquet that can be read.", path, ("file", first), "Write it anew.")


def keyed(table: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The table with ``series`` as text, by which files are joined: 7, 7.0 and "7" are one series.

    Raises:
        Misconfigured: a row names no series, or the column holds no names.
    """
    kind = table.schema[KEY]
    column = pl.col(KEY)
    if kind.is_float():
        whole = table.select((column.is_finite() & (column == column.round(0))).fill_null(value=True).all()).item()
        column = column.cast(pl.Int64) if whole else pl.when(column.is_not_nan()).then(column)
    try:
        named = table.with_columns(column.cast(pl.String))
    except pl.exceptions.PolarsError:
        wrong("It holds names or numbers of series.", path, (KEY, str(kind)), "Write it as text or whole numbers.")
    lack = named.get_column(KEY).null_count()
    if lack:
        wrong("Each row names its series.", path, (KEY, f"none in {lack} rows"), "Mend those rows and run it again.")
    return named


def put(path: Path, write: Callable[[Path], object], *, inputs: Sequence[Path | None] = ()) -> None:
    """Write beside and rename, so that nobody reads half a file.

    Raises:
        Misconfigured: the place cannot be written.
    """
    may_be_put(path, inputs)
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(beside)
        beside.replace(path)
    except OSError as trouble:
        why = trouble.strerror or str(trouble)
        wrong("The file cannot be written.", path, ("--out", why), "Name a file in a folder that can be written.")


def shown(value: object) -> str:
    """A value as the file has it: 3, not 3.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def may_be_put(path: Path, inputs: Sequence[Path | None] = ()) -> None:
    """Refuse a place that is a folder or one of the files that are read, before any work is done."""
    if path.is_dir():
        wrong("It is a folder.", path, ("--out", str(path)), "Name a file.")
    if path.exists() and any(one is not None and one.exists() and path.samefile(one) for one in inputs):
        wrong("It is the file that is read.", path, ("--out", str(path)), "Name another file: this one would be lost.")


def wrong(what: str, path: Path, place: tuple[str, str], step: str) -> NoReturn:
    """Refuse a file; ``place``: the field and its value."""
    field, value = place
    raise Misconfigured(what, document=path.name, field=field, value=value, next_step=step)
