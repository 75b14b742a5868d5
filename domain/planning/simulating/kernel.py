"""The simulation itself: one compiled loop over periods and items for each setting of a policy.

In each period, in this order: receive; order where the position is below the reorder point, as far as budget and
capacity allow; serve what waits, then the period's demand; look at what is left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SOLD, ASKED, SERVED_WHOLE, STOCK, COUNTED, ORDERS, OUT, START, RECEIVED, BOUGHT, END, ON_ORDER, GONE = range(13)
"""Per item and setting. The first seven are of the counted periods only, the others of all."""
SPENT, FILLED, TAKEN = range(3)
"""Per period and setting: money bound by orders; volume in stock and on its way after ordering; volume ordered."""
TINY = 1e-9


class Happened(NamedTuple):
    """What happened to the items: demand (n, H) and the lead times (n, H) of orders placed in a period.

    ``calendar``: (n, 3) first period counted, orders every so many periods, first period with orders.
    ``start``: (n,) stock at the beginning; empty: the first order-up-to level in whole packs.
    """

    demand: Floats
    leads: Ints
    calendar: Ints
    start: Floats


class Item(NamedTuple):
    """(n,) each: value and volume of a unit, MOQ, pack, and margin for the money."""

    cost: Floats
    volume: Floats
    moq: Floats
    pack: Floats
    worth: Floats


class Targets(NamedTuple):
    """One setting of a policy: order-up-to and reorder point (n, H), 0 or more; risk (n, H, k) at levels (k,)."""

    upto: Floats
    reorder: Floats
    risk: Floats
    levels: Floats


@njit(cache=True, nogil=True)
def _wanted(gap: float, moq: float, pack: float) -> float:
    """Units to order for a gap: at least the MOQ, in whole packs."""
    return float(np.ceil(max(gap, moq) / pack - TINY) * pack)


@njit(cache=True, nogil=True)
def _short(at: float, quantiles: Floats, levels: Floats) -> float:
    """Probability that demand is above ``at``: linear between the quantiles, and from certainty at nothing."""
    below, low = 0.0, 0.0
    for k in range(len(levels)):
        if at < quantiles[k]:
            share = (at - below) / max(quantiles[k] - below, TINY)
            return float(1.0 - low - (levels[k] - low) * min(max(share, 0.0), 1.0))
        below, low = quantiles[k], levels[k]
    return float(1.0 - low)


@njit(cache=True, nogil=True)
def saved(position: float, buy: float, quantiles: Floats, levels: Floats) -> float:
    """Units of shortage that ``buy`` units save on average, each: the mean chance that one of them is asked for."""
    steps, chance = 8, 0.0
    for step in range(steps):
        chance += _short(position + buy * (step + 0.5) / steps, quantiles, levels)
    return chance / steps


@njit(cache=True, nogil=True)
def _best_first(value: Floats) -> Ints:
    """Places by falling value; of two alike the first one."""
    for i in range(len(value)):
        value[i] = -value[i]
    return np.argsort(value, kind="mergesort")


@njit(cache=True, nogil=True)
def _ranked(want: Floats, position: Floats, t: int, item: Item, targets: Targets) -> Ints:
    """Items in the order in which short money is given to them: margin saved for the money, the best first."""
    value = np.full(len(want), -np.inf)
    for i in range(len(want)):
        if want[i] > 0:
            if len(targets.levels):
                value[i] = item.worth[i] * saved(position[i], want[i], targets.risk[i, t], targets.levels)
            else:
                value[i] = item.worth[i] * (targets.upto[i, t] - position[i]) / max(targets.upto[i, t], TINY)
    return _best_first(value)


@njit(cache=True, nogil=True)
def _shared(want: Floats, ranking: Ints, item: Item, left: Floats) -> None:
    """Cut orders down to what is left of money, intake and capacity, in the order of the ranking.

    ``left``: money, intake, capacity, taken from. An order is cut by whole packs, and falls away where less than the
    MOQ would be left.
    """
    for i in ranking:
        price, volume, moq, pack = item.cost[i], item.volume[i], item.moq[i], item.pack[i]
        if want[i] <= 0:
            continue
        room = np.inf if price <= 0 else left[0] / price
        if volume > 0:
            room = min(room, left[1] / volume, left[2] / volume)
        if want[i] > room:
            want[i] = np.floor(max(room, 0.0) / pack) * pack
        taken = want[i] * volume
        while want[i] > 0 and (want[i] * price > left[0] or taken > left[1] or taken > left[2]):  # a last digit
            want[i] -= pack
            taken = want[i] * volume
        if want[i] < max(moq, pack) - TINY:
            want[i] = 0.0
        left[0] -= want[i] * price
        left[1] -= want[i] * volume
        left[2] -= want[i] * volume


@njit(cache=True, nogil=True)
def _receive(t: int, due: Floats, hand: Floats, on_order: Floats, sums: Floats) -> None:
    """What is due in period ``t`` is in stock."""
    slot = t % len(due)
    for i in range(len(hand)):
        came = due[slot, i]
        due[slot, i] = 0.0
        hand[i] += came
        on_order[i] -= came
        sums[RECEIVED, i] += came


@njit(cache=True, nogil=True)
def _serve(t: int, happened: Happened, hand: Floats, lost: bool, sums: Floats) -> None:
    """Take a period's demand from the stock; what is not there waits (stock below 0), or is lost."""
    for i in range(len(hand)):
        asked = happened.demand[i, t]
        served = min(max(hand[i], 0.0), asked)
        hand[i] -= asked
        if lost and served < asked:
            sums[GONE, i] += asked - served
            hand[i] += asked - served
        if t >= happened.calendar[i, 0]:
            sums[SOLD, i] += served
            sums[ASKED, i] += asked
            sums[SERVED_WHOLE, i] += served >= asked
            sums[STOCK, i] += max(hand[i], 0.0)
            sums[COUNTED, i] += 1
            sums[OUT, i] += hand[i] <= 0


