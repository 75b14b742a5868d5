"""Stock of the coming days, in parts and whole."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from domain.planning import projection
from tests.unit.planning.plan_world import TODAY, forecasts, snapshot

SKUS = [f"S{number}" for number in range(7)]


def outlook(days=30, **rows):
    pairs = pl.DataFrame({"sku": SKUS, "place": "WH"})
    stock = [{"sku": sku, "place": "WH", "on_hand": 10.0 * number} for number, sku in enumerate(SKUS)]
    known = forecasts({(sku, "WH"): (0.0, {}, 7.0) for sku in SKUS}, weeks=2)
    world = snapshot(stock=stock, **rows)
    return projection.outlook(world, pairs, known["expected"], days, late_days=7)


def test_stock_ends_when_demand_has_eaten_it_and_receipts_put_it_off():
    supply = [
        {"sku": "S2", "place": "WH", "quantity": 5.0, "due_on": date(2026, 3, 10), "document": "P1", "line_id": 1},
        {"sku": "S1", "place": "WH", "quantity": 4.0, "due_on": date(2026, 2, 10), "document": "P2", "line_id": 1},
    ]
    found = outlook(supply=supply).stock_out()
    assert found.tolist() == [0, 14, 25, 30, 30, 30, 30]


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_parts_are_the_whole(chunk, monkeypatch):
    supply = [
        {"sku": sku, "place": "WH", "quantity": 3.0, "due_on": TODAY, "document": f"P{sku}", "line_id": 1}
        for sku in SKUS[::2]
    ]
    monkeypatch.setattr(projection, "_CHUNK", chunk)
    found = outlook(supply=supply)
    until = np.full(7, 13)
    expected = [10 * number + 3 * (number % 2 == 0) - 14 for number in range(7)]
    assert found.lowest(until).tolist() == pytest.approx(expected)
    later = found.lowest(until, arrives=np.full(7, 10), quantity=np.full(7, 100.0))
    assert later.tolist() == pytest.approx([one + 4 for one in expected])
    assert found.at(until).tolist() == pytest.approx(expected)
