"""Hand-worked cases of each step from need to quantity."""

from datetime import date

import polars as pl
import pytest

from domain.planning.plan_frames import NEEDS
from domain.planning.proposing import room_taken
from tests.unit.planning.plan_world import TODAY, row
from tests.unit.planning.proposing.plans import CURVE, bought, planned, quantities, says, steps
from tests.unit.planning.proposing.test_planner_words import override


def test_a_price_break_is_taken_where_it_saves_more_than_holding_costs():
    """28 at 9; from 50 at 8: saves 50; 22 more, held 22 x 39 / 2 days at 8 x .2 / 365 a day: 1.88."""
    offers = [{"sku": "MUG"}, {"sku": "MUG", "quantity_min": 50.0, "price": 8.0}]
    line = row(planned({"MUG": 12.0}, offers=offers).lines, sku="MUG")
    assert (line["quantity"], line["unit_price"], line["value"]) == (50, 8, 400)
    assert "saves 48.12" in says(line, "price_break")[0]


def test_a_price_break_that_does_not_pay_is_left():
    """From 500 at 8.99: saves 5; 472 more held 472 x 264 / 2 days: far more."""
    offers = [{"sku": "MUG"}, {"sku": "MUG", "quantity_min": 500.0, "price": 8.99}]
    line = row(planned({"MUG": 12.0}, offers=offers).lines, sku="MUG")
    assert (line["quantity"], line["unit_price"]) == (28, 9)


def test_a_price_that_the_quantity_reaches_anyway_counts():
    offers = [{"sku": "MUG"}, {"sku": "MUG", "quantity_min": 20.0, "price": 7.0}]
    assert row(planned({"MUG": 12.0}, offers=offers).lines, sku="MUG")["unit_price"] == 7


def test_not_more_is_ordered_than_is_sold_while_it_keeps():
    """2 a day for 20 days: 40; 30 lie, of which 16 are left when it comes in 7 days: 24; in packs of 5: 20."""
    items = [{"sku": "MUG", "shelf_life_days": 20}]
    offers = [{"sku": "MUG", "pack": 5.0}]
    curves = {("MUG", "WH"): (28.0, {0.5: 27.0, 0.95: 90.0}, 14.0)}
    line = row(planned({"MUG": 30.0}, items=items, offers=offers, curves=curves).lines, sku="MUG")
    assert steps(line) == [("need", 0, 60), ("shelf_life", 60, 20)]


def test_a_minimum_that_would_spoil_is_not_ordered():
    items, offers = [{"sku": "MUG", "shelf_life_days": 20}], [{"sku": "MUG", "quantity_min": 100.0}]
    made = planned({"MUG": 12.0}, items=items, offers=offers)
    assert made.lines.height == 0
    assert steps(row(made.left_out, sku="MUG"))[-1] == ("shelf_life", 100, 0)


def test_an_order_below_the_smallest_value_is_filled_up_with_what_is_needed_soonest():
    """MUG 28 x 9 = 252 of 400; CUP has 41, falls below 40 first; JUG has 90, after 25 days only."""
    settings = {"suppliers": {"ACME": {"order_value_min": 400}}}
    made = planned({"MUG": 12.0, "CUP": 41.0, "JUG": 90.0}, settings=settings).lines
    assert made["value"].sum() >= 400
    assert "JUG" not in bought(made)
    assert row(made, sku="CUP")["urgency"] == "early"
    assert (
        "smallest value of 400 with what is needed within 5 days more" in says(row(made, sku="MUG"), "order_value")[0]
    )


def test_an_order_that_cannot_reach_the_smallest_value_waits_unless_something_is_urgent():
    settings = {"suppliers": {"ACME": {"order_value_min": 5000}}}
    waits = planned({"MUG": 39.0}, settings=settings)
    assert waits.lines.height == 0
    assert steps(row(waits.left_out, sku="MUG"))[-1][0] == "order_value"
    urgent = row(planned({"MUG": 5.0}, settings=settings).lines, sku="MUG")
    assert (urgent["quantity"], urgent["urgency"]) == (35, "late")
    assert "less than the supplier's smallest value" in says(urgent, "order_value")[0]


def test_the_last_truck_is_filled_to_what_it_must_carry():
    """28 of .1 cubic metres are 2.8 of trucks of 2: the second carries .8 of 2 and must carry 1.6: 3.6, thus 36."""
    settings = {"suppliers": {"ACME": {"truck_volume": 2.0, "truck_fill_min": 0.8}}}
    line = row(planned({"MUG": 12.0}, items=[{"sku": "MUG", "volume": 0.1}], settings=settings).lines, sku="MUG")
    assert line["quantity"] == 36
    assert steps(line)[-1] == ("truck", 28, 36)


def test_money_goes_where_most_is_lost_without_it():
    """Both need 28 x 9 = 252. JUG's margin is ten times MUG's: JUG is bought, of MUG what is left of 300: 5 units."""
    items = [{"sku": "MUG", "price": 11.0}, {"sku": "JUG", "price": 20.0}]
    made = planned({"MUG": 12.0, "JUG": 12.0}, items=items, settings={"budget": {"per_plan": 300}})
    assert bought(made.lines) == {"JUG": 28, "MUG": 5}
    assert made.lines["value"].sum() <= 300


