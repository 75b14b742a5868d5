"""Levels held to what happened: the factor by which each would have covered past windows as often as it says.

Conformal in spirit (Vovk et al. 2005; rolling as Gibbs and Candes 2021): only windows that were complete at an origin
count, forecast by a model that had not seen them, the newest most. One factor a level for all series together: it moves
how much a level covers and not who gets the stock. Rows whose quantile is no unit cannot be moved and don't count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.planning.forecasting.series import Floats, Ints

NARROWEST, WIDEST = -0.5, 0.5
"""Logarithms of the factors that are possible. What is further off is a shock, or a level too rare for the windows that
there are; believed whole it would double stocks for windows that say nothing of the next ones."""
FEWEST = 200
"""Windows below which a level is left alone."""
LEAST = 0.01
"""Units below which a quantile is none."""
HALVINGS = 12
MOST = 40_000


@dataclass(frozen=True)
class Held:
    """Forecasts that came true or not.

    Args:
        quantiles: (R, levels) as they were forecast.
        real: (R,) demand of the window.
        ends: (R,) period after the window: known at origins from there on.
        trust: (R,) 1: forecast as the levels are that are held to it; less: by a model that had learned less.
    """

    quantiles: Floats
    real: Floats
    ends: Ints
    trust: Floats

    def with_more(self, other: Held) -> Held:
        """Both."""
        return Held(
            np.concatenate([self.quantiles, other.quantiles]),
            np.concatenate([self.real, other.real]),
            np.concatenate([self.ends, other.ends]),
            np.concatenate([self.trust, other.trust]),
        )


def factors(held: Held, origin: int, levels: Sequence[float], *, half_life: float) -> Floats:
    """(levels,) factors for an origin, from the windows that are complete there.

    Args:
        held: forecasts with what came.
        origin: periods known.
        levels: probabilities.
        half_life: periods after which a window counts half.
    """
    known = np.flatnonzero(held.ends <= origin)
    if len(known) > MOST:
        known = known[np.linspace(0, len(known) - 1, MOST).astype(np.int64)]
    weight = 0.5 ** ((origin - held.ends[known]) / half_life)
    real = held.real[known]
    found = np.ones(len(levels))
    for j, level in enumerate(levels):
        drawn = held.quantiles[known, j]
        alive = drawn >= LEAST
        if alive.sum() >= FEWEST:
            share = weight[alive] / weight[alive].sum()
            believed = float(share @ held.trust[known][alive])
            found[j] = _factor(drawn[alive], real[alive], share, level) ** believed
    return found


def _factor(drawn: Floats, real: Floats, weight: Floats, level: float) -> float:
    """The least factor with which the share of covered windows is the level, by halving."""
    low, high = NARROWEST, WIDEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        covered = float(weight @ (real <= drawn * np.exp(middle) + 1e-6))
        low, high = (low, middle) if covered >= level else (middle, high)
    return float(np.exp((low + high) / 2))
