"""The replayed past quarters: the mirrored last step against ``propose``, and stocks read from a curve."""

from dataclasses import replace

import pytest

from benchmarks.quarter_demand import BY_NAME, Item
from benchmarks.quarter_past_levels import ordered
from benchmarks.quarter_past_report import Point, mean_curve, stock_for
from benchmarks.quarter_replica import Replayed
from domain.planning.policy import needs
from domain.planning.proposing import propose
from tests.unit.planning.plan_world import forecasts, history, profile, snapshot

CURVE = {0.5: 27.0, 0.9: 36.2, 0.95: 40.3, 0.99: 50.0}


def test_what_is_ordered_at_a_position_is_what_a_plan_proposes():
    """Below and above the reorder point, less missing than the minimum, parts of a unit; looked at each night."""
    held = {"FAR": 3.0, "NEAR": 25.0, "ENOUGH": 26.0, "FULL": 41.0, "SMALL": 0.0, "FEW": 24.5}
    minimum = {"FEW": 24, "SMALL": 6}
    world = snapshot(
        items=[{"sku": one} for one in held],
        stock=[{"sku": one, "place": "WH", "on_hand": units} for one, units in held.items()],
        suppliers=[
            {"sku": one, "supplier": "ACME", "price": 9.0, "lead_days": 7.0, "quantity_min": float(minimum.get(one, 0))}
            for one in held
        ],
    )
    own = profile(services={"default": 0.95, "classes": {}}, check_days=1)
    known = forecasts({(one, "WH"): (28.0, CURVE, 14.0) for one in held})
    needed = needs(world, history(), known, own)
    lines = propose(world, needed, own, forecasts=known)
    proposed = dict(lines.select("sku", "quantity").iter_rows())
    mirrored = {
        sku: ordered(held[sku], (low, high), Item(sku, 9.0, replace(BY_NAME["S1"], minimum=minimum.get(sku, 0))))
        for sku, low, high in needed.select("sku", "reorder_point", "order_up_to").iter_rows()
    }
    assert {sku: units for sku, units in mirrored.items() if units} == proposed
    assert 0 < len(proposed) < len(held)
    assert proposed["FEW"] == 24


def _curve(*points):
    return [Point(n, Replayed(0.0, money, stock)) for n, (money, stock) in enumerate(points)]


def test_a_stock_is_read_between_two_settings_and_never_beyond_them():
    rising = _curve((0.90, 100.0), (0.94, 200.0), (0.98, 400.0))
    assert stock_for(rising, 0.96) == pytest.approx(300)
    assert stock_for(rising, 0.98) == pytest.approx(400)
    assert stock_for(rising, 0.99) is None
    assert stock_for(rising, 0.89) is None
    assert stock_for(_curve((0.94, 10.0), (0.97, 20.0), (0.95, 30.0), (0.99, 40.0)), 0.96) == pytest.approx(10 + 20 / 3)


def test_one_setting_through_two_quarters():
    both = mean_curve([_curve((0.90, 100.0), (0.96, 200.0)), _curve((0.94, 300.0), (0.98, 500.0))])
    assert [(one.setting, one.came.stock) for one in both] == [(0, 200.0), (1, 350.0)]
    assert [one.came.money for one in both] == pytest.approx([0.92, 0.97])
