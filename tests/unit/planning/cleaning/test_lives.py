"""What follows what, what has ended, and what is new."""

from __future__ import annotations

import pytest

from domain.planning.cleaning.followers import followers, looping
from tests.unit.planning.cleaning.samples import (
    a_profile,
    by_week,
    cleaned,
    item,
    rows_of,
    snapshot,
    sold,
    steady,
    week,
)

OLD_AND_NEW = [item(active=False, successor="CUP"), item("CUP", created_on=week(9))]
REPLACED = [*steady(30, until=9), sold(week(6), 3), *steady(9, 4.0, sku="CUP")]


def test_what_was_asked_for_of_the_old_item_counts_for_the_new_one():
    found = cleaned(REPLACED, OLD_AND_NEW)
    assert by_week(found, "CUP") == dict.fromkeys(range(9), 4.0) | {6: 7.0} | dict.fromkeys(range(9, 30), 10.0)
    assert found.ended.rows() == [("MUG", "WH", "Replaced by CUP.")]
    assert found.series().rows() == [("CUP", "WH", 0)]


def test_both_sides_are_shown_before_and_after_the_switch():
    found = cleaned(REPLACED, OLD_AND_NEW)
    told = {(row["sku"], row["rule"]): (row["before"], row["after"]) for row in found.corrections.to_dicts()}
    assert told == {
        ("MUG", "successor"): (210.0, 0.0),
        ("CUP", "successor"): (0.0, 210.0),
        ("MUG", "substitution"): (3.0, 0.0),
        ("CUP", "substitution"): (4.0, 7.0),
    }
    assert rows_of(found, "successor")[1]["until"] == week(9, 6)


def test_no_unit_is_lost_or_made():
    found = cleaned(REPLACED, OLD_AND_NEW)
    assert found.demand["quantity"].sum() == sum(row["ordered"] for row in REPLACED)


def test_the_successor_need_not_have_sold_anything_at_that_place():
    found = cleaned(steady(30, place="EAST"), [item(), item("CUP")], profile=a_profile(successors={"MUG": "CUP"}))
    assert found.series().rows() == [("CUP", "EAST", 0)]
    assert len(by_week(found, "CUP", "EAST")) == 30


def test_chains_are_followed_to_their_end_and_loops_are_left():
    skus = {"A": "B", "B": "C", "X": "Y", "Y": "X", "Z": "X", "Q": "GONE"}
    items = snapshot(items=[item(sku, successor=new) for sku, new in skus.items()] + [item("C")]).items
    assert followers(items, a_profile()) == {"A": "C", "B": "C"}
    assert looping(items, a_profile()) == ("X", "Y", "Z")
    assert followers(items, a_profile(successors={"Y": "C"}))["X"] == "C"


@pytest.mark.parametrize("off", ["successor:MUG", "successor:CUP", "successor"])
def test_the_old_item_keeps_what_is_switched_off(off):
    items = [item(successor="CUP"), item("CUP", created_on=week(9))]
    found = cleaned(REPLACED, items, profile=a_profile(cleaning={"switched_off": (off, "substitution")}))
    assert by_week(found)[12] == 10.0
    assert 12 not in by_week(found, "CUP")
    assert found.ended.is_empty()


def test_a_stock_out_of_the_old_item_after_the_switch_hides_nothing_of_the_new_one():
    stock = [{"sku": "MUG", "place": "WH", "on_hand": 0.0}, {"sku": "CUP", "place": "WH", "on_hand": 9.0}]
    moved = [{"sku": "MUG", "place": "WH", "day": week(9, 6), "change": -70.0}]
    found = cleaned([*steady(30, until=9), *steady(9, 4.0, sku="CUP")], OLD_AND_NEW, stock=stock, stock_changes=moved)
    assert found.demand.filter(sku="CUP")["known"].all()


