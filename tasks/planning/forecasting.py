"""Forecast: quantiles of demand over lead time and review, by our own engine."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from domain.planning.cleaning.periods import after_last
from domain.planning.forecast_frames import Series, demand_frame, expected_frame, series_of
from domain.planning.forecast_shares import SIZE, forecast_in_shares
from domain.planning.forecasting.engine import forecast as forecast_of
from domain.planning.forecasting.methods import DEFAULT
from domain.planning.forecasting.series import Demand, Forecast
from domain.planning.lead_times import lead_times
from domain.planning.plan_frames import EXPECTED, LEADS, METHODS, OWN_DEMAND
from tasks.planning.case import Case
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.runtime.resources import Resources


@plan_stage("forecast", timeout_seconds=7200.0)
def forecast(house: Resources, plan: int) -> Step:
    """What will be asked for, with its probabilities; from the past only."""
    case = Case.of(house, plan)
    if not case.has(OWN_DEMAND, METHODS, EXPECTED, LEADS):
        _forecast(case)
    return Step(_told(case))


def _forecast(case: Case) -> None:
    profile, snapshot = case.profile, case.snapshot
    leads = lead_times(snapshot, profile)
    cleaned = case.kept_demand
    series = series_of(cleaned.grid(), snapshot.items, leads, profile)
    if not series.keys.height:
        case.keep({OWN_DEMAND: OWN_DEMAND.empty(), METHODS: METHODS.empty(), EXPECTED: EXPECTED.empty(), LEADS: leads})
        return
    found = forecast_by(case.house.settings.planning_dask, series.demand, _pins(case, series))
    first = after_last(cleaned.periods, profile.period)
    methods = series.keys.with_columns(method=pl.Series(list(found.method), dtype=pl.String))
    own, ahead = demand_frame(series, found), expected_frame(series, found, first, profile)
    case.keep({OWN_DEMAND: own, METHODS: methods, EXPECTED: ahead, LEADS: leads})


def forecast_by(cluster: str, demand: Demand, pins: Mapping[str, str]) -> Forecast:
    """The same numbers wherever they are made.

    Args:
        cluster: address of a Dask scheduler whose workers make them; empty: this process.
        demand: all series.
        pins: series to the method that was chosen for it.

    Raises:
        Misconfigured: no such method; a cluster that cannot be used.
        TryAgain: the cluster does not answer, or lost its workers.
    """
    if not cluster:
        return forecast_of(demand, pins=pins)
    from tasks.planning.sharing import dask_spread

    with dask_spread(cluster) as spread:
        return forecast_in_shares(demand, spread, pins=pins, size=SIZE)


def _pins(case: Case, series: Series) -> Mapping[str, str]:
    """Methods that the profile or a planner has chosen, by the series' name; an item's goes before its category's."""
    chosen = case.profile.methods
    facts = series.keys.join(case.snapshot.items.select("sku", "category"), on="sku", how="left", maintain_order="left")
    pins: dict[str, str] = {}
    for sku, place, category in facts.iter_rows():
        begins = (name for name in sorted(chosen, key=len, reverse=True) if (category or "").startswith(name))
        name = chosen.get(sku) or chosen.get(next(begins, ""), "")
        for one in case.overrides:
            if one.what == "method" and one.scope.fits(sku, place, "", category or ""):
                name = one.value
        if name and name != DEFAULT:
            pins[f"{sku}@{place}"] = name
    return pins


def _told(case: Case) -> str:
    demand = case.frame(OWN_DEMAND)
    sums = demand.group_by("level").agg(pl.col("value").sum()).sort("level").to_dicts()
    rows = [("expected" if one["level"] == 0 else f"{one['level']:.1%}", one["value"]) for one in sums]
    head = f"{demand.select('sku', 'place').n_unique() if demand.height else 0:,} items at places."
    return table("Forecast over lead time and review", head, ("probability", "units"), rows)
