"""Reorder point and order-up-to level of each need, and the price of the next step of service."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.planning.policy.curve import Curves
from domain.planning.policy.levels import LADDER
from domain.planning.policy.network import Echelon
from domain.planning.profile import PlanningProfile

Floats = NDArray[np.float64]
_YEAR = 365.0


def stock_levels(
    curves: Curves, level: Floats, below: Echelon, facts: pl.DataFrame, profile: PlanningProfile
) -> pl.DataFrame:
    """Columns of NEEDS from demand_mean to level_next_money.

    S = demand quantile over lead time and review + max(0, Q - demand of a review)
    s = demand quantile over the days until what is ordered at the next look comes (``check_days``; else the review)

    with the economic quantity Q = sqrt(2 x order cost x yearly demand / (cost x holding cost)) (Wilson; Silver, Pyke
    and Thomas 2017, chapters 4 and 6). Without an order cost, looked at as often as ordered, S = s: what is missing is
    ordered at each review. Looked at each night and ordered for a week, an item is ordered when what lies would no
    longer last until the next night's order, and then a week's demand at a time.

    Args:
        curves: demand over the days that stock must last.
        level: (n,) service levels.
        below: what the places below add.
        facts: cost, review_days, cover_days, reach_days.
        profile: order cost, holding cost.
    """
    mean = curves.mean + below.mean
    quantile = _covered(curves, level, below, mean)
    ladder = np.array(LADDER)
    following = np.maximum(ladder[np.minimum(np.searchsorted(ladder, level + 1e-9), len(ladder) - 1)], level)
    more = np.maximum(_covered(curves, following, below, mean) - quantile, 0.0)
    cost = facts["cost"].to_numpy()
    a_day = curves.mean / np.maximum(facts["cover_days"].to_numpy(), 1.0) + below.a_day
    lot = np.maximum(_economic(a_day, cost, profile) - a_day * facts["review_days"].to_numpy(), 0.0)
    return pl.DataFrame({
        "demand_mean": mean,
        "demand_quantile": quantile,
        "safety_stock": quantile - mean,
        "reorder_point": _reorder(curves, level, below, facts),
        "order_up_to": quantile + lot,
        "level_next": following,
        "level_next_units": more,
        "level_next_money": more * cost,
    })  # fmt: skip


def _reorder(curves: Curves, level: Floats, below: Echelon, facts: pl.DataFrame) -> Floats:
    """(n,) the quantile over the days until what is ordered at the next look comes."""
    cover = np.maximum(facts["cover_days"].to_numpy(), 1.0)
    share = np.clip(facts["reach_days"].to_numpy(), 1.0, cover) / cover
    short, less = curves.scaled(share), below.scaled(share)
    return _covered(short, level, less, short.mean + less.mean)


def _covered(curves: Curves, level: Floats, below: Echelon, mean: Floats) -> Floats:
    """The quantile, and with places below: all means and the root of all squared safety stocks."""
    quantile = curves.at(level)
    own = np.maximum(quantile - curves.mean, 0.0)
    return np.asarray(np.where(below.mean > 0, mean + np.sqrt(own**2 + below.squares), quantile))


def _economic(a_day: Floats, cost: Floats, profile: PlanningProfile) -> Floats:
    """(n,) economic order quantity; 0 where ordering or holding costs nothing."""
    held = cost * float(profile.holding_cost_year)
    usable = held > 0
    paid = 2.0 * float(profile.order_cost) * a_day * _YEAR
    return np.asarray(np.sqrt(np.where(usable, paid / np.where(usable, held, 1.0), 0.0)))
