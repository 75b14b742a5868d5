"""Needs worked by hand: levels, classes, network, order cost, service steps."""

from datetime import date, timedelta

import pytest

from domain.planning.plan_frames import NEEDS
from domain.planning.policy import needs
from tests.unit.planning.plan_world import TODAY, forecasts, history, profile, row, snapshot

CURVE = {0.5: 27.0, 0.9: 36.0, 0.95: 40.0, 0.99: 50.0}


def needed(*, items=("MUG",), settings=None, values=None, hist=(), overrides=(), places=("WH",), earlier=None, **rows):
    own = profile(**{"services": {"default": 0.95, "classes": {}}, **(settings or {})})
    items = [one if isinstance(one, dict) else {"sku": one} for one in items]
    suppliers = [{"sku": one["sku"], "supplier": "ACME", "price": 9.0, "lead_days": 7} for one in items]
    values = values or {(one["sku"], place): (28.0, CURVE, 14.0) for one in items for place in places}
    world = snapshot(**{"items": items, "suppliers": suppliers, **rows})
    return needs(world, history(hist), forecasts(values), own, overrides, earlier=earlier)


def level_of(settings, **more):
    return row(needed(settings={"services": settings}, **more), sku="MUG")["service_level"]


def test_the_narrowest_word_about_service_holds():
    item = {"sku": "MUG", "category": "Kitchen / Cups"}
    rest = {"default": 0.9, "classes": {}}
    assert level_of(rest, items=[item]) == 0.9
    assert level_of({**rest, "classes": {"C": 0.91}}, items=[item]) == 0.91
    assert level_of({**rest, "classes": {"C": 0.91, "CZ": 0.92}}, items=[item]) == 0.92
    categories = {"Kitchen": 0.93, "Kitchen / Cups": 0.94}
    assert level_of({**rest, "categories": categories}, items=[item]) == 0.94
    assert level_of({**rest, "categories": categories, "items": {"MUG": 0.96}}, items=[item]) == 0.96


def test_a_promise_to_a_customer_lifts_the_level_of_what_it_waits_for():
    waiting = [{"sku": "MUG", "place": "WH", "quantity": 1.0, "document": "S1", "line_id": 1, "customer": "HOSPITAL"}]
    settings = {"default": 0.9, "classes": {}, "committed": {"HOSPITAL": 0.99}}
    assert level_of(settings, open_demand=waiting) == 0.99
    assert level_of({**settings, "committed": {"OTHER": 0.99}}, open_demand=waiting) == 0.9
    assert level_of(settings, buyers=[{"sku": "MUG", "customer": "HOSPITAL"}]) == 0.99


def test_the_margin_bounds_the_level_where_it_is_asked_for():
    """Margin .01 of 10; holding a week at 20 % a year: 10 x .2 x 7 / 365 = .03836; ratio .01 / .04836 = .2068 < .5."""
    item = {"sku": "MUG", "cost": 10.0, "price": 10.01}
    assert level_of({"default": 0.95, "classes": {}, "margin": True}, items=[item]) == 0.5
    item = {"sku": "MUG", "cost": 10.0, "price": 10.2}
    expected = 0.2 / (0.2 + 10 * 0.2 * 7 / 365)
    assert level_of({"default": 0.95, "classes": {}, "margin": True}, items=[item]) == pytest.approx(expected)


def test_classes_by_money_and_steadiness():
    """In the newest 52 weeks A sells 800, B 150, C 50 of money 10; A steadily, B in two weeks, C in one."""
    rows = [("A", "WH", t, 800 / 52) for t in range(52)] + [("B", "WH", 0, 75), ("B", "WH", 9, 75), ("C", "WH", 0, 50)]
    found = needed(items=("A", "B", "C"), hist=[*rows, ("A", "WH", 51, 0)])
    assert [(one["sku"], one["abc"], one["xyz"]) for one in found.sort("sku").to_dicts()] == [
        ("A", "A", "X"), ("B", "B", "Z"), ("C", "C", "Z"),
    ]  # fmt: skip


