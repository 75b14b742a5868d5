"""What `lading plan` reads from files beside a history: margins and volumes, quantiles, lead times that were seen."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import numpy as np
import polars as pl
from numpy.typing import NDArray

from entrypoints.parquet_files import columns_of, keyed, read_columns, shown, wrong

Floats = NDArray[np.float64]
MARGIN = 0.3
"""Margin lost with a unit, as a share of its cost, where no file says it."""
STEP = "Mend the file and run it again; docs/planning/simulation.md says what its columns hold."
DIGITS = 6
"""Of a level: .95 is the same, written short or long."""
LONGEST = 3650
"""Periods from order to receipt; more is a date, or an order that was forgotten."""


def extra(paths: tuple[Path, Path | None], keys: list[str], name: str, otherwise: Floats) -> Floats:
    """(n,): a column of the parameters, else of the history, else ``otherwise``.

    Raises:
        Misconfigured: a value is no number of 0 or more.
    """
    for path in (paths[1], paths[0]):
        if path is None or name not in columns_of(path):
            continue
        own = _columns(path, ("series", name)).group_by("series").agg(pl.col(name).drop_nulls().first())
        column = pl.DataFrame({"series": keys}).join(own, on="series", how="left", maintain_order="left")
        values = column.get_column(name).to_numpy()
        bad = np.flatnonzero(~(np.isnan(values) | (np.isfinite(values) & (values >= 0))))
        if len(bad):
            first = int(bad[0])
            _wrong("It is a number of 0 or more.", path, f"{name} of series {keys[first]}", shown(float(values[first])))
        return np.asarray(np.where(np.isnan(values), otherwise, values), dtype=np.float64)
    return otherwise


def read_quantiles(path: Path, keys: list[str], origins: list[int]) -> tuple[tuple[float, ...], Floats]:
    """(levels, (n, origins, levels)) of a file as `lading forecast` writes it; other origins are left out.

    Raises:
        Misconfigured: a column or a row is missing, stands twice or is no number; the first such row is named.
    """
    table = _columns(path, ("series", "origin", "level", "value"))
    table = table.filter(pl.col("origin").is_in([float(one) for one in origins]) & pl.col("series").is_in(keys))
    if table.get_column("level").null_count():
        _wrong("Each row has its level.", path, "level", f"none in {table.get_column('level').null_count()} rows")
    table = table.with_columns(pl.col("origin").cast(pl.Int64), pl.col("level").round(DIGITS))
    levels = tuple(float(one) for one in table.get_column("level").unique().sort())
    if not levels:
        _wrong("There is no quantile of these series and origins.", path, "origin", f"{origins[0]} to {origins[-1]}")
    wrong = [one for one in levels if not 0 < one < 1]
    if wrong:
        _wrong("A level is a probability between 0 and 1.", path, "level", str(wrong[0]))
    grid = pl.DataFrame({"series": keys}).join(pl.DataFrame({"origin": origins}), how="cross")
    grid = grid.join(pl.DataFrame({"level": levels}), how="cross")
    full = grid.join(table, on=["series", "origin", "level"], how="left", maintain_order="left")
    lack = full.filter(pl.col("value").is_null() | ~pl.col("value").is_finite())
    if lack.height:
        first = lack.row(0, named=True)
        place = f"value of series {first['series']}, origin {first['origin']}, level {first['level']}"
        _wrong(f"{lack.height} of {grid.height} values are missing or no numbers.", path, place, str(first["value"]))
    if full.height != grid.height:
        _wrong("A series has one value for an origin and level.", path, "rows", f"{full.height - grid.height} twice")
    shape = (len(keys), len(origins), len(levels))
    return levels, np.sort(full.get_column("value").to_numpy().astype(np.float64).reshape(shape), axis=2)


def read_lead_weights(path: Path, keys: list[str], stated: Floats, before: int | None = None) -> Floats:
    """(n, K): share of the receipts that came 1 … K periods after their order; the stated lead time where none came.

    Args:
        path: Parquet with series, ordered, received: periods as in the history.
        keys: the series.
        stated: (n,) lead time as stated.
        before: only what was received before this period; None: all.

    Raises:
        Misconfigured: a column is missing, or something is received before the period after its order.
    """
    table = _columns(path, ("series", "ordered", "received"))
    table = table.with_columns(lead=pl.col("received") - pl.col("ordered"))
    good = (pl.col("lead") >= 1) & (pl.col("lead") <= LONGEST) & (pl.col("lead") == pl.col("lead").round(0))
    odd = table.filter(~good.fill_null(value=False))
    if odd.height:
        row = odd.row(0, named=True)
        what = f"An order is received 1 to {LONGEST} whole periods after it was placed."
        place = f"received of series {row['series']}, ordered {shown(row['ordered'])}"
        _wrong(what, path, place, shown(row["received"]))
    table = table.with_columns(pl.col("lead").cast(pl.Int64))
    longest = int(max(stated.max(), table.get_column("lead").to_numpy().max(initial=1)))
    known = table if before is None else table.filter(pl.col("received") < before)
    rows = known.join(pl.DataFrame({"series": keys}).with_row_index("i"), on="series")
    weights = np.zeros((len(keys), longest))
    np.add.at(weights, (rows["i"].to_numpy(), rows["lead"].to_numpy() - 1), 1.0)
    none = np.flatnonzero(weights.sum(1) == 0)
    weights[none, stated[none].astype(int) - 1] = 1.0
    return np.asarray(weights / weights.sum(1, keepdims=True))


def _columns(path: Path, wanted: tuple[str, ...]) -> pl.DataFrame:
    return keyed(read_columns(path, wanted, step=STEP), path)


def _wrong(what: str, path: Path, field: str, value: str) -> NoReturn:
    wrong(what, path, (field, value), STEP)
