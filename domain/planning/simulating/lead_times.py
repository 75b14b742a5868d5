"""Lead times as they might come: from their probabilities and uniform numbers that the caller has drawn."""

from __future__ import annotations

import numpy as np

from domain.planning.simulating.world import Floats, Ints


def drawn(weights: Floats, uniform: Floats) -> Ints:
    """Lead times of orders, by inversion.

    Args:
        weights: (n, K) probability of a lead time of 1 … K periods; rows sum to 1.
        uniform: (n, H) numbers from 0 to below 1.

    Returns:
        (n, H) periods, 1 or more.
    """
    total = np.cumsum(weights, axis=1)
    total[:, -1] = np.inf  # a sum of .9999999 leaves no gap
    return np.asarray((uniform[:, :, None] >= total[:, None, :]).sum(2) + 1, dtype=np.int64)


def moments(weights: Floats) -> tuple[Floats, Floats]:
    """(mean, standard deviation), each (n,), of lead times of 1 … K periods."""
    periods = np.arange(1, weights.shape[1] + 1)
    mean = weights @ periods
    return mean, np.sqrt(np.maximum(weights @ periods**2 - mean**2, 0.0))