@njit(cache=True, nogil=True)
def _wants(t: int, happened: Happened, item: Item, targets: Targets, position: Floats) -> Floats:
    """(n,): what each item would order in period ``t`` if nothing were short."""
    want = np.zeros(len(position))
    for i in range(len(want)):
        gap, lack = targets.upto[i, t] - position[i], targets.reorder[i, t] - position[i]
        if gap > TINY and lack > TINY and (t - happened.calendar[i, 2]) % happened.calendar[i, 1] == 0:
            want[i] = _wanted(gap, item.moq[i], item.pack[i])
    return want


@njit(cache=True, nogil=True)
def _begin(happened: Happened, item: Item, targets: Targets, capacity: float) -> Floats:
    """(n,): stock at the beginning, cut to the capacity."""
    n = len(item.cost)
    hand = np.zeros(n)
    for i in range(n):
        whole = np.ceil(targets.upto[i, 0] / item.pack[i]) * item.pack[i]
        hand[i] = happened.start[i] if len(happened.start) else whole
    if not np.isinf(capacity):
        _shared(hand, _best_first(item.worth.copy()), item, np.array([np.inf, np.inf, capacity]))
    return hand


@njit(cache=True, nogil=True)
def run(happened: Happened, item: Item, targets: Targets, limits: Floats) -> tuple[Floats, Floats]:
    """One setting of a policy; ``limits`` (4,) are budget, intake, capacity, and whether sales are lost.

    Returns:
        sums: (13, n) and course: (3, H), in the order of the names above.
    """
    n, horizon = happened.demand.shape
    sums, course, position = np.zeros((13, n)), np.zeros((3, horizon)), np.zeros(n)
    due, on_order = np.zeros((happened.leads.max() + 1, n)), np.zeros(n)
    hand, limited = _begin(happened, item, targets, limits[2]), not np.isinf(min(limits[0], limits[1], limits[2]))
    for i in range(n):
        sums[START, i] = hand[i]
    for t in range(horizon):
        _receive(t, due, hand, on_order, sums)
        for i in range(n):
            position[i] = hand[i] + on_order[i]
            course[FILLED, t] += (max(hand[i], 0.0) + on_order[i]) * item.volume[i]
        want = _wants(t, happened, item, targets, position)
        if limited:
            left = np.array([limits[0], limits[1], limits[2] - course[FILLED, t]])
            _shared(want, _ranked(want, position, t, item, targets), item, left)
        for i in range(n):
            due[(t + happened.leads[i, t]) % len(due), i] += want[i]
            on_order[i] += want[i]
            sums[BOUGHT, i] += want[i]
            sums[ORDERS, i] += t >= happened.calendar[i, 0] and want[i] > 0
            course[SPENT, t] += want[i] * item.cost[i]
            course[TAKEN, t] += want[i] * item.volume[i]
        course[FILLED, t] += course[TAKEN, t]
        _serve(t, happened, hand, limits[3] > 0, sums)
    for i in range(n):
        sums[END, i], sums[ON_ORDER, i] = hand[i], on_order[i]
    return sums, course
