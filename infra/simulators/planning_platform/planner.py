"""What the simulated platform foresees: the mean of the last periods, and a normal distribution around it."""

from __future__ import annotations

import math
from io import BytesIO
from statistics import NormalDist

import polars as pl

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.975, 0.99)
_PERIODS = 13
_WINDOW = 3
"""Periods of lead time and review that it reckons with."""
_KEY = ["sku", "place"]


def forecasts(cleaned: bytes) -> pl.DataFrame:
    """sku, place, level, value from a plan's cleaned demand (Parquet: sku, place, t, quantity); level 0 is the mean."""
    demand = pl.read_parquet(BytesIO(cleaned))
    last = demand["t"].max()
    newest = last if isinstance(last, int) else 0
    recent = demand.filter(pl.col("t") > newest - _PERIODS)
    sums = recent.group_by(_KEY).agg(total=pl.col("quantity").sum(), squares=(pl.col("quantity") ** 2).sum())
    rows = []
    for one in demand.select(_KEY).unique().join(sums, on=_KEY, how="left").sort(_KEY).iter_rows(named=True):
        mean = (one["total"] or 0.0) / _PERIODS
        spread = math.sqrt(max((one["squares"] or 0.0) / _PERIODS - mean**2, 0.0) * _WINDOW)
        rows.append((one["sku"], one["place"], 0.0, mean * _WINDOW))
        rows += [
            (one["sku"], one["place"], level, max(mean * _WINDOW + NormalDist().inv_cdf(level) * spread, 0.0))
            for level in LEVELS
        ]
    return pl.DataFrame(rows, schema=["sku", "place", "level", "value"], orient="row")


def policies(forecast: pl.DataFrame) -> pl.DataFrame:
    """sku, place, reorder_point, order_up_to: the 95 % quantile, and half a window more."""
    wide = forecast.filter(pl.col("level").is_in([0.0, 0.95])).pivot("level", index=_KEY, values="value")
    return wide.select(
        *_KEY, reorder_point=pl.col("0.95"), order_up_to=pl.col("0.95") + pl.col("0.0") / 2
    )  # fmt: skip


def recommendations(policy: pl.DataFrame, stock: bytes, supply: bytes) -> pl.DataFrame:
    """sku, place, kind, origin, quantity, due_on: what brings each position up again."""
    known = pl.read_parquet(BytesIO(stock)).select(*_KEY, "on_hand")
    coming = pl.read_parquet(BytesIO(supply)).group_by(_KEY).agg(coming=pl.col("quantity").sum())
    facts = policy.join(known, on=_KEY, how="left").join(coming, on=_KEY, how="left").fill_null(0.0)
    position = pl.col("on_hand") + pl.col("coming")
    return facts.filter(position < pl.col("reorder_point")).select(
        *_KEY, kind=pl.lit("purchase"), origin=pl.lit(""), quantity=(pl.col("order_up_to") - position).ceil(),
        due_on=pl.lit(None, dtype=pl.Date),
    )  # fmt: skip
