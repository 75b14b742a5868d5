"""Each watch fires on what it is for and is silent beside it; the most money stands first."""

from datetime import date, timedelta

import polars as pl
import pytest

from domain.planning.exceptions import exceptions
from domain.planning.policy import needs
from domain.planning.proposing import proposal
from domain.planning.watching.demand import PAST
from tests.unit.planning.plan_world import TODAY, History, forecasts, profile, row, snapshot
from tests.unit.planning.proposing.plans import CURVE
from tests.unit.planning.proposing.test_planner_words import override

WEEKS = tuple(TODAY + timedelta(days=7 * (number - 60)) for number in range(60))


def cleaned(quantities):
    """Demand of MUG by week number; the first week is always there."""
    rows = {0: 0.0, **quantities}
    frame = pl.DataFrame(
        {"sku": "MUG", "place": "WH", "t": list(rows), "quantity": [float(one) for one in rows.values()]}
    )
    frame = frame.with_columns(period=pl.Series([WEEKS[t] for t in rows]), known=pl.lit(value=True))
    return History(frame, WEEKS)


def watched(
    *, stock=60.0, past=None, hist=None, overrides=(), settings=None, offers=None, demand=(28.0, CURVE, 14.0), **rows
):
    own = profile(**{"services": {"default": 0.95, "classes": {}}, **(settings or {})})
    known, hist = forecasts({("MUG", "WH"): demand}), hist or cleaned({})
    usual = [{"sku": "MUG", "supplier": "ACME", "price": 9.0, "lead_days": 7}] if offers is None else offers
    world = snapshot(
        items=[{"sku": "MUG"}], stock=[{"sku": "MUG", "place": "WH", "on_hand": stock}], suppliers=usual, **rows
    )
    needed = needs(world, hist, known, own, overrides)
    made = proposal(world, needed, own, overrides, forecasts=known)
    return exceptions(world, hist, needed, made.lines, profile=own, left_out=made.left_out, past=past)


def test_a_world_in_order_has_nothing_to_tell():
    assert watched().height == 0


def test_stock_that_ends_too_early_names_the_orders_that_it_hits_and_is_urgent():
    """6 on hand, 2 a day; S1 takes 4 tomorrow, S2 waits for 5 on Wednesday: 2 left for it."""
    waiting = [
        {"sku": "MUG", "place": "WH", "quantity": 4.0, "due_on": date(2026, 3, 3), "document": "S1", "line_id": 1, "customer": "INN"},
        {"sku": "MUG", "place": "WH", "quantity": 5.0, "due_on": date(2026, 3, 4), "document": "S2", "line_id": 2, "customer": "BAR"},
    ]  # fmt: skip
    found = row(watched(stock=6.0, open_demand=waiting), code="PL-WATCH-001")
    assert found["urgent"]
    assert found["says"] == "Stock ends on 2026-03-03, what is ordered now comes on 2026-03-09; hit: S2 of BAR."
    assert found["money"] == pytest.approx((2 * 6 + 3) * 5)


def test_what_comes_in_time_saves_an_order():
    waiting = [
        {"sku": "MUG", "place": "WH", "quantity": 5.0, "due_on": date(2026, 3, 4), "document": "S2", "line_id": 2}
    ]
    supply = [
        {"sku": "MUG", "place": "WH", "quantity": 9.0, "due_on": date(2026, 3, 4), "document": "P1", "line_id": 1}
    ]
    found = row(watched(stock=2.0, open_demand=waiting, supply=supply), code="PL-WATCH-001")
    assert "no confirmed order is hit" in found["says"]
    assert not found["urgent"]


def test_what_is_left_out_is_told_with_its_reason():
    found = row(watched(stock=12.0, settings={"budget": {"per_plan": 1}}), code="PL-WATCH-002")
    assert found["says"] == "28 are needed and not ordered: The money for this plan is 1: left out where least is lost."


def test_excess_and_obsolete():
    found = row(watched(stock=1000.0), code="PL-WATCH-003")
    assert found["money"] == pytest.approx((1000 - 730) * 10)
    found = row(watched(stock=7.0, demand=(0.0, {0.95: 0.0}, 0.0)), code="PL-WATCH-004")
    assert (found["money"], found["says"]) == (70, "7 units lie there and nothing is expected to be asked for.")