def test_a_plan_of_a_few_items_keeps_the_classes_of_the_last_plan_of_all():
    rows = [("MUG", "WH", t, 10.0) for t in range(52)]
    alone = row(needed(hist=rows), sku="MUG")
    assert (alone["abc"], alone["xyz"]) == ("A", "X")
    earlier = NEEDS.of(
        [{"sku": "MUG", "place": "WH", "abc": "C", "xyz": "Y"}, {"sku": "CUP", "place": "WH", "abc": "A"}]
    )
    told = row(needed(hist=rows, earlier=earlier, settings={"services": {"classes": {"C": 0.9}}}), sku="MUG")
    assert (told["abc"], told["xyz"], told["service_level"]) == ("C", "Y", 0.9)


def test_a_level_between_two_is_linear_in_normal_quantiles():
    """z(.925) = 1.43953 between z(.9) = 1.28155 and z(.95) = 1.64485: 36 + 4 x .43486."""
    found = row(needed(settings={"services": {"default": 0.925, "classes": {}}}), sku="MUG")
    assert found["demand_quantile"] == pytest.approx(36 + 4 * 0.43486, abs=1e-4)


def test_the_next_step_of_service_and_its_price():
    found = row(needed(), sku="MUG")
    z95, z975, z99 = 1.644854, 1.959964, 2.326348
    units = 10 * (z975 - z95) / (z99 - z95)
    assert found["level_next"] == 0.975
    assert found["level_next_units"] == pytest.approx(units, abs=1e-4)
    assert found["level_next_money"] == pytest.approx(units * 10, abs=1e-3)


def test_an_order_cost_makes_lines_as_large_as_it_pays():
    """Q = sqrt(2 x 25 x 2 x 365 / (10 x .2)) = 135.09; a week's demand is 14; S = 40 + 121.09."""
    found = row(needed(settings={"order_cost": 25}), sku="MUG")
    assert (found["reorder_point"], found["order_up_to"]) == (40, pytest.approx(40 + 135.0926 - 14, abs=1e-3))


def test_looked_at_each_night_and_ordered_for_a_week():
    """S lasts 14 days: 40. s lasts the 8 days until tomorrow's order comes: 16 + 12 x sqrt(8 / 14)."""
    found = row(needed(settings={"check_days": 1}), sku="MUG")
    assert (found["reorder_point"], found["order_up_to"]) == (pytest.approx(16 + 12 * (8 / 14) ** 0.5), 40)


def test_looked_at_each_night_where_the_supplier_takes_orders_on_one_day():
    """What Monday's look leaves out comes with the next Monday's order, 14 days on: s = S. On Tuesday that order, 13 days
    on, is still to be made, whenever in the week: s lasts 13 of the 20 days of S, 28 x 20 / 14 = 40 expected."""
    ordered = {"check_days": 1, "suppliers": {"ACME": {"order_weekdays": [TODAY.isoweekday()]}}}
    found = row(needed(settings=ordered), sku="MUG")
    assert (found["reorder_point"], found["order_up_to"]) == (40, 40)
    gone = {"check_days": 1, "suppliers": {"ACME": {"order_weekdays": [(TODAY - timedelta(1)).isoweekday()]}}}
    found = row(needed(settings=gone), sku="MUG")
    assert found["reorder_point"] == pytest.approx(26 + 12 * (13 / 14) ** 0.5)
    assert found["order_up_to"] == pytest.approx(40 + 12 * (20 / 14) ** 0.5)


NETWORK = {
    "warehouses": {
        "EAST": {"supplied_by": "HUB", "transfer_days": 7},
        "WEST": {"supplied_by": "HUB", "transfer_days": 7},
    }
}


