"""Returns lessen the demand that they belong to.

A return belongs to the latest sale before it (or of its day) that no other return has used up: what comes back is
mostly what went out last. A return without an earlier sale lessens its own period. Demand never falls below zero.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.planning.cleaning.wording import said
from domain.planning.cleaning.work import Work

_NOISE = 1e-9


def net_of_returns(work: Work) -> Work:
    """Returns taken off sales."""
    touched = work.daily.filter(pl.col("returned") > 0).select("i").unique()
    if touched.is_empty():
        return work
    rows = work.daily.select("row", "i", "day", "quantity", "returned")
    rows = rows.join(touched, on="i", how="semi", maintain_order="left")
    rows = rows.rename({"quantity": "before"}).with_columns(
        pl.Series("after", _left(rows.with_columns(work.t().alias("t"))))
    )
    changed = rows.filter((pl.col("before") - pl.col("after") > _NOISE) & (pl.col("day") < work.end))
    shown = work.shown(
        changed.select("row", "i", "day", "before", "after"),
        "return",
        pl.format("{} of what was asked for came back.", said(pl.col("before") - pl.col("after"))),
    )
    return work.with_daily(work.counted(shown.values), shown.rows)


def _left(rows: pl.DataFrame) -> NDArray[np.float64]:
    from domain.planning.cleaning.brackets import matched

    series, period = (rows[name].to_numpy().astype(np.int64) for name in ("i", "t"))
    asked, back = (rows[name].fill_null(0.0).to_numpy().astype(np.float64) for name in ("quantity", "returned"))
    return matched(series, period, asked, back)
