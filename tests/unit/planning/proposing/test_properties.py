"""What holds for every plan, whatever the numbers."""

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.planning.policy import needs
from domain.planning.proposing import proposal
from tests.unit.planning.plan_world import LEVELS, TODAY, forecasts, history, profile, snapshot

EPS = 1e-6
NUMBER = st.integers(0, 60).map(float)


@st.composite
def worlds(draw):
    """Up to six items at two places, two suppliers, minimums, packs, breaks, shelf lives, supply and open demand."""
    skus = [f"I{number}" for number in range(draw(st.integers(1, 6)))]
    places = draw(st.sampled_from([("WH",), ("HUB", "EAST")]))
    pairs = [(sku, place) for sku in skus for place in places]
    items, offers, curves, stock, supply, waiting = [], [], {}, [], [], []
    for sku in skus:
        life = draw(st.sampled_from([None, None, 20, 60]))
        items.append(
            {
                "sku": sku,
                "cost": draw(st.integers(1, 30)) * 1.0,
                "price": draw(st.integers(1, 60)) * 1.0,
                "volume": 0.1,
                "shelf_life_days": life,
            }
        )
        terms = {
            "sku": sku,
            "supplier": draw(st.sampled_from(["ACME", "BETA"])),
            "lead_days": draw(st.integers(0, 30)) * 1.0,
        }
        least, pack, price = (
            draw(st.integers(0, 25)) * 1.0,
            draw(st.sampled_from([1.0, 2.5, 6.0, 12.0])),
            draw(st.integers(1, 30)) * 1.0,
        )
        offers.append({**terms, "quantity_min": least, "pack": pack, "price": price})
        if draw(st.booleans()):
            offers.append({**terms, "quantity_min": least + 40, "pack": pack, "price": price * 0.8})
    for number, pair in enumerate(pairs):
        mean = draw(NUMBER)
        curves[pair] = (mean, {level: mean * (0.9 + 0.3 * step) + step for step, level in enumerate(LEVELS)}, mean / 2)
        keyed = {"sku": pair[0], "place": pair[1]}
        stock.append({**keyed, "on_hand": draw(NUMBER)})
        days = draw(st.integers(-5, 40))
        supply.append(
            {
                **keyed,
                "quantity": draw(NUMBER),
                "due_on": TODAY + timedelta(days=days),
                "document": f"P{number}",
                "line_id": 1,
            }
        )
        waiting.append({**keyed, "quantity": draw(NUMBER) / 4, "due_on": TODAY, "document": f"S{number}", "line_id": 1})
    rows = {"items": items, "suppliers": offers, "stock": stock, "supply": supply, "open_demand": waiting}
    return rows, curves


@st.composite
def terms(draw):
    warehouses = draw(
        st.sampled_from(
            [
                {},
                {"EAST": {"supplied_by": "HUB"}},
                {"EAST": {"surplus_from": ["HUB"]}},
                {"WH": {"capacity_units": 80.0}},
            ]
        )
    )
    return {
        "warehouses": warehouses,
        "budget": draw(st.sampled_from([{}, {"per_plan": 300}, {"per_plan": 900, "per_supplier": {"ACME": 200}}])),
        "suppliers": draw(st.sampled_from([{}, {"ACME": {"order_value_min": 250}}, {"BETA": {"truck_volume": 3.0, "truck_fill_min": 0.7, "order_weekdays": [3]}}])),
        "order_cost": draw(st.sampled_from([0, 10])),
        "supplier_choice": draw(st.sampled_from(["sequence", "price"])),
    }  # fmt: skip


def made(world, level, settings):
    rows, curves = world
    own = profile(services={"default": level, "classes": {}}, **settings)
    known, read = forecasts(curves), snapshot(**rows)
    needed = needs(read, history(), known, own)
    return needed, proposal(read, needed, own, forecasts=known)


