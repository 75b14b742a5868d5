"""Quantiles of a gamma distribution by its mean and variance: demand over lead plus review, 0 or more and skewed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def quantiles(mean: Floats, variance: Floats, levels: Sequence[float]) -> Floats:
    """(R, levels) units; mean 0 gives 0 throughout, variance 0 the mean (gamma demand over lead time: Burgin 1975)."""
    from scipy.special import gammaincinv  # type: ignore[import-untyped]  # scipy ships no types

    alive = (mean > 0) & (variance > 0)
    shape = np.where(alive, mean * mean / np.where(alive, variance, 1.0), 1.0)
    shape = np.clip(shape, 1e-3, 1e6)
    scale = np.where(alive, mean / shape, 0.0)
    drawn = np.stack([gammaincinv(shape, level) for level in levels], axis=1) * scale[:, None]
    return np.asarray(np.where(alive[:, None], drawn, mean[:, None]))
