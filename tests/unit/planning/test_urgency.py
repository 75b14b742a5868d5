"""Items that cannot wait for the night."""

from datetime import UTC, date, datetime

import pytest

from domain.planning.frames import ITEMS, OPEN_DEMAND, STOCK, SUPPLY
from domain.planning.plan_frames import NEEDS
from domain.planning.snapshot import Snapshot
from domain.planning.urgency import urgent_items

TODAY = date(2026, 3, 2)
PLANNED = {"sku": "MUG", "place": "WH", "on_hand": 20.0, "backorders": 0.0, "position": 30.0, "demand_day": 1.0,
           "demand_quantile": 15.0, "stock_out_on": None}  # fmt: skip


def now(on_hand=20.0, coming=10.0, due=date(2026, 3, 10), going=0.0):
    place = {"sku": "MUG", "place": "WH"}
    frames = {
        "items": ITEMS.of([{"sku": "MUG"}]),
        "stock": STOCK.of([{**place, "on_hand": on_hand}] if on_hand else []),
        "supply": SUPPLY.of(
            [{**place, "quantity": coming, "due_on": due, "document": "P1", "line_id": 1}] if coming else []
        ),
        "open_demand": OPEN_DEMAND.of([{**place, "quantity": going, "document": "S1", "line_id": 1}] if going else []),
    }
    return Snapshot(TODAY, datetime(2026, 3, 2, tzinfo=UTC), frames)


@pytest.mark.parametrize(("changed", "says"), [
    ({}, []),
    ({"on_hand": 0.0}, ["out of stock"]),
    ({"on_hand": 0.0, "coming": 0.0}, ["out of stock"]),
    ({"going": 20.0}, ["out of stock"]),
    ({"going": 10.0}, []),
    ({"on_hand": 19.0, "going": 16.0, "coming": 11.0}, ["its position fell from 30 to 14"]),
    ({"due": date(2026, 4, 20)}, ["its next receipt comes on 2026-04-20, after stock ends"]),
])  # fmt: skip
def test_what_is_worse_than_the_plan_reckoned_with(changed, says):
    assert [one.says for one in urgent_items(NEEDS.of([PLANNED]), now(**changed))] == says


def test_what_was_known_when_it_was_planned_is_no_news():
    known = {**PLANNED, "stock_out_on": date(2026, 3, 5), "on_hand": 0.0, "position": 10.0}
    assert urgent_items(NEEDS.of([known]), now(on_hand=0.0)) == []


def test_a_supplier_is_late_when_stock_ends_earlier_than_the_plan_saw_by_its_old_date():
    reckoned = {**PLANNED, "stock_out_on": date(2026, 4, 1)}
    late = urgent_items(NEEDS.of([reckoned]), now(due=date(2026, 5, 20)))
    assert [one.says for one in late] == ["its next receipt comes on 2026-05-20, after stock ends"]
    assert urgent_items(NEEDS.of([{**PLANNED, "stock_out_on": date(2026, 3, 23)}]), now(due=date(2026, 5, 20))) == []


def test_what_lies_below_a_central_place_is_no_fall_of_its_own():
    assert urgent_items(NEEDS.of([{**PLANNED, "position": 80.0, "counted_too": 50.0}]), now()) == []


def test_what_nobody_asks_for_can_wait():
    assert urgent_items(NEEDS.of([{**PLANNED, "demand_day": 0.0}]), now(on_hand=0.0)) == []
