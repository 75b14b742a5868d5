"""From cleaned demand to series, and from a forecast to the plan's frames."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from domain.planning.cleaning.cleaned import Grid
from domain.planning.forecast_frames import demand_frame, expected_frame, periods_from, series_of
from domain.planning.forecasting.series import LEVELS, Forecast
from domain.planning.frames import ITEMS
from domain.planning.profile import PlanningProfile

PROFILE = PlanningProfile(plan="p", review_days=7)
ITEM = ITEMS.of([{"sku": "MUG", "cost": 2.5, "category": "Cups"}, {"sku": "CUP", "category": "Cups"}])


def grid(y, known=None, *, skus=("CUP", "MUG")):
    y = np.array(y, dtype=float)
    keys = pl.DataFrame({"sku": skus[-len(y) :], "place": ["WH"] * len(y)})
    return Grid(keys, y, np.ones(y.shape, bool) if known is None else np.array(known))


def leads(**days):
    return pl.DataFrame({"sku": list(days), "place": ["WH"] * len(days), "mean_days": list(days.values())})


def test_a_series_is_a_sku_at_a_place_with_what_is_known_of_it():
    known = [[True, True, True], [True, True, False]]
    found = series_of(grid([[0, 4, 0], [3, 0, 1]], known), ITEM, leads(MUG=14.0, CUP=1.0), PROFILE)
    assert found.demand.keys == ["CUP@WH", "MUG@WH"]
    assert found.demand.y.tolist() == [[0, 4, 0], [3, 0, 1]]
    assert found.demand.known.tolist() == known
    assert found.demand.cost.tolist() == pytest.approx([1e-6, 2.5])


def test_the_window_is_lead_time_and_review_in_whole_periods():
    found = series_of(grid([[4], [3]]), ITEM, leads(MUG=14.0, CUP=1.0), PROFILE)
    assert found.demand.width.tolist() == [2, 3]
    assert found.share.tolist() == pytest.approx([8 / 14, 1.0])


def test_what_is_random_of_a_lead_time_goes_with_it():
    table = leads(MUG=14.0, CUP=7.0).with_columns(weights=pl.Series([[0.25, 0.5, 0.25], None]))
    found = series_of(grid([[4], [3]]), ITEM, table, PROFILE)
    assert found.demand.lead_weights.sum(axis=1).tolist() == [1, 1]
    assert found.demand.lead_weights[1].tolist() == [0.25, 0.5, 0.25]
    assert found.demand.lead_weights[0].tolist() == [1, 0, 0]
    assert found.share.tolist() == pytest.approx([1, 1])


def test_what_is_certain_beside_what_is_random_keeps_its_own_lead():
    table = leads(MUG=7.0, CUP=28.0).with_columns(weights=pl.Series([[0.5, 0.5], None]))
    found = series_of(grid([[4], [3]]), ITEM, table, PROFILE)
    assert found.demand.lead_weights.tolist() == [[0, 0, 0, 1], [0.5, 0.5, 0, 0]]
    assert found.share.tolist() == pytest.approx([1, 14 / 17.5])


def test_a_part_of_a_period_takes_its_share_of_the_mean_and_the_root_of_it_of_what_deviates():
    series = series_of(grid([[3]]), ITEM, leads(MUG=0.0), PROFILE)
    assert series.share.tolist() == [0.5]
    levels = len(LEVELS)
    forecast = Forecast(
        LEVELS, (1,), np.full((1, 1, levels), 12.0), np.array([[8.0]]), np.array([[[4.0, 5.0]]]), ["default"]
    )
    frame = demand_frame(series, forecast)
    assert frame.filter(level=0.0)["value"].to_list() == [4.0]
    assert frame.filter(level=0.95)["value"].to_list() == pytest.approx([4 + 4 * np.sqrt(0.5)])
    ahead = expected_frame(series, forecast, date(2026, 11, 16), PROFILE)
    assert ahead.rows() == [("MUG", "WH", date(2026, 11, 16), 4.0), ("MUG", "WH", date(2026, 11, 23), 5.0)]


def test_months_begin_on_their_first_day():
    monthly = PlanningProfile(plan="p", period="month")
    assert periods_from(date(2026, 11, 1), 3, monthly) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
