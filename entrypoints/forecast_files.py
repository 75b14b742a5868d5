"""History and parameters from Parquet files into demand, and a forecast into one: for analysts, without Odoo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
import polars as pl

from domain.errors import Misconfigured
from domain.planning.forecasting.series import Demand, Forecast, Period

ITEM = {"lead": 1.0, "cost": 1.0, "moq": 1.0, "pack": 1.0}
"""Columns of an item, and what holds where a file has none."""
PARTS = ("series", "t", "qty")


@dataclass(frozen=True)
class History:
    """Demand of a file with what an order is bound to.

    Args:
        demand: the series, in the order of their names.
        moq: (n,) least units of an order.
        pack: (n,) units of a pack.
    """

    demand: Demand
    moq: np.ndarray[tuple[int], np.dtype[np.float64]]
    pack: np.ndarray[tuple[int], np.dtype[np.float64]]


def read_history(path: Path, params: Path | None, period: Period) -> History:
    """Read a history: columns series, t (0, 1, 2 …), qty, and lead, cost, moq, pack there or in ``params``.

    Raises:
        Misconfigured: names file, field, value and what to mend.
    """
    table = _read(path, PARTS)
    if table.is_empty():
        _wrong("There is no demand in the file.", path, "rows", "0", "Write at least one row: series, t, qty.")
    table = _judged(table, path)
    items = _items(table, path, params)
    keys = items.get_column("series").to_list()
    place = table.join(items.select("series").with_row_index("i"), on="series", how="left")
    y = np.zeros((len(keys), int(table.get_column("t").max()) + 1), dtype=np.float32)  # type: ignore[arg-type]  # an integer by now
    y[place["i"].to_numpy(), place["t"].to_numpy()] = place["qty"].to_numpy()
    column = {name: items.get_column(name).to_numpy().astype(np.float64) for name in ITEM}
    demand = Demand(keys, y, column["lead"].astype(np.int64), column["cost"], period)
    return History(demand, column["moq"], column["pack"])


def write_quantiles(forecast: Forecast, keys: list[str], path: Path) -> int:
    """Write series, origin, level, value; return the rows. Written beside and renamed, so nobody reads half a file."""
    n, origins, levels = forecast.quantiles.shape
    table = pl.DataFrame(
        {
            "series": pl.Series(keys, dtype=pl.String).gather(np.repeat(np.arange(n), origins * levels)),
            "origin": np.tile(np.repeat(np.array(forecast.origins), levels), n),
            "level": np.tile(np.array(forecast.levels), n * origins),
            "value": forecast.quantiles.ravel(),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    table.write_parquet(beside)
    beside.replace(path)
    return table.height


def _read(path: Path, wanted: tuple[str, ...]) -> pl.DataFrame:
    try:
        table = pl.read_parquet(path)
    except FileNotFoundError:
        _wrong("There is no such file.", path, "file", path.name, "Name a Parquet file that there is.")
    except (pl.exceptions.PolarsError, OSError) as trouble:
        _wrong("The file is no Parquet that can be read.", path, "file", str(trouble).splitlines()[0], "Write it anew.")
    for name in wanted:
        if name not in table.columns:
            _wrong("A column is missing.", path, name, f"there are {', '.join(table.columns)}", f"Add column {name!r}.")
    return table.with_columns(pl.col("series").cast(pl.String))


def _judged(table: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The rows, once nothing is wrong with them: whole periods, no negative demand, each period of a series once."""
    for name in ("t", "qty"):
        if not table.schema[name].is_numeric():
            _wrong("It holds numbers.", path, name, str(table.schema[name]), "Write the column as numbers.")
    _first(table, pl.col("series").is_null(), path, ("series", "Each row names its series."))
    whole = pl.col("t").is_null() | (pl.col("t") != pl.col("t").round(0)) | (pl.col("t") < 0)
    _first(table, whole.fill_null(value=True), path, ("t", "A period is 0, 1, 2 …"))
    odd = ~pl.col("qty").cast(pl.Float64).is_finite() | (pl.col("qty") < 0)
    _first(table, odd.fill_null(value=True), path, ("qty", "Demand is 0 or more; returns are taken off before."))
    table = table.with_columns(pl.col("t").cast(pl.Int64))
    twice = pl.struct("series", "t").is_duplicated()
    _first(table, twice, path, ("t", "Each period of a series stands once: add such rows up."))
    return table


def _items(table: pl.DataFrame, path: Path, params: Path | None) -> pl.DataFrame:
    """One row a series with lead, cost, moq and pack: what the parameters say, else the history, else the default."""
    own = [name for name in ITEM if name in table.columns]
    items = table.group_by("series").agg(pl.col(name).drop_nulls().first() for name in own).sort("series")
    if params is not None:
        given = _read(params, ("series",))
        _first(given, pl.col("series").is_duplicated(), params, ("series", "Each series has one row of parameters."))
        strange = given.join(items, on="series", how="anti")
        _first(strange, pl.lit(value=True), params, ("series", "It is not in the history."))
        named = [name for name in ITEM if name in given.columns]
        items = items.drop(named, strict=False).join(given.select("series", *named), on="series", how="left")
        items = items.sort("series")
    elif "lead" not in own:
        _wrong(
            "There is no lead time.", path, "lead", "no column", "Add column 'lead' here, or name a file by --params."
        )
    for name, otherwise in ITEM.items():
        items = _item_column(items, name, otherwise, params or path)
    return items


def _item_column(items: pl.DataFrame, name: str, otherwise: float, path: Path) -> pl.DataFrame:
    """One column of the items, judged: a number, 1 or more (a cost: above 0)."""
    if name not in items.columns:
        return items.with_columns(pl.lit(otherwise).alias(name))
    if not items.schema[name].is_numeric():
        _wrong("It holds numbers.", path, name, str(items.schema[name]), "Write the column as numbers.")
    column = pl.col(name).cast(pl.Float64)
    wrong = ~column.is_finite() | ((column < 1) if name == "lead" else (column <= 0))
    if name == "lead":
        wrong = wrong | (column != column.round(0)) | column.is_null()
    what = "A lead time is a whole number of periods, 1 or more." if name == "lead" else "It is above 0."
    _first(items, wrong, path, (name, what))
    return items.with_columns(column.fill_null(otherwise))


def _first(table: pl.DataFrame, wrong: pl.Expr, path: Path, says: tuple[str, str]) -> None:
    """Refuse by the first row that is wrong, with how many there are."""
    found = table.filter(wrong)
    if found.is_empty():
        return
    name, what = says
    row = found.row(0, named=True)
    place = f"{name} of series {row['series']}" + (f", t {row['t']}" if "t" in row and name != "t" else "")
    _wrong(what, path, place, f"{row[name]} ({found.height} rows in all)", "Mend those rows and run it again.")


def _wrong(what: str, path: Path, field: str, value: str, step: str) -> NoReturn:
    raise Misconfigured(what, document=path.name, field=field, value=value, next_step=step)