def test_what_money_leaves_out_is_told_with_what_is_lost():
    items = [{"sku": "MUG", "price": 11.0}, {"sku": "JUG", "price": 20.0}]
    offers = [{"sku": "MUG", "quantity_min": 28.0}, {"sku": "JUG"}]
    made = planned({"MUG": 12.0, "JUG": 12.0}, items=items, offers=offers, settings={"budget": {"per_plan": 300}})
    left = row(made.left_out, sku="MUG")
    assert (left["quantity"], left["need"]) == (0, 28)
    assert left["stock_out_cost"] > 0
    assert steps(left)[-1] == ("budget", 28, 0)


def test_a_suppliers_money_bounds_its_lines_alone():
    offers = [{"sku": "MUG"}, {"sku": "JUG", "supplier": "BETA"}]
    made = planned({"MUG": 12.0, "JUG": 12.0}, offers=offers, settings={"budget": {"per_supplier": {"ACME": 100}}})
    assert bought(made.lines) == {"JUG": 28, "MUG": 11}


def test_an_order_that_money_cuts_below_the_smallest_value_is_left_out_and_its_money_goes_to_others():
    offers = [{"sku": "MUG"}, {"sku": "JUG", "supplier": "BETA"}]
    items = [{"sku": "MUG", "price": 20.0}, {"sku": "JUG", "price": 21.0}]
    settings = {"budget": {"per_plan": 300}, "suppliers": {"ACME": {"order_value_min": 200}}}
    made = planned({"MUG": 12.0, "JUG": 12.0}, offers=offers, items=items, settings=settings)
    assert bought(made.lines) == {"JUG": 28}
    assert row(made.left_out, sku="MUG")["quantity"] == 0


def test_not_more_comes_than_fits():
    settings = {"warehouses": {"WH": {"capacity_units": 18.0}}}
    line = row(planned({"MUG": 12.0}, settings=settings).lines, sku="MUG")
    assert (line["quantity"], steps(line)[-1]) == (18, ("capacity", 28, 18))


def test_other_items_take_room_that_a_plan_of_a_few_does_not_see():
    """Of 18 units PEN takes 7 on hand less 2 that are sold until goods come, and 4 that were ordered since."""
    day = {"due_on": date(2026, 3, 4), "on_hand": 7.0, "on_order": 0.0, "backorders": 0.0, "demand_day": 1.0}
    ordered = pl.DataFrame({"sku": ["PEN"], "place": ["WH"], "quantity": [4.0]})
    items = pl.DataFrame({"sku": ["PEN"], "volume": [0.5]})
    taken = room_taken(NEEDS.of([{"sku": "PEN", "place": "WH", **day}]), items, ordered, TODAY)
    assert taken.rows() == [("WH", 9.0, 4.5)]
    made = planned({"MUG": 12.0}, settings={"warehouses": {"WH": {"capacity_units": 18.0}}}, elsewhere=taken)
    assert row(made.lines, sku="MUG")["quantity"] == 9


def test_surplus_elsewhere_is_moved_before_anything_is_bought():
    """EAST has 60 and needs 40: 20 of WEST's 28 come from there in packs of 6: 18; 10 are bought."""
    settings = {"warehouses": {"WEST": {"surplus_from": ["EAST"], "transfer_pack": 6.0, "transfer_days": 3}}}
    made = planned({("MUG", "EAST"): 60.0, ("MUG", "WEST"): 12.0}, settings=settings).lines
    assert quantities(made) == {("MUG", "WEST", "transfer"): 18, ("MUG", "WEST", "purchase"): 10}
    moved = row(made, kind="transfer")
    assert (moved["origin"], moved["due_on"]) == ("EAST", date(2026, 3, 5))


NETWORK = {"EAST": {"supplied_by": "HUB"}, "WEST": {"supplied_by": "HUB"}}


def test_a_central_place_gives_what_it_has_to_who_loses_most():
    """Both need goods from HUB, which has 30 free: EAST, which is emptier, gets 36's worth first."""
    stock = {("MUG", "HUB"): 30.0, ("MUG", "EAST"): 0.0, ("MUG", "WEST"): 20.0}
    curves = {("MUG", place): (28.0, CURVE, 14.0) for place in ("EAST", "WEST")}
    made = planned(stock, settings={"warehouses": NETWORK}, curves=curves).lines
    moved = {one["place"]: one["quantity"] for one in made.to_dicts() if one["kind"] == "transfer"}
    assert sum(moved.values()) == 30
    assert moved["EAST"] > moved.get("WEST", 0)
    assert row(made, kind="purchase")["place"] == "HUB"


