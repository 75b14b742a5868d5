"""What each item needs at each place: service level, reorder point, order-up-to, and from what they follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

import numpy as np
import polars as pl

from domain.planning.edits import counting, numbers, picked
from domain.planning.lead_times import lead_times
from domain.planning.overrides import Override
from domain.planning.plan_frames import DEMAND, EXPECTED, LEADS, NEEDS
from domain.planning.policy.classes import classes
from domain.planning.policy.curve import curves_of
from domain.planning.policy.levels import service_levels
from domain.planning.policy.network import asked_of_central, echelon
from domain.planning.policy.position import positions
from domain.planning.policy.review import reviews
from domain.planning.policy.stock_levels import stock_levels
from domain.planning.profile import PlanningProfile
from domain.planning.projection import Ints, outlook
from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY, chosen_sources, planned, with_central

_YEAR = 365.0


class Cleaned(Protocol):
    """What is used of a cleaned history."""

    @property
    def demand(self) -> pl.DataFrame:
        """sku, place, t, quantity, known; from each series' first row on absent periods are zero."""


def needs(
    snapshot: Snapshot,
    cleaned: Cleaned,
    forecasts: Mapping[str, pl.DataFrame],
    profile: PlanningProfile,
    overrides: Sequence[Override] = (),
    *,
    earlier: pl.DataFrame | None = None,
    leads: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """NEEDS of all that is planned.

    A periodic review with order-up-to level (R, s, S): at each review, what is below its reorder point is ordered up
    to S. The reorder point is the quantile of demand over lead time and review at the service level; S is the same
    where ordering costs nothing, else as much above as it pays (``order_cost``).

    Args:
        snapshot: stock, supply, open demand, suppliers, items.
        cleaned: history, for the classes.
        forecasts: DEMAND and EXPECTED by their names; values cover mean lead time and the profile's review.
        profile: how it is planned.
        overrides: service levels, suppliers and factors of demand that a planner set.
        earlier: NEEDS of the last plan of all items, whose classes hold for a plan of a few (else all A).
        leads: LEADS that the forecast was made with; what has another source now, and None: computed.
    """
    demand = DEMAND.checked(forecasts.get(DEMAND.name, DEMAND.empty()))
    expected = EXPECTED.checked(forecasts.get(EXPECTED.name, EXPECTED.empty()))
    pairs = _pairs(snapshot, demand, profile)
    edits = counting(overrides, snapshot.today)
    known = LEADS.empty() if leads is None else leads
    facts = _classed(_facts(snapshot, cleaned, profile, pairs, edits, leads=known), earlier)
    level = service_levels(facts, profile, customers_of(snapshot)).to_numpy()
    level = numbers(edits, picked(facts, edits, "service_level"), level)
    factor = numbers(edits, picked(facts, edits, "demand_factor"), np.ones(facts.height))
    window = facts["forecast_days"].to_numpy() + profile.review_days
    days = facts["cover_days"].to_numpy()
    curves = curves_of(demand, pairs).scaled(days / window).times(factor)
    below = echelon(facts.select(*KEY, "position"), curves, days, level, profile)
    a_day = curves.mean / np.maximum(days, 1.0) + below.a_day
    stock = stock_levels(curves, level, below, facts, profile)
    position = facts["position"].to_numpy() + below.position
    enough = np.maximum(a_day * _YEAR, stock["order_up_to"].to_numpy())
    rates = pairs.with_columns(demand_day=a_day, factor=factor, even=below.a_day > 0)
    sent = asked_of_central(facts.with_columns(stock, position=position), snapshot.today)
    out = outlook(snapshot, rates, expected, profile.horizon_days, late_days=profile.review_days, sent=sent)
    frame = facts.with_columns(stock).with_columns(
        service_level=level,
        demand_day=a_day,
        method=pl.lit(""),
        counted_too=facts["counted_too"].to_numpy() + below.position,
        position=position,
        excess=np.maximum(position - enough, 0.0),
        stock_out_on=_days(snapshot, out.stock_out(), out.days),
    )
    return NEEDS.checked(frame).sort(KEY)


def customers_of(snapshot: Snapshot) -> pl.DataFrame:
    """sku, customer: who waits for it, and who bought it and was promised a level."""
    return pl.concat([snapshot.open_demand.select("sku", "customer"), snapshot.buyers]).unique()


def _pairs(snapshot: Snapshot, demand: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    pairs = pl.concat([planned(snapshot, profile), demand.select(KEY)]).unique()
    return with_central(pairs, profile).join(snapshot.items.select("sku"), on="sku", how="semi").sort(KEY)


def _facts(
    snapshot: Snapshot,
    cleaned: Cleaned,
    profile: PlanningProfile,
    pairs: pl.DataFrame,
    edits: list[Override],
    *,
    leads: pl.DataFrame,
) -> pl.DataFrame:
    """What levels of stock follow from; ``forecast_days``: the lead time that was forecast, before planners' words."""
    items = snapshot.items.select("sku", "category", pl.col("cost", "price").fill_null(0.0))
    frame = pairs.join(items, on="sku", how="left", maintain_order="left")
    sourced = chosen_sources(snapshot, profile, frame, edits)
    timed = _known_first(lead_times(snapshot, profile, sourced), leads)
    moved = any(one.what == "supplier" for one in edits)
    alone = _known_first(lead_times(snapshot, profile, pairs), leads) if moved else timed
    for one in (
        sourced.select(*KEY, "supply_kind", "origin"),
        timed,
        alone.select(*KEY, forecast_days="mean_days"),
        classes(cleaned.demand, snapshot.items, profile, pairs),
        positions(snapshot, profile, pairs).rename({"forerunner": "counted_too"}),
    ):
        frame = frame.join(one, on=KEY, how="left", maintain_order="left")
    return reviews(snapshot, profile, frame).rename({"high_days": "lead_days_high"})


def _known_first(computed: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """sku, place, mean_days, high_days: as the forecast was made with, where the source is the same."""
    by, days = [*KEY, "origin"], ("mean_days", "high_days")
    joined = computed.join(known, on=by, how="left", suffix="_known", maintain_order="left")
    return joined.select(*KEY, *(pl.coalesce(f"{one}_known", one).alias(one) for one in days))


def _classed(facts: pl.DataFrame, earlier: pl.DataFrame | None) -> pl.DataFrame:
    if earlier is None or not earlier.height:
        return facts
    known = earlier.select(*KEY, "abc", "xyz")
    joined = facts.join(known, on=KEY, how="left", suffix="_known", maintain_order="left")
    taken = joined.with_columns(pl.coalesce(f"{one}_known", one).alias(one) for one in ("abc", "xyz"))
    return taken.drop("abc_known", "xyz_known")


def _days(snapshot: Snapshot, ahead: Ints, beyond: int) -> pl.Series:
    days = [None if one >= beyond else snapshot.today + timedelta(days=int(one)) for one in ahead.tolist()]
    return pl.Series(days, dtype=pl.Date)
