"""What cleaning leaves: demand by period, what was corrected, and what has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Grid:
    """Demand as a table of series by periods, as forecasting takes it."""

    keys: pl.DataFrame
    """sku and place of each row, sorted."""
    y: NDArray[np.float64]
    """(n, T) units asked for."""
    known: NDArray[np.bool_]
    """(n, T) False: not there yet, or no stock to sell. What was taken from items alike counts as known."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Demand after cleaning."""

    demand: pl.DataFrame
    """Table ``CLEANED``, sorted by sku, place, t, **without the zeros**: before a series' first row it was not there
    yet (not known); after it, a period without a row is known to be zero. Each series has at least that first row."""
    corrections: pl.DataFrame
    """Table ``CORRECTIONS``, those that are switched off too (before = after)."""
    periods: tuple[date, ...]
    """First days of the periods, oldest first: t is the place in it."""
    ended: pl.DataFrame
    """sku, place, why: nothing is asked for any more; these have no rows in ``demand``."""

    def series(self) -> pl.DataFrame:
        """sku, place of each series, and the t of its first row."""
        return self.demand.group_by("sku", "place", maintain_order=True).agg(pl.col("t").first().alias("first"))

    def dense(self, *skus: str) -> pl.DataFrame:
        """The demand of these items (none named: of all) with its zeros: a row a period, from t = 0 on."""
        demand = self.demand.filter(pl.col("sku").is_in(skus)) if skus else self.demand
        first = demand.group_by("sku", "place", maintain_order=True).agg(pl.col("t").first().alias("first"))
        schema = {"period": pl.Date(), "t": demand.schema["t"]}
        calendar = pl.DataFrame({"period": self.periods, "t": range(len(self.periods))}, schema=schema)
        rows = first.join(calendar, how="cross").join(
            demand.drop("period"), on=["sku", "place", "t"], how="left", maintain_order="left"
        )
        return rows.select(
            "sku", "place", "period", "t",
            pl.col("quantity").fill_null(0.0),
            pl.col("known").fill_null(pl.col("t") >= pl.col("first")),
            pl.col("assumed").fill_null(value=False),
        )  # fmt: skip

    def grid(self) -> Grid:
        """The same as two arrays."""
        other = (pl.col("sku") != pl.col("sku").shift()) | (pl.col("place") != pl.col("place").shift())
        keyed = self.demand.with_columns(other.fill_null(value=False).cum_sum().alias("i"))
        keys = self.series()
        shape = (keys.height, len(self.periods))
        y, known = np.zeros(shape), np.arange(shape[1])[None, :] >= keys["first"].to_numpy()[:, None]
        at = (keyed["i"].to_numpy(), keyed["t"].to_numpy())
        y[at] = keyed["quantity"].to_numpy()
        known[at] = (keyed["known"] | keyed["assumed"]).to_numpy()
        return Grid(keys.select("sku", "place"), y, known)