def test_a_central_places_stock_is_projected_with_what_the_places_below_ask_for():
    """HUB sells nothing itself: 100 less the 60 that go out today; 28 of 9 days are asked for at each of two: 40 are gone
    on the seventh day."""
    stock = {("MUG", "HUB"): 100.0, ("MUG", "EAST"): 10.0, ("MUG", "WEST"): 10.0}
    curves = {("MUG", place): (28.0, CURVE, 14.0) for place in ("EAST", "WEST")}
    made = planned(stock, settings={"warehouses": NETWORK}, curves=curves)
    lines = {one["place"]: one for one in made.lines.to_dicts()}
    assert [lines[place]["quantity"] for place in ("EAST", "WEST")] == [30, 30]
    assert lines["HUB"]["stock_out_on"] == date(2026, 3, 8)


@pytest.mark.parametrize("offers", [[], None])
def test_what_is_made_here_is_made_whoever_sells_it(offers):
    line = row(planned({"MUG": 12.0}, items=[{"sku": "MUG", "made": True}], offers=offers).lines, sku="MUG")
    assert (line["kind"], line["quantity"], line["origin"], line["due_on"]) == ("make", 28, "WH", date(2026, 3, 9))


def test_what_is_made_here_is_bought_where_a_planner_names_the_supplier():
    words = [override("supplier", "ACME", sku="MUG")]
    line = row(planned({"MUG": 12.0}, items=[{"sku": "MUG", "made": True}], overrides=words).lines, sku="MUG")
    assert (line["kind"], line["origin"]) == ("purchase", "ACME")
    assert says(line, "override")[0].startswith("Supplier ACME instead of making it. Override 1 of ann")


def test_what_is_followed_by_another_item_is_not_bought():
    items = [{"sku": "OLD", "successor": "MUG"}, {"sku": "MUG"}]
    made = planned({"OLD": 10.0, "MUG": 12.0}, items=items)
    assert bought(made.lines) == {"MUG": 18}
    assert says(row(made.left_out, sku="OLD"), "ends") == ["Not ordered: MUG follows it."]


def test_another_supplier_is_taken_where_the_first_is_too_late_and_it_pays():
    """4 on hand last 2 days; ACME takes 7, BETA 1 at 11; 28 x 2 more are less than the margin that would be lost."""
    offers = [
        {"sku": "MUG"},
        {"sku": "MUG", "supplier": "BETA", "sequence": 2, "price": 11.0, "lead_days": 1.0, "pack": 10.0},
    ]
    line = row(planned({"MUG": 4.0}, offers=offers).lines, sku="MUG")
    assert (line["origin"], line["quantity"], line["unit_price"]) == ("BETA", 40, 11)
    assert steps(line)[1][0] == "supplier"
    dear = [offers[0], {**offers[1], "price": 30.0}]
    assert row(planned({"MUG": 4.0}, offers=dear).lines, sku="MUG")["origin"] == "ACME"
    assert row(planned({"MUG": 20.0}, offers=offers).lines, sku="MUG")["origin"] == "ACME"


def test_prices_that_are_over_or_not_yet_valid_are_no_prices():
    offers = [
        {"sku": "MUG", "price": 1.0, "valid_to": date(2026, 3, 1)},
        {"sku": "MUG", "price": 2.0, "valid_from": date(2026, 3, 3)},
        {"sku": "MUG", "supplier": "BETA", "sequence": 9, "price": 9.5},
    ]
    line = row(planned({"MUG": 12.0}, offers=offers).lines, sku="MUG")
    assert (line["origin"], line["unit_price"]) == ("BETA", 9.5)


@pytest.mark.parametrize(("held", "urgency"), [(5.0, "late"), (20.0, "soon"), (39.0, "normal")])
def test_urgency_is_when_stock_ends(held, urgency):
    line = row(planned({"MUG": held}).lines, sku="MUG")
    assert (line["urgency"], line["order_on"]) == (urgency, TODAY)


def test_stock_before_and_after():
    """12 less 2 a day: -18 at the end of day 14, when the next order comes; 28 come on day 7, when -4 lie: 24, -> 10."""
    line = row(planned({"MUG": 12.0}).lines, sku="MUG")
    assert (line["lowest_before"], line["lowest_after"]) == (pytest.approx(-18), pytest.approx(-2))


def test_a_key_is_the_same_whenever_the_same_is_proposed():
    first, second = planned({"MUG": 12.0}).lines, planned({"MUG": 3.0, "CUP": 4.0}).lines
    assert row(first, sku="MUG")["line"] == row(second, sku="MUG")["line"]
    assert second["line"].n_unique() == 2


def test_what_lies_at_a_place_that_nobody_supplies_can_still_be_moved():
    stock = {("MUG", "HUB"): 30.0, ("MUG", "EAST"): 12.0}
    curves = {("MUG", "EAST"): (28.0, CURVE, 14.0)}
    made = planned(stock, settings={"warehouses": {"EAST": NETWORK["EAST"]}}, curves=curves, offers=[]).lines
    assert quantities(made) == {("MUG", "EAST", "transfer"): 28}


def test_nothing_known_gives_nothing():
    made = planned({}, curves={})
    assert (made.lines.height, made.left_out.height) == (0, 0)
    bare = planned(
        {"MUG": 5.0},
        curves={},
        open_demand=[{"sku": "MUG", "place": "WH", "quantity": 9.0, "document": "S1", "line_id": 1}],
    )
    assert bought(bare.lines) == {"MUG": 4}
