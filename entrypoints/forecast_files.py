"""History and parameters from Parquet files into demand, and a forecast into one: for analysts, without Odoo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from domain.planning.forecasting.series import Demand, Forecast, Period
from entrypoints.parquet_files import keyed, put, read_columns, shown, wrong

ITEM = {"lead": 1.0, "cost": 1.0, "moq": 1.0, "pack": 1.0}
"""Columns of an item, and what holds where a file has none."""
PARTS = ("series", "t", "qty")
LONGEST = 36_525
"""Periods: a hundred years of days. A number beyond it is a date, or seconds."""
LONGEST_LEAD = 3_650
"""Periods: ten years of days."""
MOST = 1e15
"""Units of a period: beyond it squares don't fit."""
CELLS = 2_000_000_000
"""Series times periods: 8 GB."""
MEND = "Mend those rows and run it again."


@dataclass(frozen=True)
class History:
    """Demand of a file with what an order is bound to.

    Args:
        demand: the series, in the order of their names.
        moq: (n,) least units of an order.
        pack: (n,) units of a pack.
        names: (n,) the series as the file has them: numbers where it has numbers.
    """

    demand: Demand
    moq: np.ndarray[tuple[int], np.dtype[np.float64]]
    pack: np.ndarray[tuple[int], np.dtype[np.float64]]
    names: pl.Series


def read_history(path: Path, params: Path | None, period: Period) -> History:
    """Read a history: columns series, t (0, 1, 2 …), qty, and lead, cost, moq, pack there or in ``params``.

    Raises:
        Misconfigured: names file, field, value and what to mend.
    """
    raw = read_columns(path, PARTS, tuple(ITEM), step=f"Name the columns {', '.join(PARTS)}.")
    if raw.is_empty():
        wrong("There is no demand in the file.", path, ("rows", "0"), "Write at least one row: series, t, qty.")
    table = _judged(keyed(raw.with_columns(name="series"), path), path)
    items = _items(table, path, params)
    keys = items.get_column("series").to_list()
    periods = int(table.get_column("t").to_numpy().max()) + 1
    if len(keys) * periods > CELLS:
        wrong(
            "These are more series and periods than fit into memory.",
            path,
            ("t", f"{len(keys)} series of {periods} periods"),
            f"Forecast it in parts of at most {CELLS // periods} series.",
        )
    place = table.join(items.select("series").with_row_index("i"), on="series", how="left")
    y = np.zeros((len(keys), periods), dtype=np.float32)
    y[place["i"].to_numpy(), place["t"].to_numpy()] = place["qty"].to_numpy()
    column = {name: items.get_column(name).to_numpy() for name in ITEM}
    demand = Demand(keys, y, column["lead"].astype(np.int64), column["cost"], period)
    return History(demand, column["moq"], column["pack"], items.get_column("name"))


def write_quantiles(forecast: Forecast, names: pl.Series, path: Path, *, inputs: Sequence[Path | None] = ()) -> int:
    """Write series, origin, level, value; return the rows. The series are of the type that they were read in."""
    n, origins, levels = forecast.quantiles.shape
    table = pl.DataFrame(
        {
            "series": names.gather(np.repeat(np.arange(n), origins * levels)),
            "origin": np.tile(np.repeat(np.array(forecast.origins), levels), n),
            "level": np.tile(np.array(forecast.levels), n * origins),
            "value": forecast.quantiles.ravel(),
        }
    )
    put(path, table.write_parquet, inputs=inputs)
    return table.height


