"""A sound snapshot, forecast and plan, and for each expectation one fault in them. A new expectation needs a case here."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from domain.planning.cleaning import clean
from domain.planning.plan_frames import ASIDE, DEMAND, EXPECTED, LINES, NEEDS
from expectations.planning import gate_forecast, gate_plan, gate_snapshot
from tests.unit.planning.cleaning.samples import TODAY, a_profile, item, snapshot, sold, steady, week

OTHERS = [f"ITEM-{number:02d}" for number in range(24)]
SKUS = ("MUG", *OTHERS)


def an_item(sku, **more):
    return item(sku, name=f"The {sku}", unit="Units", product_id=1, unit_rounding=1.0) | more


def a_supplier(sku, **more):
    return {"sku": sku, "supplier": "ACME", "price": 2.0, "lead_days": 7.0, "pack": 5.0, "quantity_min": 10.0} | more


def sound(*, changes=None, history=(), without=None, suppliers=None, stock=None, **tables):
    """A snapshot of 25 items with nothing wrong but what is given for MUG."""
    items = [an_item(sku, **((changes or {}) if sku == "MUG" else {})) for sku in SKUS]
    sales = [row for sku in SKUS for row in steady(60, sku=sku) if not (without and without(row))]
    offers = [a_supplier(sku) for sku in OTHERS] + ([a_supplier("MUG")] if suppliers is None else suppliers)
    lying = [{"sku": sku, "place": "WH", "on_hand": 20.0} for sku in SKUS]
    lying[0] |= stock or {}
    more = tables.pop("items", [])
    return snapshot([*sales, *history], [*items, *more], suppliers=offers, stock=lying, **tables)


def totals(off=0.0):
    rows = [{"month": TODAY.replace(day=1), "asked": 1000.0, "read_asked": 1000.0 - off}]
    return pl.DataFrame(rows)


def judged(found, *, profile=None, totals_=None):
    return gate_snapshot(found, totals() if totals_ is None else totals_, profile or a_profile())


def _mug(row):
    return row["sku"] == "MUG"


def _of_shop():
    return [row | {"source": "shop"} for row in steady(30, sku="MUG")]


SNAPSHOT = {
    "PL-SNAP-001": lambda: judged(sound(stock={"on_hand": -3.0})),
    "PL-SNAP-002": lambda: judged(sound(stock={"reserved": 21.0})),
    "PL-SNAP-003": lambda: judged(sound(changes={"unit": ""})),
    "PL-SNAP-004": lambda: judged(sound(suppliers=[a_supplier("MUG", pack=2.5)])),
    "PL-SNAP-005": lambda: judged(sound(suppliers=[])),
    "PL-SNAP-006": lambda: judged(sound(suppliers=[a_supplier("MUG", lead_days=0.0)])),
    "PL-SNAP-007": lambda: judged(sound(changes={"cost": 0.0})),
    "PL-SNAP-008": lambda: judged(sound(items=[an_item("MUG-2", name="the mug ")])),
    "PL-SNAP-009": lambda: judged(sound(history=[sold(week(0, 2), 400)])),
    "PL-SNAP-010": lambda: judged(sound(without=lambda row: _mug(row) and row["day"] > week(8))),
    "PL-SNAP-011": lambda: judged(sound(history=[sold(TODAY + timedelta(days=9), 5)])),
    "PL-SNAP-012": lambda: judged(
        sound(changes={"successor": "ITEM-01"}), profile=a_profile(successors={"ITEM-01": "MUG"})
    ),
    "PL-SNAP-101": lambda: judged(sound(), totals_=totals(off=5.0)),
    "PL-SNAP-102": lambda: judged(sound(changes={"cost": 500.0}, stock={"on_hand": -3.0})),
    "PL-SNAP-103": lambda: judged(
        sound(stock={"on_hand": -3.0}, changes={"cost": 0.01}), profile=a_profile(gates={"rejected_max": 0.01})
    ),
    "PL-SNAP-104": lambda: judged(sound(without=lambda row: row["day"] == week(9))),
    "PL-SNAP-105": lambda: judged(sound(history=_of_shop())),
}


def forecasts(*, drop=None, **values):
    """DEMAND and EXPECTED of the sound snapshot; ``values`` by level replace those of MUG."""
    levels = {0.0: 20.0, 0.5: 20.0, 0.9: 25.0, 0.95: 27.0, 0.99: 33.0}
    rows = [
        {
            "sku": sku,
            "place": "WH",
            "level": level,
            "value": values.get(f"q{level:g}", value) if sku == "MUG" else value,
        }
        for sku in SKUS
        for level, value in levels.items()
        if sku != drop
    ]
    coming = [
        {"sku": sku, "place": "WH", "period": week(-1 - ahead), "value": values.get("expected", 10.0) if sku == "MUG" else values.get("others", 10.0)}
        for sku in SKUS
        for ahead in range(3)
    ]  # fmt: skip
    return DEMAND.of(rows), EXPECTED.of(coming)


def forecast_judged(**changes):
    found = sound()
    return gate_forecast(forecasts(**changes), clean(found, a_profile()), found.items, a_profile())


FORECAST = {
    "PL-FORE-001": lambda: forecast_judged(drop="MUG"),
    "PL-FORE-002": lambda: forecast_judged(**{"q0.95": float("nan")}),
    "PL-FORE-003": lambda: forecast_judged(**{"q0.95": 22.0}),
    "PL-FORE-004": lambda: forecast_judged(expected=45.0),
    "PL-FORE-005": lambda: forecast_judged(**{"q0": 0.0, "q0.5": 0.0}),
    "PL-FORE-101": lambda: forecast_judged(others=2.0, expected=2.0),
}


def a_line(sku="MUG", **more):
    return {
        "line": f"purchase {sku}", "kind": "purchase", "sku": sku, "place": "WH", "origin": "ACME", "quantity": 20.0,
        "need": 17.0, "unit_price": 2.0, "value": 40.0, "order_on": TODAY, "due_on": TODAY + timedelta(days=7), "why": "[]",
    } | more  # fmt: skip


def plan_judged(*more, profile=None, earlier=(), aside=(), changes=None, **line):
    found = sound(changes=changes)
    rows = [a_line(sku) for sku in OTHERS] + [a_line(**line), *more]
    needs = [
        {"sku": sku, "place": "WH", "origin": "ACME", "lead_days": 7.0, "demand_day": 10 / 7, "position": 20.0}
        for sku in SKUS
    ]
    return gate_plan(
        LINES.of(rows), NEEDS.of(needs), ASIDE.of(list(aside)), found, profile=profile or a_profile(), earlier=earlier
    )


PLAN = {
    "PL-PLAN-001": lambda: plan_judged(aside=[{"sku": "MUG", "place": "WH", "code": "PL-SNAP-001"}]),
    "PL-PLAN-002": lambda: plan_judged(quantity=0.0, value=0.0),
    "PL-PLAN-003": lambda: plan_judged(quantity=13.0, value=26.0),
    "PL-PLAN-004": lambda: plan_judged(quantity=5.0, value=10.0),
    "PL-PLAN-005": lambda: plan_judged(unit_price=0.0, value=0.0),
    "PL-PLAN-006": lambda: plan_judged(value=41.0),
    "PL-PLAN-007": lambda: plan_judged(due_on=TODAY + timedelta(days=1)),
    "PL-PLAN-008": lambda: plan_judged(quantity=100.0, value=200.0, changes={"shelf_life_days": 14}),
    "PL-PLAN-009": lambda: plan_judged(a_line(line="another")),
    "PL-PLAN-101": lambda: plan_judged(profile=a_profile(gates={"plan_value_max": 900})),
    "PL-PLAN-102": lambda: plan_judged(earlier=(100.0, 150.0, 9000.0)),
    "PL-PLAN-103": lambda: plan_judged(profile=a_profile(budget={"per_supplier": {"ACME": 900}})),
    "PL-PLAN-104": lambda: plan_judged(profile=a_profile(warehouses={"WH": {"capacity_units": 400}})),
}
CASES = SNAPSHOT | FORECAST | PLAN
