"""Returns matched with sales as closing brackets are with opening ones, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def matched(
    series: NDArray[np.int64], period: NDArray[np.int64], asked: NDArray[np.float64], back: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What is left of each day's demand: each return takes from the latest earlier sale that still has something.

    What finds none takes from its own period, earliest day first.

    Args:
        series: series of each day; days of one follow each other in time.
        period: number of the period of each day.
        asked: asked for.
        back: returned.
    """
    left = asked.copy()
    stack = np.empty(len(asked), dtype=np.int64)
    alone = np.zeros(len(asked))
    top = 0
    for day in range(len(asked)):
        if day and series[day] != series[day - 1]:
            top = 0
        stack[top] = day
        top += 1
        rest = back[day]
        while rest > 0 and top > 0:
            took = min(rest, left[stack[top - 1]])
            left[stack[top - 1]] -= took
            rest -= took
            if left[stack[top - 1]] <= 0:
                top -= 1
        alone[day] = rest
    for day in range(len(asked)):
        rest = alone[day]
        other = day
        while rest > 0 and other and series[other - 1] == series[day] and period[other - 1] == period[day]:
            other -= 1
        while rest > 0 and other < len(asked) and series[other] == series[day] and period[other] == period[day]:
            took = min(rest, left[other])
            left[other] -= took
            rest -= took
            other += 1
    return left
