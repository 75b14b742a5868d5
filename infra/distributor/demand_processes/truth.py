"""What a perfect forecaster would have said: quantiles of demand over the lead time and one review, by Monte Carlo."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from infra.distributor.demand_processes.families import Process

FloatArray = NDArray[np.float64]
LEVELS = (0.5, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999)
"""As the files of `lading forecast` have them."""
THREADS = 2
Knowledge = Literal["state", "path"]
"""``state``: parameters and today's state, and of steps, ends and promotions to come only their chances.
``path``: also their dates and sizes, as nobody can know them; only the period's noise is left."""


def perfect(
    made: Sequence[Process],
    seed: int,
    origins: Sequence[int],
    *,
    means: FloatArray,
    states: FloatArray,
    knowledge: Knowledge = "state",
    draws: int = 2000,
) -> FloatArray:
    """(series, origins, levels): quantiles of demand of periods origin .. origin + lead.

    Args:
        made: the processes.
        seed: of the draws; each series and origin has its own stream.
        origins: how many periods are known.
        means: (series, periods): the realised means, at least up to the last origin plus the longest lead time.
        states: (series, periods, 3): the state before each period.
        knowledge: what the forecaster knows.
        draws: futures drawn for one quantile.
    """
    from infra.distributor.demand_processes import kernel

    def row(number: int) -> FloatArray:
        one, rng = made[number], np.random.default_rng([seed, 3, number])
        k, found = one.numbers(), np.empty((len(origins), len(LEVELS)))
        for place, origin in enumerate(origins):
            leads = one.lead + rng.choice(len(one.late), size=draws, p=one.late)
            if knowledge == "path":
                sums = kernel.from_path(rng, k, means[number], origin, leads)
            else:
                sums = kernel.from_state(rng, k, states[number, origin], origin, leads)
            found[place] = np.quantile(sums, LEVELS, method="inverted_cdf")
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        return np.stack(list(pool.map(row, range(len(made)))))
