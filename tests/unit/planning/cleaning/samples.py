"""Small snapshots for the tests of cleaning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from domain.planning import frames
from domain.planning.cleaning import clean
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

TODAY = date(2026, 3, 4)
"""A Wednesday; the last whole week begins on Monday, 23 February."""
WEEK = timedelta(days=7)
MONDAY = date(2026, 2, 23)


def week(ago, weekday=0):
    """A day of the week that was over ``ago`` weeks before the last whole one."""
    return MONDAY - ago * WEEK + timedelta(days=weekday)


def item(sku="MUG", **more):
    return {"sku": sku, "category": "Kitchen", "cost": 2.0, "price": 5.0, "created_on": date(2020, 1, 1)} | more


def sold(day, quantity=10.0, **more):
    return {"sku": "MUG", "place": "WH", "day": day, "ordered": float(quantity), "largest": float(quantity)} | more


def steady(weeks=40, quantity=10.0, *, until=0, **more):
    """The same quantity each Monday of so many weeks."""
    return [sold(week(ago), quantity, **more) for ago in range(until, weeks)]


def snapshot(history=(), items=None, *, today=TODAY, **tables):
    rows = {"items": [item()] if items is None else items, "history": history} | tables
    named = {table.name: table for table in frames.SNAPSHOT}
    filled = {name: named[name].of(list(found)) for name, found in rows.items()}
    return Snapshot(today, datetime(today.year, today.month, today.day, 6, tzinfo=UTC), filled)


def a_profile(**more):
    return PlanningProfile.model_validate({"plan": "northwind", "history_periods": 60} | more)


def cleaned(history=(), items=None, *, profile=None, **tables):
    return clean(snapshot(history, items, **tables), profile or a_profile())


def by_week(found, sku="MUG", place="WH"):
    """Quantities by weeks ago, those above zero."""
    rows = found.demand.filter(sku=sku, place=place)
    last = len(found.periods) - 1
    return {last - t: quantity for t, quantity in rows.select("t", "quantity").rows() if quantity}


def rows_of(found, rule):
    return found.corrections.filter(rule=rule).to_dicts()
