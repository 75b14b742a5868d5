"""What is bought first when not everything fits: what saves most for each unit of money (or room)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.planning.proposing.drafts import EPS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Wanted:
    """Lines that compete: (n,) each."""

    quantity: Floats
    taken: Floats
    """Money or room of a unit."""
    worth: Floats
    """What is expected to be lost without the line."""
    first: NDArray[np.bool_]
    """These go before all others: a planner decided them."""
    minimum: Floats
    pack: Floats
    whole: NDArray[np.bool_]
    """May not be ordered in part: its price hangs on its quantity."""


def fitted(wanted: Wanted, limit: float) -> Floats:
    """(n,) quantities that together do not take more than ``limit``.

    Greedy by what is lost without the line for each unit that it takes (the continuous knapsack's rule, Dantzig 1957);
    equal ones in the order of their rows. A line that does not fit whole is ordered in part, in packs and not below its
    minimum, and those after it are still tried, so that little money buys what is small and pressing. What takes
    nothing is kept.
    """
    need = wanted.quantity * wanted.taken
    if float(need.sum()) <= limit + EPS:
        return wanted.quantity
    ratio = np.where(need > EPS, wanted.worth / np.maximum(need, EPS), np.inf)
    order = np.lexsort((np.arange(len(need)), -ratio, ~wanted.first))
    given = wanted.quantity.copy()
    left = limit
    for row in order.tolist():
        if need[row] <= left + EPS:
            left -= max(need[row], 0.0)
            continue
        given[row] = _part(wanted, row, left)
        left -= given[row] * wanted.taken[row]
    return given


def _part(wanted: Wanted, row: int, left: float) -> float:
    pack, taken = wanted.pack[row], wanted.taken[row]
    if wanted.whole[row]:
        return 0.0
    part = float(np.floor(max(left, 0.0) / taken / pack + EPS) * pack)
    return part if part * taken <= left + EPS and part >= max(wanted.minimum[row], pack) - EPS else 0.0