@pytest.mark.parametrize(
    ("change", "why"), [({"active": False}, "Archived."), ({"sellable": False}, "No longer sold.")]
)
def test_what_is_gone_is_not_asked_for(change, why):
    found = cleaned([*steady(20), *steady(20, sku="CUP")], [item(**change), item("CUP")])
    assert found.ended.rows() == [("MUG", "WH", why)]
    assert found.series()["sku"].to_list() == ["CUP"]
    (row,) = rows_of(found, "end_of_life")
    assert (row["before"], row["after"], row["why"]) == (200.0, 0.0, why)


@pytest.mark.parametrize("off", ["end_of_life", "end_of_life:MUG"])
def test_an_end_can_be_switched_off(off):
    profile = a_profile(cleaning={"switched_off": (off,)})
    assert len(by_week(cleaned(steady(20), [item(active=False)], profile=profile))) == 20


NEW = item("CUP", created_on=week(2), price=5.5)


def _with_new(*history, items=(), profile=None, new=NEW):
    return cleaned([*steady(40), *history], [item(), new, *items], profile=profile)


def test_before_a_new_items_own_history_stands_what_items_alike_sold():
    found = _with_new(sold(week(1), 4, sku="CUP"))
    rows = found.demand.filter(sku="CUP")
    assumed = rows.filter("assumed")
    assert assumed["period"].to_list() == [week(ago) for ago in range(12, 2, -1)]
    assert set(assumed["quantity"]) == {10.0}
    assert not assumed["known"].any()
    assert rows.filter("known").select("period", "quantity").rows() == [(week(1), 4.0)]
    assert found.dense("CUP")["known"].to_list()[-4:] == [False, True, True, True]
    assert found.grid().known[0].sum() == 13


def test_what_stands_in_is_named():
    (row,) = rows_of(_with_new(sold(week(1), 4, sku="CUP")), "analogy")
    assert (row["day"], row["until"], row["before"], row["after"]) == (week(12), week(3, 6), 0.0, 100.0)
    assert "MUG" in row["why"]


def test_items_alike_are_followed_from_their_own_start():
    rising = [sold(week(29 - age), age + 1, sku="JUG") for age in range(30)]
    jug = item("JUG", created_on=week(29), price=5.4)
    found = _with_new(sold(week(1), 4, sku="CUP"), *rising, items=[jug], profile=a_profile(like={"CUP": "JUG"}))
    assert found.demand.filter(sku="CUP").filter("assumed")["quantity"].to_list() == list(map(float, range(4, 14)))


@pytest.mark.parametrize("other", [{"price": 20.0}, {"category": "Garden"}])
def test_what_costs_much_more_or_is_of_another_kind_is_not_like(other):
    assert not rows_of(_with_new(sold(week(1), 4, sku="CUP"), new=NEW | other), "analogy")


def test_the_five_nearest_prices_are_taken():
    others = [item(f"P{price}", price=float(price)) for price in range(3, 11)]
    history = [row for one in others for row in steady(40, one["price"], sku=one["sku"])]
    found = _with_new(sold(week(1), 4, sku="CUP"), *history, items=others, new=NEW | {"price": 6.1})
    (row,) = rows_of(found, "analogy")
    assert "what MUG, P5, P6, P7, P8 sold" in row["why"]


def test_what_nobody_means_to_sell_gets_nothing():
    rules = [{"sku": "CUP", "place": "WH", "minimum": 2.0}]
    stock = [{"sku": "CUP", "place": "WH", "on_hand": 0.0}]
    assert not rows_of(cleaned(steady(40), [item(), NEW], stock=stock), "analogy")
    assert rows_of(cleaned(steady(40), [item(), NEW], stock=stock, rules=rules), "analogy")


def test_with_a_history_of_its_own_nothing_stands_in():
    new = NEW | {"created_on": week(12)}
    assert not rows_of(_with_new(sold(week(1), 4, sku="CUP"), new=new), "analogy")


@pytest.mark.parametrize("cleaning", [{"new_items": False}, {"switched_off": ("analogy:CUP",)}])
def test_it_can_be_switched_off(cleaning):
    found = _with_new(sold(week(1), 4, sku="CUP"), profile=a_profile(cleaning=cleaning))
    assert not found.demand["assumed"].any()
    assert rows_of(found, "analogy")
