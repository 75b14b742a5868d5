"""Watches of demand: it breaks, forecasts are off to one side, planners' words differ from the plan."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY
from domain.planning.watching.telling import number, text, told

_NEWEST = {"day": 14, "week": 4, "month": 3}
_BEFORE = {"day": 365, "week": 52, "month": 12}
_ERRORS = 3.0
_FACTOR = 2.0
_LEAST_PERIODS = 4
_SIGNAL = 0.6
PAST = {"sku": pl.String, "place": pl.String, "made_on": pl.Date, "period": pl.Date, "value": pl.Float64}
"""Columns of what earlier plans expected: EXPECTED with the day on which it was said."""


class History(Protocol):
    """What is used of a cleaned history."""

    @property
    def demand(self) -> pl.DataFrame:
        """sku, place, period, t, quantity, known; absent periods after a series' first row are zero."""

    @property
    def periods(self) -> tuple[object, ...]:
        """First days of the periods."""


def breaks(cleaned: History, snapshot: Snapshot, profile: PlanningProfile) -> pl.DataFrame:
    """PL-WATCH-007: the newest periods against the year before them."""
    end, newest, before = len(cleaned.periods), _NEWEST[profile.period], _BEFORE[profile.period]
    since = cleaned.demand.group_by(KEY).agg(since=pl.col("t").min().clip(max(0, end - newest - before)))
    quantity, recent = pl.col("quantity"), pl.col("t") >= end - newest
    usual = (pl.col("t") >= end - newest - before) & ~recent
    sums = cleaned.demand.filter(pl.col("known")).group_by(KEY).agg(
        recent=quantity.filter(recent).sum(), total=quantity.filter(usual).sum(),
        squares=(quantity.filter(usual) ** 2).sum(),
    )  # fmt: skip
    hidden = cleaned.demand.filter(~pl.col("known") & recent).select(KEY).unique()
    facts = sums.join(since, on=KEY).join(hidden, on=KEY, how="anti")
    facts = facts.with_columns(count=end - newest - pl.col("since")).filter(pl.col("count") >= 2 * newest)
    mean = pl.col("total") / pl.col("count")
    spread = (pl.col("squares") / pl.col("count") - mean**2).clip(0.0).sqrt()
    facts = facts.with_columns(usual=mean * newest, error=spread * newest**0.5)
    gap = (pl.col("recent") - pl.col("usual")).abs()
    far = (pl.col("recent") >= _FACTOR * pl.col("usual")) | (pl.col("recent") <= pl.col("usual") / _FACTOR)
    found = facts.filter(far, gap > _ERRORS * pl.col("error"), gap >= 1)
    found = found.join(snapshot.items.select("sku", "cost"), on="sku", how="left").sort(KEY)
    words = {"recent": number("recent"), "periods": text(pl.lit(newest)), "usual": number("usual")}
    return told("PL-WATCH-007", found, words, money=gap * pl.col("cost"))


def bias(cleaned: History, snapshot: Snapshot, past: pl.DataFrame) -> pl.DataFrame:
    """PL-WATCH-008: what earlier plans expected of each finished period, the newest word before it began.

    Signal = sum of errors over sum of absolute errors (Trigg 1964).

    Args:
        cleaned: what was asked for.
        snapshot: costs.
        past: columns of ``PAST``.
    """
    finished = pl.Series("period", list(cleaned.periods), dtype=pl.Date)
    said = past.filter(pl.col("period").is_in(finished.implode()), pl.col("made_on") <= pl.col("period"))
    newest = said.sort("made_on").unique([*KEY, "period"], keep="last")
    actual = cleaned.demand.select(*KEY, "period", "quantity", "known")
    both = newest.join(actual, on=[*KEY, "period"], how="left").filter(pl.col("known").fill_null(value=True))
    error = pl.col("value") - pl.col("quantity").fill_null(0.0)
    sums = both.group_by(KEY).agg(periods=pl.len(), off=error.sum(), far=error.abs().sum())
    signal = pl.col("off") / pl.col("far")
    found = sums.filter((pl.col("periods") >= _LEAST_PERIODS) & (pl.col("far") > 0), signal.abs() > _SIGNAL)
    found = found.join(snapshot.items.select("sku", "cost"), on="sku", how="inner").sort(KEY)
    words = {
        "periods": text("periods"),
        "share": number(signal.abs() * 100) + pl.lit(" %"),
        "side": pl.when(pl.col("off") > 0).then(pl.lit("high")).otherwise(pl.lit("low")),
        "units": number(pl.col("off").abs()),
    }
    return told("PL-WATCH-008", found, words, money=pl.col("off").abs() * pl.col("cost"))


def decided(lines: pl.DataFrame) -> pl.DataFrame:
    """PL-WATCH-011: lines whose quantity a planner set, where the plan alone would take another."""
    step = pl.col("why").str.extract(r'.*(\{"rule":"override"[^}]*\})', 1)
    facts = lines.with_columns(step=step).filter(pl.col("step").is_not_null())
    facts = facts.with_columns(
        alone=pl.col("step").str.extract(r'"before":([-0-9.eE]+)').cast(pl.Float64, strict=False),
        taken=pl.col("step").str.extract(r'"after":([-0-9.eE]+)').cast(pl.Float64, strict=False),
        said=pl.col("step").str.extract(r'"says":"((?:[^"\\]|\\.)*)"'),
    ).filter((pl.col("alone") - pl.col("taken")).abs() > 0)
    words = {"decided": number("taken"), "alone": number("alone"), "reason": text("said", "")}
    gap = (pl.col("alone") - pl.col("taken")).abs() * pl.col("unit_price")
    return told("PL-WATCH-011", facts, words, money=gap)
