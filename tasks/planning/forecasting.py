"""Forecast: quantiles of demand over lead time and review, by our own engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from domain.planning.cleaning.cleaned import Cleaned
from domain.planning.cleaning.periods import after_last
from domain.planning.edits import counting
from domain.planning.forecast_frames import Series, demand_frame, expected_frame, series_of
from domain.planning.forecast_shares import SIZE, forecast_in_shares
from domain.planning.forecasting.engine import forecast as forecast_of
from domain.planning.forecasting.series import Demand, Forecast
from domain.planning.lead_times import lead_times
from domain.planning.pins import pinned
from domain.planning.plan_frames import EXPECTED, LEADS, METHODS, OWN_DEMAND
from domain.planning.table import Table
from tasks.planning.case import Case
from tasks.planning.stage import Step, plan_stage
from tasks.planning.telling import table
from tasks.planning.whole import foreseen_by_whole
from tasks.runtime.resources import Resources


@plan_stage("forecast", timeout_seconds=7200.0)
def forecast(house: Resources, plan: int) -> Step:
    """What will be asked for, with its probabilities; from the past only."""
    case = Case.of(house, plan)
    if not case.has(OWN_DEMAND, METHODS, EXPECTED, LEADS):
        _forecast(case)
    return Step(_told(case))


def _forecast(case: Case) -> None:
    """What the last plan of all has forecast stands in a plan of a few; the rest is forecast anew."""
    cleaned, leads = case.kept_demand, lead_times(case.snapshot, case.profile)
    known = foreseen_by_whole(case, cleaned, leads)
    if known.keys.height:
        rest = cleaned.demand.join(known.keys, on=["sku", "place"], how="anti", maintain_order="left")
        cleaned = replace(cleaned, demand=rest)
    made = _made(case, cleaned, leads)
    made |= {table: pl.concat([made[table], table.checked(frame)]) for table, frame in known.frames.items()}
    case.keep({**made, LEADS: made[LEADS].unique(list(LEADS.key), keep="last", maintain_order=True)})


def _made(case: Case, cleaned: Cleaned, leads: pl.DataFrame) -> dict[Table, pl.DataFrame]:
    """The forecast of this demand, and all lead times."""
    profile = case.profile
    series = series_of(cleaned.grid(), case.snapshot.items, leads, profile)
    told = {LEADS: LEADS.checked(leads)}
    if not series.keys.height:
        return {OWN_DEMAND: OWN_DEMAND.empty(), METHODS: METHODS.empty(), EXPECTED: EXPECTED.empty(), **told}
    found = forecast_by(case.house.settings.planning_dask, series.demand, _pins(case, series))
    first = after_last(cleaned.periods, profile.period)
    methods = series.keys.with_columns(method=pl.Series(list(found.method), dtype=pl.String))
    own, ahead = demand_frame(series, found), expected_frame(series, found, first, profile)
    return {OWN_DEMAND: own, METHODS: METHODS.checked(methods), EXPECTED: ahead, **told}


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
    facts = series.keys.join(case.snapshot.items.select("sku", "category"), on="sku", how="left", maintain_order="left")
    keys = facts.with_columns(pl.col("category").fill_null("")).iter_rows()
    chosen = pinned(keys, case.profile, counting(case.overrides, case.head.today))
    return {f"{sku}@{place}": name for (sku, place), name in chosen.items()}


def _told(case: Case) -> str:
    demand = case.frame(OWN_DEMAND)
    sums = demand.group_by("level").agg(pl.col("value").sum()).sort("level").to_dicts()
    rows = [("expected" if one["level"] == 0 else f"{one['level']:.1%}", one["value"]) for one in sums]
    head = f"{demand.select('sku', 'place').n_unique() if demand.height else 0:,} items at places."
    return table("Forecast over lead time and review", head, ("probability", "units"), rows)