@given(worlds(), terms(), st.sampled_from([0.5, 0.9, 0.95, 0.97]))
@settings(max_examples=25, deadline=None)
def test_every_line_can_be_ordered_and_nothing_is_above_its_limits(world, settings, level):
    needed, plan = made(world, level, settings)
    offers = {}
    for one in world[0]["suppliers"]:
        offers.setdefault((one["sku"], one["supplier"]), []).append(one)
    position = {(one["sku"], one["place"]): one for one in needed.to_dicts()}
    for line in plan.lines.to_dicts():
        need = position[line["sku"], line["place"]]
        assert line["urgency"] == "early" or need["position"] < need["reorder_point"]
        assert line["quantity"] > 0
        if line["kind"] != "purchase":
            continue
        tiers = sorted(offers[line["sku"], line["origin"]], key=lambda one: one["quantity_min"])
        packs = line["quantity"] / tiers[0]["pack"]
        assert line["quantity"] >= tiers[0]["quantity_min"] - EPS
        assert abs(packs - round(packs)) < EPS
        assert (
            line["unit_price"] == [one for one in tiers if one["quantity_min"] <= line["quantity"] + EPS][-1]["price"]
        )
    bought = plan.lines.filter(kind="purchase")
    for supplier, limit in settings["budget"].get("per_supplier", {}).items():
        assert bought.filter(origin=supplier)["value"].sum() <= limit + EPS
    assert bought["value"].sum() <= settings["budget"].get("per_plan", 1e12) + EPS
    assert plan.lines["line"].n_unique() == plan.lines.height


@given(worlds(), terms(), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_the_order_of_rows_does_not_matter(world, settings, chance):
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in world[0].items()}
    curves = dict(chance.sample(list(world[1].items()), len(world[1])))
    first, second = made(world, 0.95, settings), made((shuffled, curves), 0.95, settings)
    assert first[0].equals(second[0])
    assert first[1].lines.equals(second[1].lines)
    assert first[1].left_out.equals(second[1].left_out)


@given(worlds(), st.floats(0.5, 0.998), st.floats(0.5, 0.998))
@settings(max_examples=12, deadline=None)
def test_a_higher_level_never_orders_less(world, one, other):
    low, high = sorted((one, other))
    rows = [{**item, "shelf_life_days": None} for item in world[0]["items"]]
    offers = [offer for offer in world[0]["suppliers"] if offer["quantity_min"] < 40]
    plain = ({**world[0], "items": rows, "suppliers": offers, "open_demand": []}, world[1])
    (less, small), (more, large) = made(plain, low, {}), made(plain, high, {})
    assert (more["order_up_to"] >= less["order_up_to"] - EPS).all()
    both = small.lines.join(large.lines, on=["sku", "place", "kind", "origin"], how="left", suffix="_more")
    same = both.filter(pl.col("origin") == pl.col("origin"))
    assert (same["quantity_more"].fill_null(-1) >= same["quantity"] - EPS).all()


@given(worlds())
@settings(max_examples=12, deadline=None)
def test_without_limits_the_rule_of_the_public_evaluation_holds(world):
    """Order max(S - position, minimum) up to whole packs where the position is below S (shared ``planning_eval``)."""
    rows = [{**item, "shelf_life_days": None} for item in world[0]["items"]]
    tiers = {}
    for one in world[0]["suppliers"]:
        tiers.setdefault(one["sku"], one)
    plain = ({**world[0], "items": rows, "suppliers": list(tiers.values())}, world[1])
    needed, plan = made(plain, 0.95, {})
    ordered = {(one["sku"], one["place"]): one["quantity"] for one in plan.lines.to_dicts()}
    for need in needed.to_dicts():
        offer = tiers[need["sku"]]
        gap = need["order_up_to"] - need["position"]
        packs = -(-(max(gap, offer["quantity_min"]) / offer["pack"] - 1e-9) // 1)
        expected = packs * offer["pack"] if gap > 1e-9 else 0.0
        assert abs(ordered.get((need["sku"], need["place"]), 0.0) - expected) < EPS
