"""Service against stock, and forecasts against what was then asked for."""

from datetime import date

import polars as pl
import pytest

from domain.planning.frames import ITEMS
from domain.planning.measuring import Foreseen, accuracy, service
from domain.planning.plan_frames import DEMAND, EXPECTED, LINES, NEEDS

ITEM = ITEMS.of([{"sku": "MUG", "cost": 2.0}, {"sku": "CUP", "cost": 1.0}])


def needs(**position):
    return NEEDS.of([
        {"sku": sku, "place": "WH", "position": units, "demand_mean": 10.0} for sku, units in position.items()
    ])  # fmt: skip


def demand(*skus):
    levels = {0.0: 10.0, 0.5: 10.0, 0.9: 20.0, 0.95: 30.0}
    return DEMAND.of([
        {"sku": sku, "place": "WH", "level": level, "value": value} for sku in skus for level, value in levels.items()
    ])  # fmt: skip


def test_the_curve_says_what_each_level_binds_and_the_points_where_we_stand():
    lines = LINES.of([{"line": "1", "sku": "MUG", "place": "WH", "quantity": 5.0}])
    found = service(needs(MUG=15.0), demand("MUG"), lines, ITEM)
    assert found.curve.select("level", "money").rows() == [(0.5, 20.0), (0.9, 40.0), (0.95, 60.0)]
    assert (found.today.worth, found.today.service) == pytest.approx((30.0, 0.7))
    assert (found.planned.worth, found.planned.service) == pytest.approx((40.0, 0.9))


def test_items_count_by_the_money_that_is_asked_for():
    found = service(needs(MUG=100.0, CUP=0.0), demand("MUG", "CUP"), LINES.empty(), ITEM)
    assert found.today.service == pytest.approx(0.95 * 2 / 3)


def test_a_central_place_counts_what_lies_there_and_a_transfer_moves_it():
    both = {"sku": "MUG", "demand_mean": 99.0, "on_order": 0.0, "backorders": 0.0}
    needed = NEEDS.of([
        {**both, "place": "WH", "on_hand": 40.0, "position": 45.0},
        {**both, "place": "SHOP", "on_hand": 5.0, "position": 5.0},
    ])  # fmt: skip
    levels = {0.0: 10.0, 0.5: 10.0, 0.9: 20.0}
    asked = DEMAND.of([
        {"sku": "MUG", "place": place, "level": level, "value": value}
        for place in ("WH", "SHOP") for level, value in levels.items()
    ])  # fmt: skip
    moved = LINES.of(
        [{"line": "1", "kind": "transfer", "sku": "MUG", "place": "SHOP", "origin": "WH", "quantity": 15.0}]
    )
    found = service(needed, asked, moved, ITEM, central={"WH"})
    assert (found.today.worth, found.planned.worth) == pytest.approx((90.0, 90.0))
    assert (found.today.service, found.planned.service) == pytest.approx(((0.9 + 0.25) / 2, 0.9))


def test_without_demand_nothing_is_covered():
    assert service(NEEDS.empty(), DEMAND.empty(), LINES.empty(), ITEM).today.service == 0


def test_a_forecast_is_held_to_what_was_then_asked_for():
    weeks = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)]
    asked = pl.DataFrame({
        "sku": ["MUG"] * 3 + ["CUP"] * 3, "place": ["WH"] * 6, "period": weeks * 2,
        "quantity": [4.0, 6.0, 10.0, 2.0, 2.0, 4.0], "known": [True] * 6,
    })  # fmt: skip
    then = EXPECTED.of([
        {"sku": sku, "place": "WH", "period": weeks[2], "value": value} for sku, value in (("MUG", 8.0), ("CUP", 5.0))
    ])  # fmt: skip
    found = accuracy([Foreseen(weeks[2], then)], asked, ITEM, year=52)
    row = found.row(0, named=True)
    assert row["error"] == pytest.approx((2 * 2 + 1) / 24)
    assert row["bias"] == pytest.approx((-2 * 2 + 1) / 24)
    assert row["naive_error"] == pytest.approx((5 * 2 + 2) / 24)


def test_a_plan_whose_first_period_runs_still_is_not_judged():
    then = EXPECTED.of([{"sku": "MUG", "place": "WH", "period": date(2026, 3, 2), "value": 8.0}])
    empty = pl.DataFrame(
        schema={"sku": pl.String, "place": pl.String, "period": pl.Date, "quantity": pl.Float64, "known": pl.Boolean}
    )
    assert accuracy([Foreseen(date(2026, 3, 2), then)], empty, ITEM, year=52).height == 0