def test_a_central_place_covers_what_is_below_with_pooled_risk():
    """Each of three: mean 28 and 12 of safety over 14 days. The hub must last 14 days, and 7 more for what is below:
    28 + 2 x 28 x 1.5 = 112; safety sqrt(12^2 + 2 x 12^2 x 1.5) = 24, where three alone would hold 36."""
    stock = [
        {"sku": "MUG", "place": place, "on_hand": held} for place, held in (("HUB", 50), ("EAST", 10), ("WEST", 5))
    ]
    found = needed(places=("HUB", "EAST", "WEST"), settings=NETWORK, stock=stock)
    hub, east = row(found, place="HUB"), row(found, place="EAST")
    assert (hub["demand_mean"], hub["safety_stock"], hub["order_up_to"]) == (
        pytest.approx(112),
        pytest.approx(24),
        pytest.approx(136),
    )
    assert (hub["position"], hub["counted_too"], hub["supply_kind"]) == (65, 15, "purchase")
    assert hub["stock_out_on"] == date(2026, 3, 2), "EAST lacks 30, WEST 35: all 50 leave today"
    assert (east["supply_kind"], east["origin"], east["order_up_to"], east["position"]) == ("transfer", "HUB", 40, 10)


def test_a_transfer_on_its_way_is_counted_once_in_the_network():
    stock = [{"sku": "MUG", "place": "HUB", "on_hand": 50.0}]
    supply = [
        {
            "sku": "MUG",
            "place": "EAST",
            "quantity": 8.0,
            "kind": "transfer",
            "origin": "HUB",
            "document": "T1",
            "line_id": 1,
        }
    ]
    away = [{"sku": "MUG", "place": "HUB", "quantity": 8.0, "kind": "transfer", "document": "T1", "line_id": 1}]
    found = needed(places=("HUB", "EAST"), settings=NETWORK, stock=stock, supply=supply, open_demand=away)
    assert (row(found, place="HUB")["position"], row(found, place="EAST")["position"]) == (50, 8)


def test_what_lies_of_a_predecessor_counts_for_its_successor():
    stock = [{"sku": "OLD", "place": "WH", "on_hand": 25.0}, {"sku": "MUG", "place": "WH", "on_hand": 3.0}]
    items = ({"sku": "OLD", "successor": "MUG"}, {"sku": "MUG"})
    found = row(needed(items=items, values={("MUG", "WH"): (28.0, CURVE, 14.0)}, stock=stock), sku="MUG")
    assert (found["position"], found["counted_too"]) == (28, 25)


def test_stock_ends_on_the_day_that_is_projected():
    """10 on hand, 2 a day, 3 promised on the third day: 8, 6, 1, then below zero on the fourth (day 3)."""
    stock = [{"sku": "MUG", "place": "WH", "on_hand": 10.0}]
    waiting = [
        {"sku": "MUG", "place": "WH", "quantity": 3.0, "due_on": date(2026, 3, 4), "document": "S1", "line_id": 1}
    ]
    assert row(needed(stock=stock, open_demand=waiting), sku="MUG")["stock_out_on"] == date(2026, 3, 5)


def test_order_days_lengthen_what_stock_must_last():
    """Orders on Thursdays only: placed on the 5th, there on the 12th, the next ones on the 19th: 17 days from Monday 2nd."""
    found = row(needed(settings={"suppliers": {"ACME": {"order_weekdays": [4]}}}), sku="MUG")
    assert (found["order_on"], found["due_on"], found["review_days"]) == (date(2026, 3, 5), date(2026, 3, 12), 7)
    assert found["demand_mean"] == pytest.approx(28 * 17 / 14)
    assert found["order_up_to"] == pytest.approx(34 + 12 * (17 / 14) ** 0.5)


def test_nobody_orders_while_the_supplier_is_closed():
    closed = {"suppliers": {"ACME": {"closed": [["2026-03-05", "2026-03-14"]]}}}
    found = row(needed(settings=closed), sku="MUG")
    assert (found["order_on"], found["due_on"]) == (date(2026, 3, 2), date(2026, 3, 19))
