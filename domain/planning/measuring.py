"""How good plans are: service against stock, and forecasts against what was then asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_KEY = ["sku", "place"]
CURVE = (0.5, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995)


@dataclass(frozen=True, slots=True)
class Standing:
    """Money in stock and on order, and the share of expected demand that it covers."""

    worth: float
    """In the company's currency."""
    service: float


@dataclass(frozen=True, slots=True)
class Service:
    """Where the stock stands on the curve of what could be."""

    curve: pl.DataFrame
    """level, money, service: each item held at that level."""
    today: Standing
    planned: Standing


def service(
    needs: pl.DataFrame,
    demand: pl.DataFrame,
    lines: pl.DataFrame,
    items: pl.DataFrame,
    *,
    central: Collection[str] = (),
) -> Service:
    """Money that each level binds (cost times quantile), and what today's and the planned position cover.

    An item counts by the money that is expected to be asked for; a position covers it with the probability at which
    the quantile curve of its demand over lead time and review reaches the position.

    Args:
        needs: NEEDS.
        demand: DEMAND.
        lines: LINES; what they bring is added to the position.
        items: ITEMS.
        central: places that supply others: what lies below them counts there, once.
    """
    wide = demand.filter(pl.col("level") > 0).pivot("level", index=_KEY, values="value").sort(_KEY)
    own = pl.col("on_hand") + pl.col("on_order") - pl.col("backorders")
    held = pl.when(pl.col("place").is_in([*central])).then(own).otherwise(pl.col("position"))
    added = _moved(lines).group_by(_KEY).agg(added=pl.col("quantity").sum())
    expected = demand.filter(pl.col("level") == 0).select(*_KEY, demand_mean="value")
    facts = (
        needs.select(*_KEY, position=held)
        .join(expected, on=_KEY, how="left")
        .join(wide, on=_KEY, how="inner")
        .join(added, on=_KEY, how="left")
        .join(items.select("sku", "cost"), on="sku", how="left")
    )
    levels = [float(name) for name in wide.columns[2:]]
    values = facts.select(wide.columns[2:]).to_numpy() if levels else np.zeros((facts.height, 0))
    cost = facts["cost"].fill_null(0.0).to_numpy()
    weight = np.maximum(facts["demand_mean"].fill_null(0.0).to_numpy() * cost, 0.0)
    position = facts["position"].fill_null(0.0).to_numpy()
    then = position + facts["added"].fill_null(0.0).to_numpy()
    rows = [
        {"level": level, "money": float((values[:, j] * cost).sum()), "service": level}
        for j, level in enumerate(levels)
        if level in CURVE
    ]
    curve = pl.DataFrame(rows, schema={"level": pl.Float64, "money": pl.Float64, "service": pl.Float64})
    covered = [
        Standing(float((np.maximum(one, 0) * cost).sum()), _share(values, levels, one, weight))
        for one in (position, then)
    ]
    return Service(curve, *covered)


def _moved(lines: pl.DataFrame) -> pl.DataFrame:
    """sku, place, quantity: what a transfer brings to a place is missing where it comes from."""
    columns = (*_KEY, "quantity")
    gone = lines.filter(pl.col("kind") == "transfer").select("sku", place="origin", quantity=-pl.col("quantity"))
    return pl.concat([lines.select(columns), gone.select(columns)])


def _share(values: Floats, levels: Sequence[float], position: Floats, weight: Floats) -> float:
    """Mean probability that the positions cover their demand, weighted; linear between the levels, 0 at no stock."""
    if not len(levels) or weight.sum() <= 0:
        return 0.0
    reached = np.where(position > values[:, -1], levels[-1], 0.0)
    low, below = np.zeros(len(position)), 0.0
    for j, level in enumerate(levels):
        high = np.maximum(values[:, j], low)
        inside = (position > low) & (position <= high)
        part = (position - low) / np.maximum(high - low, 1e-9)
        reached = np.where(inside, below + (level - below) * part, reached)
        low, below = high, level
    return float((reached * weight).sum() / weight.sum())


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a plan expected of the periods after it."""

    made_on: date
    expected: pl.DataFrame
    """EXPECTED."""


def accuracy(plans: Sequence[Foreseen], demand: pl.DataFrame, items: pl.DataFrame, *, year: int) -> pl.DataFrame:
    """made_on, error, bias, naive_error: each plan's first period that is over by now, shares of demand by cost.

    Args:
        plans: the past ones.
        demand: sku, place, period, quantity, known: as it was then asked for, with its zeros.
        items: ITEMS, for the cost.
        year: periods of a year; the naive planner takes the mean of so many before.
    """
    rows = [row for one in plans if (row := _of_plan(one, demand, items, year)) is not None]
    kinds = {"made_on": pl.Date, "error": pl.Float64, "bias": pl.Float64, "naive_error": pl.Float64}
    return pl.DataFrame(rows, schema=kinds).sort("made_on")


def _of_plan(plan: Foreseen, demand: pl.DataFrame, items: pl.DataFrame, year: int) -> dict[str, object] | None:
    first = plan.expected["period"].min() if plan.expected.height else None
    actual = demand.filter((pl.col("period") == first) & pl.col("known"))
    if first is None or not actual.height:
        return None
    naive = demand.filter((pl.col("period") < first) & pl.col("known")).group_by(_KEY).agg(
        naive=pl.col("quantity").tail(year).mean()
    )  # fmt: skip
    both = (
        plan.expected.filter(pl.col("period") == first)
        .join(actual.select(*_KEY, "quantity"), on=_KEY)
        .join(naive, on=_KEY, how="left")
        .join(items.select("sku", "cost"), on="sku", how="left")
    )
    cost = pl.col("cost").fill_null(0.0)
    sums = both.select(
        asked=(pl.col("quantity") * cost).sum(),
        off=((pl.col("value") - pl.col("quantity")).abs() * cost).sum(),
        bias=((pl.col("value") - pl.col("quantity")) * cost).sum(),
        naive=((pl.col("naive").fill_null(0.0) - pl.col("quantity")).abs() * cost).sum(),
    ).row(0, named=True)
    if not sums["asked"]:
        return None
    shares = {"error": sums["off"], "bias": sums["bias"], "naive_error": sums["naive"]}
    return {"made_on": plan.made_on, **{name: value / sums["asked"] for name, value in shares.items()}}
