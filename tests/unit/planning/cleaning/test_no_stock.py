"""Days without stock: told backward from what is on hand, and what is made of the demand that could not be seen."""

from __future__ import annotations

import pytest

from domain.planning.cleaning.beginning import begin
from domain.planning.cleaning.stock_days import without_stock
from tests.unit.planning.cleaning.samples import (
    TODAY,
    a_profile,
    by_week,
    cleaned,
    item,
    rows_of,
    snapshot,
    sold,
    steady,
    week,
)  # fmt: skip


def _moved(day, change, **more):
    return {"sku": "MUG", "place": "WH", "day": day, "change": float(change)} | more


def _stock(on_hand, **more):
    return [{"sku": "MUG", "place": "WH", "on_hand": float(on_hand)} | more]


def _runs(changes, on_hand=10, weeks=20):
    found = snapshot(steady(weeks), stock=_stock(on_hand), stock_changes=changes)
    return without_stock(begin(found, a_profile())).select("begin", "until").rows()


def test_days_are_told_backward_from_what_is_on_hand():
    assert _runs([_moved(week(8), -30), _moved(week(6), 50), _moved(week(1), -40)]) == [(week(8, 1), week(7, 6))]


def test_before_the_first_receipt_there_was_nothing():
    assert _runs([_moved(week(8), 10)]) == [(week(19), week(9, 6))]


def test_without_stock_until_now():
    assert _runs([_moved(week(8), -30)], on_hand=0) == [(week(8, 1), week(0, 6))]


def test_a_negative_stock_and_changes_below_zero_are_one_run_after_another():
    runs = _runs([_moved(week(8), -30), _moved(week(7), -2), _moved(week(6), 42)], on_hand=40)
    assert runs == [(week(8, 1), week(7)), (week(7, 1), week(7, 6))]


def test_what_never_moved_is_not_stocked_and_hides_nothing():
    assert not rows_of(cleaned(steady(20), stock=_stock(0)), "no_stock")


def _daily(gap=(), quantity=2.0, **more):
    """Each day of 30 weeks but those of the gap."""
    days = [week(ago, weekday) for ago in range(30) for weekday in range(7)]
    return [sold(day, quantity, **more) for day in days if day not in gap]


def test_a_week_partly_without_stock_is_scaled_up():
    gap = [week(8, weekday) for weekday in (5, 6)]
    changes = [_moved(week(8, 4), -30), _moved(week(7), 50)]
    found = cleaned(_daily(gap), stock=_stock(50), stock_changes=changes)
    assert by_week(found)[8] == pytest.approx(14.0, rel=0.01)
    assert by_week(found)[9] == 14.0
    (row,) = rows_of(found, "no_stock")
    assert (row["day"], row["before"]) == (week(8), 10.0)
    assert row["why"].startswith("Without stock on 2")


def test_weeks_mostly_without_stock_are_not_known_and_are_one_correction():
    gap = [week(ago, weekday) for ago in (8, 7) for weekday in range(7)]
    changes = [_moved(week(9, 6), -30), _moved(week(6), 50)]
    found = cleaned(_daily(gap), stock=_stock(50), stock_changes=changes)
    unknown = found.demand.filter(known=False)
    assert unknown["period"].to_list() == [week(8), week(7)]
    (row,) = rows_of(found, "no_stock")
    assert (row["day"], row["until"]) == (week(8), week(7, 6))
    assert not found.grid().known[0, [-9, -8]].any()
    assert found.grid().known.sum() == 28


def test_where_orders_are_taken_without_stock_nothing_is_hidden():
    changes = [_moved(week(12), -30), _moved(week(4), 50)]
    found = cleaned(_daily(), stock=_stock(50), stock_changes=changes)
    assert found.demand["known"].all()
    assert set(by_week(found).values()) == {14.0}


def test_closed_days_without_stock_hide_nothing():
    working = [one for one in _daily() if one["day"].weekday() < 5]
    changes = [_moved(week(8, 4), -30), _moved(week(7), 50)]
    found = cleaned(working, stock=_stock(50), stock_changes=changes)
    assert by_week(found)[8] == 10.0


def test_demand_is_never_more_than_doubled():
    gap = [week(ago, weekday) for ago in range(3, 25) for weekday in (0, 1, 2)]
    changes = [_moved(week(ago, day), change) for ago in range(3, 25) for day, change in ((3, 20), (6, -20))]
    found = cleaned(_daily(gap), stock=_stock(0), stock_changes=changes)
    raw = by_week(cleaned(_daily(gap)))
    assert all(quantity <= 2 * raw[ago] for ago, quantity in by_week(found).items())


@pytest.mark.parametrize("off", ["no_stock", "no_stock:MUG", f"no_stock:MUG:{week(8)}"])
def test_it_can_be_switched_off(off):
    gap = [week(ago, weekday) for ago in (8, 7) for weekday in range(7)]
    changes = [_moved(week(9, 6), -30), _moved(week(6), 50)]
    profile = a_profile(cleaning={"switched_off": (off,)})
    found = cleaned(_daily(gap), stock=_stock(50), stock_changes=changes, profile=profile)
    assert found.demand["known"].all()
    assert rows_of(found, "no_stock")[0]["why"].startswith("Switched off")


def test_what_moves_after_today_tells_nothing():
    changes = [_moved(week(8), -30), _moved(week(6), 50)]
    later = _moved(TODAY.replace(day=20), -500)
    assert _runs(changes) == _runs([*changes, later])


def test_each_place_has_its_own_stock():
    both = [*_daily([week(8, day) for day in range(7)]), *_daily(place="EAST")]
    changes = [_moved(week(9, 6), -30), _moved(week(7), 50)]
    found = cleaned(both, [item()], stock=_stock(50), stock_changes=changes)
    assert found.demand.filter(known=False)["place"].to_list() == ["WH"]
