"""Reordering rules replayed without Odoo: what stock they need for another service, on the same demand and lateness.

At the levels that the Odoo of the simulation had, the replica must come to what that Odoo came to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from benchmarks.quarter_demand import Quarter, Z, min_max
from benchmarks.quarter_rules import REFRESH_DAYS
from benchmarks.quarter_world import arrival

CURVE = (2.0, 2.5, 3.0, 4.0, 6.3)
"""Deviations in the minima."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What rules came to."""

    units: float
    """Share served at once."""
    money: float
    stock: float
    """At cost, average of the evenings."""


def replayed(demand: Quarter, days: int, z: float) -> Replayed:
    """The quarter's first days with minima of so many deviations."""
    asked = served = asked_money = served_money = stock_money = 0.0
    for number, item in enumerate(demand.items):
        low, high = min_max(demand, number, z=z)
        stock, waiting, on_order = min_max(demand, number)[1], 0, 0
        coming: dict[int, int] = defaultdict(int)
        for day in range(days):
            arrived = coming.pop(day, 0)
            on_order -= arrived
            late = min(stock + arrived, waiting)
            stock, waiting = stock + arrived - late, waiting - late
            units = dict(demand.asked(day)).get(number, 0)
            now = min(stock, units)
            stock, waiting = stock - now, waiting + units - now
            asked, served = asked + units, served + now
            asked_money, served_money = asked_money + units * item.price, served_money + now * item.price
            stock_money += stock * item.cost
            if day and day % REFRESH_DAYS == 0:
                low, high = min_max(demand, number, day, z=z)
            position = stock + on_order - waiting
            if position < low:
                comes, _ = arrival(item.supplier.name, demand.day(day), demand.day(day))
                coming[(comes - demand.first).days] += high - position
                on_order += high - position
    return Replayed(served / asked, served_money / asked_money, stock_money / days)


def beside(demand: Quarter, days: int) -> dict[str, dict[str, float]]:
    """For the table: the rules as Odoo had them, replayed, and their curve: it is flat at its top, so a point says little."""
    found = {"the same rules, replayed without Odoo": replayed(demand, days, Z)}
    found |= {f"rules with {z:g} deviations, replayed": replayed(demand, days, z) for z in CURVE}
    return {name: {"units": one.units, "money": one.money, "stock": one.stock} for name, one in found.items()}
