"""From cleaned demand to what a forecaster takes, and from its forecast to the plan's frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.planning.cleaning.cleaned import Grid
from domain.planning.forecasting.series import LEVELS, Demand, Forecast
from domain.planning.plan_frames import DEMAND, EXPECTED
from domain.planning.profile import PlanningProfile

DAYS: Mapping[str, float] = {"day": 1.0, "week": 7.0, "month": 30.4375}
"""Days of a period; a month's is the mean of four years."""
MEAN = 0.0
"""Stands for the expectation where a level is asked for."""
_KEY = ["sku", "place"]


@dataclass(frozen=True)
class Series:
    """Demand of sku-places in the order of ``keys``, and how far its window is from whole periods."""

    keys: pl.DataFrame
    """sku, place; one row a series."""
    demand: Demand
    share: NDArray[np.float64]
    """(n,) days of lead time and review over days of the window that is forecast (whole periods); 1 or less."""


def series_of(grid: Grid, items: pl.DataFrame, leads: pl.DataFrame, profile: PlanningProfile) -> Series:
    """The series that are forecast.

    Args:
        grid: cleaned demand, a row a sku-place.
        items: ITEMS, for cost and category.
        leads: sku, place, mean_days and, where it is random, weights (probability that lead and review take 2, 3, … periods).
        profile: period and review.
    """
    leads = leads.unique(_KEY, keep="first", maintain_order=True)
    facts = grid.keys.join(leads, on=_KEY, how="left", maintain_order="left")
    facts = facts.join(items.select("sku", "cost", "category"), on="sku", how="left", maintain_order="left")
    window = facts["mean_days"].fill_null(0.0).to_numpy() + profile.review_days
    periods = np.maximum(np.ceil(window / DAYS[profile.period] - 1e-9), 2).astype(np.int64)
    weights = _weights(facts, periods - 1) if "weights" in leads.columns else None
    demand = Demand(
        keys=(facts["sku"] + "@" + facts["place"]).to_list(),
        y=np.maximum(grid.y, 0.0).astype(np.float32),
        lead=periods - 1,
        cost=np.maximum(facts["cost"].fill_null(0.0).to_numpy(), 1e-6),
        period=profile.period,
        lead_weights=weights,
        known=grid.known,
        groups={"category": facts["category"].fill_null("").to_list(), "warehouse": facts["place"].to_list()},
    )
    width = periods if weights is None else 1 + weights @ np.arange(1, weights.shape[1] + 1)
    share = np.minimum(window / (width * DAYS[profile.period]), 1.0)
    return Series(grid.keys, demand, share)


def _weights(facts: pl.DataFrame, lead: NDArray[np.int64]) -> NDArray[np.float64] | None:
    """(n, K) probabilities of leads; a row of which nothing is told has its own lead for certain. None: all are so."""
    told = facts["weights"].list.len().fill_null(0).cast(pl.Int64).to_numpy()
    if not told.any():
        return None
    table = np.zeros((facts.height, int(max(told.max(), lead[told == 0].max(initial=1)))))
    table[told == 0, lead[told == 0] - 1] = 1.0
    row = np.repeat(np.arange(facts.height), told)
    column = np.arange(len(row)) - np.repeat(np.cumsum(told) - told, told)
    table[row, column] = facts["weights"].drop_nulls().explode(empty_as_null=False).to_numpy()
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def demand_frame(series: Series, forecast: Forecast, *, levels: Sequence[float] = LEVELS) -> pl.DataFrame:
    """DEMAND: quantiles at the newest origin, brought from whole periods to the days of lead time and review.

    Expected demand falls with the share of the window, deviation from it with the root of that share.
    """
    mean, share = forecast.mean[:, -1], series.share
    parts = [series.keys.with_columns(level=pl.lit(MEAN), value=pl.Series(mean * share))]
    for j, level in enumerate(levels):
        value = mean * share + (forecast.quantiles[:, -1, j] - mean) * np.sqrt(share)
        parts.append(series.keys.with_columns(level=pl.lit(level), value=pl.Series(np.maximum(value, 0.0))))
    return DEMAND.checked(pl.concat(parts))


def expected_frame(series: Series, forecast: Forecast, first: date, profile: PlanningProfile) -> pl.DataFrame:
    """EXPECTED: what is expected in each of the next periods; ``first``: first day of the period that runs now."""
    ahead = forecast.per_period[:, -1, :]
    parts = [
        series.keys.with_columns(period=pl.lit(day), value=pl.Series(np.maximum(ahead[:, step], 0.0)))
        for step, day in enumerate(periods_from(first, ahead.shape[1], profile))
    ]
    return EXPECTED.checked(pl.concat(parts)) if parts else EXPECTED.empty()


def periods_from(first: date, count: int, profile: PlanningProfile) -> list[date]:
    """First days of ``count`` periods, ``first`` among them."""
    if profile.period == "month":
        return [_months_later(first, step) for step in range(count)]
    return [first + timedelta(days=int(DAYS[profile.period]) * step) for step in range(count)]


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
