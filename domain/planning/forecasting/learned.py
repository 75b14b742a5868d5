"""The learned part: one global model over all series for each level (LightGBM, pinball loss; Ke et al. 2017).

The target is demand over lead plus review in units of the row's own scale, so that a fast and a slow mover teach each
other; its logarithm, so that a leaf raises a row by a share of its level. Trained on rows whose windows ended before
the origin that it is trained for; above its highest level the row's gamma says how far the tail reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.planning.forecasting import traits
from domain.planning.forecasting.past import Past, Rows, gammas, look
from domain.planning.forecasting.series import Floats, Ints

TAUGHT = (0.5, 0.8, 0.9, 0.95, 0.975, 0.99)
RARE = (0.995, 0.999)
"""Levels too rare for trees: the gamma's tail from the last taught level on, times what all rows together say."""
LADDER = (*TAUGHT, *RARE)
HIGHEST = 20.0
TINY = 1e-6
BEYOND = (-0.5, 1.5)
"""Logarithms of the factors by which the gamma's tail may be mended."""
MOST_ROWS = 40_000
FEWEST_ROWS = 300
WORKERS = 2
TREES = 120
CURVE = 3.0
"""The target is log(1 + CURVE x demand / scale): what a leaf adds is a share of the row's level, not an amount."""
SETTINGS: dict[str, Any] = {
    "objective": "quantile",
    "num_leaves": 15,
    "learning_rate": 0.07,
    "min_data_in_leaf": 150,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # two models at once instead: a team of threads waits for its slowest on a busy machine
    "verbosity": -1,
}
_IN_UNITS = (
    "mean size", "last size", "largest", "last window", "largest window", "sd window", "mean window", "last year",
    "two years ago", "gcd",
)  # fmt: skip
_PER_PERIOD = ("last year's level", "last period", "short", "long")


def table(past: Past, rows: Rows) -> Floats:
    """(R, features): everything in units of the row's scale, the rest as it is."""
    scale = rows.scale[:, None]
    units = np.stack([rows.trait(name) for name in _IN_UNITS], axis=1) / scale
    rates = np.stack([rows.trait(name) for name in _PER_PERIOD], axis=1) * rows.width[:, None] / scale
    others = [i for i, name in enumerate(traits.NAMES) if name not in (*_IN_UNITS, *_PER_PERIOD, "half year sums")]
    levels = rows.levels * rows.ahead[:, None] / scale
    errors = np.sqrt(np.maximum(rows.errors[:, [1, 2, 6]], 0)) / scale
    cost = past.cost[rows.places[:, 0]]
    phase = 2 * np.pi * (rows.places[:, 1] % past.year) / past.year
    logs = [np.log(rows.scale), np.log(cost), np.log(cost * rows.scale)]
    single = np.stack([*logs, rows.width, np.sin(phase), np.cos(phase)], axis=1)
    return np.concatenate([levels, errors, units, rates, rows.traits[:, others], single], axis=1).astype(np.float32)


def windows(past: Past, places: Ints) -> Floats:
    """(R,) demand of the periods origin … origin + lead."""
    sums = np.concatenate([np.zeros((len(past.y), 1)), np.cumsum(past.y, axis=1, dtype=np.float64)], axis=1)
    i, origin = places[:, 0], places[:, 1]
    return np.asarray(sums[i, origin + past.drawn(places)] - sums[i, origin])


def lessons(past: Past, cut: int, rng: np.random.Generator) -> Ints:
    """(R, 2) rows to learn from: their windows end before period ``cut``, and something was asked for before them."""
    first = np.argmax(past.y[:, :cut] > 0, axis=1)
    some = (past.y[:, :cut] > 0).any(axis=1)
    low = np.maximum(first + 2, min(past.year // 2, cut // 3))
    count = np.where(some, np.maximum(cut - past.longest - low + 1, 0), 0)
    total = int(count.sum())
    chosen = np.arange(total) if total <= MOST_ROWS else np.sort(rng.choice(total, MOST_ROWS, replace=False))
    ends = np.cumsum(count)
    i = np.searchsorted(ends, chosen, side="right")
    return np.stack([i, low[i] + chosen - (ends[i] - count[i])], axis=1).astype(np.int64)


@dataclass(frozen=True)
class Learned:
    """A model for each taught level, and the logarithm by which the gamma's tail above the last one is mended."""

    models: Sequence[Any]
    beyond: tuple[float, ...] = (0.0,) * len(RARE)

    def quantiles(self, past: Past, rows: Rows) -> Floats:
        """(R, LADDER) units, ascending."""
        drawn = _units(_predicted(self.models, table(past, rows)), rows)
        rare = drawn[:, -1:] * tails(rows) * np.exp(self.beyond)
        return np.concatenate([drawn, np.maximum.accumulate(np.maximum(rare, drawn[:, -1:]), axis=1)], axis=1)


def _units(drawn: Floats, rows: Rows) -> Floats:
    """What the models say in units, ascending."""
    return np.asarray(np.expm1(np.sort(np.clip(drawn, 0, HIGHEST), axis=1)) / CURVE * rows.scale[:, None])


def tails(rows: Rows) -> Floats:
    """(R, RARE) how many times the last taught level the rarer ones are by its gamma: lumpy demand reaches on."""
    drawn = gammas(rows, (TAUGHT[-1], *RARE))
    return np.asarray(drawn[:, 1:] / np.where(drawn[:, :1] > 0, drawn[:, :1], 1.0) + (drawn[:, :1] <= 0))


def _predicted(models: Sequence[Any], x: Floats) -> Floats:
    with ThreadPoolExecutor(WORKERS) as pool:
        return np.stack(list(pool.map(lambda model: model.predict(x, num_threads=1), models)), axis=1)


def learn(past: Past, cut: int, *, seed: int = 0) -> Learned | None:
    """Train on what was complete before period ``cut``; None: there is too little to learn from."""
    places = lessons(past, cut, np.random.default_rng(seed))
    if len(places) < FEWEST_ROWS:
        return None
    import lightgbm

    rows = look(past, places)
    x, target = table(past, rows), np.log1p(CURVE * windows(past, places) / rows.scale)

    def taught(level: float) -> Any:  # noqa: ANN401 - LightGBM ships no types
        data = lightgbm.Dataset(x, label=target, params={"verbosity": -1})
        return lightgbm.train({**SETTINGS, "alpha": level, "seed": seed}, data, TREES)

    with ThreadPoolExecutor(WORKERS) as pool:
        models = list(pool.map(taught, TAUGHT))
    top = _units(models[-1].predict(x, num_threads=1)[:, None], rows)
    over = np.expm1(target)[:, None] / CURVE * rows.scale[:, None] / np.maximum(top * tails(rows), TINY)
    beyond = [float(np.log(max(np.quantile(over[:, j], level), TINY))) for j, level in enumerate(RARE)]
    return Learned(models, tuple(np.clip(beyond, *BEYOND).tolist()))
