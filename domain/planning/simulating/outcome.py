"""What came of a policy: service, stock, orders and losses at each of its settings."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from domain.planning.simulating.world import Floats, Ints, Limits, Policy, World

if TYPE_CHECKING:
    from domain.planning.simulating.kernel import Targets

THREADS = 2
STRETCH = (1.25, 1.6, 2.2, 3.0, 4.5)
"""Multiples of the highest setting, so that curves can be read where a policy itself gives nothing."""


@dataclass(frozen=True)
class Outcome:
    """Of ``m`` settings; the first periods of an item, until its first orders can arrive, are not counted.

    Args:
        name: of the policy.
        levels: (m,) its settings; NaN where a setting is the highest one stretched.
        fill: (m,) share of demand, by value, that was served at once.
        item_fill: (m,) mean over the items of the share of units that was served at once.
        cycle: (m,) mean over the items of the share of periods whose whole demand was served at once.
        inventory: (m,) mean value of what lay in stock at the end of a period.
        orders: (m,) orders a period and item.
        out: (m,) mean over the items of the periods that ended without stock, in each 100 periods.
        lost_margin: (m,) margin of what was not served at once (with lost sales: of what was lost), a period.
        spent: (m, H) money that each period's orders bound.
        filled: (m, H) volume in stock and on its way after ordering.
        taken: (m, H) volume ordered.
        flows: (m, 13, n) sums by item, in the order of the kernel's names.
    """

    name: str
    levels: tuple[float, ...]
    fill: Floats
    item_fill: Floats
    cycle: Floats
    inventory: Floats
    orders: Floats
    out: Floats
    lost_margin: Floats
    spent: Floats
    filled: Floats
    taken: Floats
    flows: Floats


def simulate(world: World, policy: Policy, limits: Limits | None = None, *, stretch: Sequence[float] = ()) -> Outcome:
    """Run a policy through the world at each of its settings.

    Args:
        world: items, demand, lead times.
        policy: its tables, made from the past alone: (n, H, m) for the same n items and H periods.
        limits: budget, capacity and what happens to unserved demand; None: no limit, demand waits.
        stretch: multiples of the last setting to run as further settings, as ``STRETCH``.

    Raises:
        Misconfigured: the policy's tables are not of this world.
    """
    from domain.planning.simulating import kernel

    world.fits(policy)
    limits = limits or Limits()
    start = np.zeros(0) if world.start is None else world.start
    happened = kernel.Happened(_flat(world.demand), _whole(world.leads), _whole(world.calendar), _flat(start))
    worth = world.margin / np.maximum(world.cost, kernel.TINY)
    item = kernel.Item(*(_flat(one) for one in (world.cost, world.volume, world.moq, world.pack, worth)))
    numbers = np.array([limits.budget, limits.intake, limits.capacity, float(limits.lost_sales)])
    settings = [(place, 1.0) for place in range(len(policy.levels))] + [(-1, factor) for factor in stretch]

    def one(setting: tuple[int, float]) -> tuple[Floats, Floats]:
        ran: tuple[Floats, Floats] = kernel.run(happened, item, _targets(policy, *setting), numbers)
        return ran

    with ThreadPoolExecutor(THREADS) as pool:
        ran = list(pool.map(one, settings))
    levels = (*policy.levels, *(float("nan") for _ in stretch))
    return _told(world, policy.name, levels, (np.stack([s for s, _ in ran]), np.stack([c for _, c in ran])))


def _targets(policy: Policy, place: int, factor: float) -> Targets:
    """One setting of a policy, stretched."""
    from domain.planning.simulating.kernel import Targets

    def cut(table: Floats) -> Floats:
        return _flat(np.maximum(table[:, :, place] * factor, 0.0))

    upto = cut(policy.upto)
    reorder = upto if policy.reorder is None else cut(policy.reorder)
    if policy.risk is None:
        return Targets(upto, reorder, np.zeros((*upto.shape, 0)), np.zeros(0))
    return Targets(upto, reorder, _flat(policy.risk), np.array(policy.risk_levels, dtype=np.float64))


def _flat(table: Floats) -> Floats:
    """As the compiled loop takes it: one layout and kind, so that it is compiled once."""
    return np.ascontiguousarray(table, dtype=np.float64)


def _whole(table: Ints) -> Ints:
    return np.ascontiguousarray(table, dtype=np.int64)


def _told(world: World, name: str, levels: tuple[float, ...], ran: tuple[Floats, Floats]) -> Outcome:
    """The sums as service, stock and money."""
    from domain.planning.simulating import kernel as at

    sums, course = ran
    sold, asked, counted = sums[:, at.SOLD], sums[:, at.ASKED], np.maximum(sums[:, at.COUNTED], 1.0)
    had, periods = asked[0] > 0, max(1, world.periods - int(world.calendar[:, 0].min()))
    value = (asked * world.cost).sum(1)
    return Outcome(
        name=name,
        levels=levels,
        fill=np.where(value > 0, (sold * world.cost).sum(1) / np.maximum(value, at.TINY), 1.0),
        item_fill=(sold[:, had] / asked[:, had]).mean(1) if had.any() else np.ones(len(sums)),
        cycle=(sums[:, at.SERVED_WHOLE] / counted).mean(1),
        inventory=(sums[:, at.STOCK] / counted * world.cost).sum(1),
        orders=(sums[:, at.ORDERS] / counted).mean(1),
        out=100 * (sums[:, at.OUT] / counted).mean(1),
        lost_margin=((asked - sold) * world.margin).sum(1) / periods,
        spent=course[:, at.SPENT],
        filled=course[:, at.FILLED],
        taken=course[:, at.TAKEN],
        flows=sums,
    )
