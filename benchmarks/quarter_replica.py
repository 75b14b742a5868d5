"""Rules and buffers replayed without Odoo: what stock they need for another service, on the same demand and lateness.

At the levels that an Odoo of the simulation had, the replica must come to what that Odoo came to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from benchmarks.quarter_buffers import buffer, usage
from benchmarks.quarter_demand import Quarter, Z, min_max
from benchmarks.quarter_rules import REFRESH_DAYS
from benchmarks.quarter_world import arrival

CURVE = (2.0, 2.5, 3.0, 4.0, 6.3)
"""Deviations in the minima."""
REDS = (0.5, 1.5, 2.0, 3.0)
"""Times the red zone."""
Asks = Callable[[int, int, int], int]
"""Units that are ordered: of an item, on a day, at a position."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What an ordering came to."""

    units: float
    """Share served at once."""
    money: float
    stock: float
    """At cost, average of the evenings."""


def replayed(demand: Quarter, days: int, asks: Asks) -> Replayed:
    """The quarter's first days, ordered so."""
    asked = served = asked_money = served_money = stock_money = 0.0
    for number, item in enumerate(demand.items):
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
            if more := asks(number, day, stock + on_order - waiting):
                comes, _ = arrival(item.supplier.name, demand.day(day), demand.day(day))
                coming[(comes - demand.first).days] += more
                on_order += more
    return Replayed(served / asked, served_money / asked_money, stock_money / days)


def by_rules(demand: Quarter, z: float = Z) -> Asks:
    """Reordering rules with minima of so many deviations."""
    levels = cache(lambda number, day: min_max(demand, number, day, z=z))

    def asks(number: int, day: int, position: int) -> int:
        low, high = levels(number, day - day % REFRESH_DAYS)
        return high - position if position < low else 0

    return asks


def by_buffers(demand: Quarter, red: float = 1.0) -> Asks:
    """Buffers with so many times their red zone."""
    sized = cache(lambda number, day: buffer(demand, number, day))

    def asks(number: int, day: int, position: int) -> int:
        one = sized(number, day - day % REFRESH_DAYS)
        return replace(one, usage=usage(demand, number, day), red_times=red).asks(position)

    return asks


def beside(demand: Quarter, days: int, wanted: Sequence[str]) -> dict[str, dict[str, float]]:
    """For the table: the peers as Odoo had them, replayed, and their curves: near their top a point says little."""
    found: dict[str, Replayed] = {}
    if "rules" in wanted:
        found["the same rules, replayed without Odoo"] = replayed(demand, days, by_rules(demand))
        found |= {f"rules with {z:g} deviations, replayed": replayed(demand, days, by_rules(demand, z)) for z in CURVE}
    if "ddmrp" in wanted:
        found["the same buffers, replayed without Odoo"] = replayed(demand, days, by_buffers(demand))
        for red in REDS:
            found[f"buffers with {red:g} × their red zone, replayed"] = replayed(demand, days, by_buffers(demand, red))
    return {name: {"units": one.units, "money": one.money, "stock": one.stock} for name, one in found.items()}