def test_supply_that_is_late_and_urgent_only_where_stock_ends():
    late = [
        {
            "sku": "MUG",
            "place": "WH",
            "quantity": 9.0,
            "due_on": date(2026, 2, 20),
            "document": "P7",
            "line_id": 1,
            "origin": "ACME",
            "price": 8.0,
        }
    ]
    calm, pressing = (row(watched(stock=held, supply=late), code="PL-WATCH-005") for held in (60.0, 3.0))
    assert (calm["says"], calm["money"]) == ("P7 of ACME is 10 days late with 9 units.", 72)
    assert (calm["urgent"], pressing["urgent"]) == (False, True)
    draft = [{**late[0], "confirmed": False}]
    assert watched(supply=draft).filter(code="PL-WATCH-005").height == 0


def receipts(older, recent):
    days = [(300 - number, older) for number in range(8)] + [(60 - number, recent) for number in range(6)]
    return [
        {"sku": "MUG", "place": "WH", "supplier": "ACME", "quantity": 1.0, "ordered_on": TODAY - timedelta(days=ago),
         "received_on": TODAY - timedelta(days=ago - took)} for ago, took in days
    ]  # fmt: skip


def test_a_supplier_that_became_slower():
    found = row(watched(receipts=receipts(7, 14)), code="PL-WATCH-006")
    assert found["says"] == "Receipts of ACME took 2 times the stated lead time lately, 1 times before."
    assert watched(receipts=receipts(7, 8)).filter(code="PL-WATCH-006").height == 0


def test_demand_that_breaks():
    steady = {t: 10 + t % 3 for t in range(60)}
    assert watched(hist=cleaned(steady)).filter(code="PL-WATCH-007").height == 0
    broken = row(watched(hist=cleaned({**steady, **dict.fromkeys(range(56, 60), 0)})), code="PL-WATCH-007")
    assert broken["says"].startswith("0 units in the newest 4 periods, where 44")


def test_forecasts_that_are_off_to_one_side():
    hist = cleaned(dict.fromkeys(range(60), 10))
    rows = [("MUG", "WH", WEEKS[t], WEEKS[t], 20.0) for t in range(54, 60)]
    found = row(watched(hist=hist, past=pl.DataFrame(rows, schema=PAST, orient="row")), code="PL-WATCH-008")
    assert (found["says"], found["money"]) == ("Forecasts of 6 periods were 100 % too high, in sum 60 units.", 600)
    fair = [(*one[:4], 20.0 if number % 2 else 0.0) for number, one in enumerate(rows)]
    assert (
        watched(hist=hist, past=pl.DataFrame(fair, schema=PAST, orient="row")).filter(code="PL-WATCH-008").height == 0
    )


def test_a_forecast_made_after_its_period_began_is_no_forecast():
    hist = cleaned(dict.fromkeys(range(60), 10))
    rows = [("MUG", "WH", WEEKS[t] + timedelta(days=1), WEEKS[t], 20.0) for t in range(54, 60)]
    assert (
        watched(hist=hist, past=pl.DataFrame(rows, schema=PAST, orient="row")).filter(code="PL-WATCH-008").height == 0
    )


def test_nobody_delivers_it_and_a_minimum_above_a_years_demand():
    assert row(watched(offers=[]), code="PL-WATCH-009")["money"] == pytest.approx(7300)
    large = [{"sku": "MUG", "supplier": "ACME", "price": 9.0, "lead_days": 7, "quantity_min": 1000.0}]
    assert row(watched(offers=large), code="PL-WATCH-010")["money"] == pytest.approx(270 * 9)


def test_a_planners_word_that_differs_from_the_plan():
    found = row(watched(stock=12.0, overrides=[override("quantity", "40", sku="MUG")]), code="PL-WATCH-011")
    said = "Override 1 of ann until 2026-03-31 (sku:MUG): agreed."
    assert found["says"] == f"Decided 40; the plan alone would take 28. {said}"
    assert found["money"] == pytest.approx(12 * 9)
    rejected = row(watched(stock=12.0, overrides=[override("reject", sku="MUG")]), code="PL-WATCH-011")
    assert rejected["says"].startswith("Decided 0; the plan alone would take 28.")


def test_the_most_money_stands_first():
    late = [{"sku": "MUG", "place": "WH", "quantity": 9.0, "due_on": date(2026, 2, 20), "document": "P7", "line_id": 1}]
    money = watched(stock=2000.0, supply=late)["money"].to_list()
    assert money == sorted(money, reverse=True)
    assert len(money) == 2