def _judged(table: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The rows, once nothing is wrong with them: whole periods, no negative demand, each period of a series once."""
    t, qty = pl.col("t"), pl.col("qty")
    whole = t.is_finite() & (t == t.round(0)) & (t >= 0)
    _first(table, ~whole.fill_null(value=False), path, ("t", "A period is 0, 1, 2 …"))
    step = "Number the periods from 0 on, one after the other: dates, or years with months, are no such numbers."
    _first(table, t >= LONGEST, path, ("t", f"A period is below {LONGEST}, a hundred years of days."), step=step)
    good = qty.is_finite() & (qty >= 0)
    _first(table, ~good.fill_null(value=False), path, ("qty", "Demand is 0 or more; returns are taken off before."))
    step = "Count in larger units, or mend those rows."
    _first(table, qty > MOST, path, ("qty", f"Demand of a period is at most {MOST:g}."), step=step)
    table = table.with_columns(t.cast(pl.Int64))
    twice = pl.struct("series", "t").is_duplicated()
    _first(table, twice, path, ("t", "Each period of a series stands once: add such rows up."))
    return table


def _items(table: pl.DataFrame, path: Path, params: Path | None) -> pl.DataFrame:
    """One row a series with lead, cost, moq and pack: what the parameters say, else the history, else the default."""
    own = [name for name in ITEM if name in table.columns]
    given = None if params is None else _read_params(params)
    there = [] if given is None else given.columns
    items = _of_history(table, own, path, but=there)
    if "lead" not in (*own, *there):
        wrong(
            "There is no lead time.", path, ("lead", "no column"), "Add column 'lead' here, or to a file by --params."
        )
    if given is not None and params is not None:
        items = _with_params(items, given, params)
    for name, otherwise in ITEM.items():
        items = _item_column(items, name, otherwise, params or path)
    return items.sort("name" if items.schema["name"].is_numeric() else "series")


def _of_history(table: pl.DataFrame, own: list[str], path: Path, *, but: Sequence[str]) -> pl.DataFrame:
    """What the history says of its items, the same in all rows of one; of columns ``but`` nothing where they differ."""
    both = [one for name in own for one in (pl.col(name).min(), pl.col(name).max().alias(f"{name} else"))]
    items = table.group_by("series").agg(pl.col("name").first(), *both).sort("series")
    for name in own:
        differs = pl.col(name).ne_missing(pl.col(f"{name} else"))
        if name in but:
            items = items.with_columns(pl.when(~differs).then(name))
            continue
        step = f"Write one {name} in all rows of a series, or name a file by --params."
        _first(items, differs, path, (name, f"A series has one {name}, and this one has several."), step=step)
    return items.select("series", "name", *own)


def _read_params(path: Path) -> pl.DataFrame:
    """A row a series, with those of lead, cost, moq and pack that there are."""
    given = keyed(read_columns(path, ("series",), tuple(ITEM), step="Mend the parameters."), path)
    _first(given, pl.col("series").is_duplicated(), path, ("series", "Each series has one row of parameters."))
    return given


def _with_params(items: pl.DataFrame, given: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The items with what the parameters say of them; what these leave open is the history's."""
    strange = given.join(items, on="series", how="anti")
    _first(strange, pl.lit(value=True), path, ("series", "It is not in the history."))
    joined = items.join(given, on="series", how="left", suffix=" given", maintain_order="left")
    both = [name for name in ITEM if f"{name} given" in joined.columns]
    return joined.with_columns(pl.coalesce(f"{name} given", name).alias(name) for name in both)


def _item_column(items: pl.DataFrame, name: str, otherwise: float, path: Path) -> pl.DataFrame:
    """One column of the items, judged: a number above 0 (an MOQ may be 0); a lead time is whole, 1 or more."""
    if name not in items.columns:
        return items.with_columns(pl.lit(otherwise).alias(name))
    column = pl.col(name)
    if name == "lead":
        good = (column >= 1) & (column <= LONGEST_LEAD) & (column == column.round(0)) & column.is_not_null()
        what = f"A lead time is a whole number of periods, 1 to {LONGEST_LEAD}."
    else:
        good = column.is_finite() & ((column >= 0) if name == "moq" else (column > 0))
        good, what = good.fill_null(value=True), "It is 0 or more." if name == "moq" else "It is above 0."
    _first(items, ~good, path, (name, what))
    return items.with_columns(column.fill_null(otherwise))


def _first(table: pl.DataFrame, bad: pl.Expr, path: Path, says: tuple[str, str], *, step: str = MEND) -> None:
    """Refuse by the first row that is wrong, with how many there are."""
    found = table.filter(bad)
    if found.is_empty():
        return
    name, what = says
    row = found.row(0, named=True)
    place = f"{name} of series {row['series']}" + (f", t {shown(row['t'])}" if "t" in row and name != "t" else "")
    wrong(what, path, (place, f"{shown(row[name])} ({found.height} rows in all)"), step)
