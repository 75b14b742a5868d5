"""Hand-worked lines: position, MOQ, packs."""

import json

from domain.planning.policy import needs
from domain.planning.proposing import propose
from tests.unit.planning.plan_world import forecasts, history, profile, row, snapshot

DEMAND_OF_MUG = {("MUG", "WH"): (28.0, {0.5: 27.0, 0.9: 36.0, 0.95: 40.0, 0.99: 50.0}, 14.0)}


def plan(supplier=(), *, stock=12.0, overrides=(), settings=None, forecast=None, **rows):
    own = profile(**{"services": {"default": 0.95, "classes": {}}, **(settings or {})})
    known = forecasts(forecast or DEMAND_OF_MUG)
    world = snapshot(
        items=[{"sku": "MUG"}],
        stock=[{"sku": "MUG", "place": "WH", "on_hand": stock}],
        suppliers=[{"sku": "MUG", "supplier": "ACME", "price": 9.0, "lead_days": 7, **dict(supplier)}],
        **rows,
    )
    needed = needs(world, history(), known, own, overrides)
    return needed, propose(world, needed, own, overrides, forecasts=known)


def test_what_is_missing_to_the_quantile_is_ordered():
    needed, lines = plan()
    need, line = row(needed, sku="MUG"), row(lines, sku="MUG")
    assert (need["position"], need["order_up_to"], need["safety_stock"]) == (12, 40, 12)
    assert (line["quantity"], line["need"], line["value"], line["kind"], line["origin"]) == (
        28,
        28,
        252,
        "purchase",
        "ACME",
    )
    assert str(line["order_on"]), str(line["due_on"]) == ("2026-03-02", "2026-03-09")


def test_the_minimum_then_packs_upwards_above_the_order_up_to_level():
    line = row(plan({"quantity_min": 30.0, "pack": 8.0})[1], sku="MUG")
    assert line["quantity"] == 32
    steps = json.loads(line["why"])
    assert [(one["rule"], one["before"], one["after"]) for one in steps] == [
        ("need", 0, 28), ("moq", 28, 30), ("pack", 30, 32),
    ]  # fmt: skip
    assert steps[1]["says"] == "ACME sells 30 or more."


def test_drafts_on_their_way_and_what_is_asked_for_count():
    supply = [
        {
            "sku": "MUG",
            "place": "WH",
            "quantity": 30.0,
            "due_on": None,
            "document": "P1",
            "line_id": 1,
            "confirmed": False,
        }
    ]
    waiting = [{"sku": "MUG", "place": "WH", "quantity": 5.0, "document": "S1", "line_id": 1}]
    needed, lines = plan(supply=supply, open_demand=waiting)
    assert row(needed, sku="MUG")["position"] == 12 + 30 - 5
    assert row(lines, sku="MUG")["quantity"] == 3


def test_nothing_is_ordered_for_a_position_at_the_reorder_point():
    assert plan(stock=40.0)[1].height == 0
