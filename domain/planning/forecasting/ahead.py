"""Expected demand period by period, which adds up: over series to their group, over periods to lead plus review."""

from __future__ import annotations

import numpy as np

from domain.planning.forecasting.past import Past, Rows
from domain.planning.forecasting.series import AHEAD, Floats


def per_period(past: Past, rows: Rows, mean: Floats) -> Floats:
    """(R, H) the mean's level times the season of each next period: bottom-up, so a group is its series' sum."""
    level = mean / np.maximum(rows.ahead, 1e-9)
    horizon = AHEAD[past.period]
    periods = rows.places[:, 1][:, None] + np.arange(horizon)[None, :]
    season = past.season[past.which[rows.places[:, 1]][:, None], periods].astype(np.float64)
    if rows.own.shape[1]:
        wave = 1 + np.einsum("rk,rhk->rh", rows.own, past.waves[periods])
        season *= np.clip(wave, 0.1, 6.0)
    return np.asarray(level[:, None] * season)
