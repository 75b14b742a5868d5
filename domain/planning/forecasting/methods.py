"""The methods by name, behind one interface: quantiles of rows, from what each row knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Protocol

import numpy as np

from domain.errors import Misconfigured
from domain.planning.forecasting import gamma
from domain.planning.forecasting.learned import LADDER, Learned
from domain.planning.forecasting.past import Past, Rows, gammas
from domain.planning.forecasting.series import Floats, Ints

DEFAULT = "default"


@dataclass(frozen=True)
class Known:
    """All that a method may look at: the past, the rows wanted and what was learned before the first of them."""

    past: Past
    rows: Rows
    learned: Learned | None
    levels: tuple[float, ...]

    def only(self, mine: Ints) -> Known:
        """The same of some of the rows."""
        return replace(self, rows=self.rows.only(mine))


class Method(Protocol):
    """Quantiles of demand over lead plus review."""

    def __call__(self, known: Known) -> Floats:
        """(R, levels) units, 0 or more, ascending by level."""


def gamma_of(name: str) -> Method:
    """One smoothed level with a gamma of its own cumulative error."""

    def quantiles(known: Known) -> Floats:
        rows = known.rows
        place = smoothing_place(name)
        mean = rows.levels[:, place].astype(np.float64) * rows.ahead
        return gamma.quantiles(mean, _variance(rows, place), known.levels)

    return quantiles


def smoothing_place(name: str) -> int:
    """Column of a level by its name."""
    from domain.planning.forecasting.smoothing import NAMES

    return NAMES.index(name)


def _variance(rows: Rows, place: int) -> Floats:
    """Squared error of one level; where no window is complete, that of a compound Poisson."""
    plain = rows.width * rows.level("mean") * rows.trait("mean size")
    own = rows.errors[:, place].astype(np.float64)
    return np.where(own < 0, plain, own)


def gamma_combined(known: Known) -> Floats:
    """All levels weighted by one over their squared error, and a gamma."""
    return gammas(known.rows, known.levels)


def lightgbm(known: Known) -> Floats:
    """The global model; the combined gamma where there was nothing to learn from."""
    if known.learned is None:
        return gamma_combined(known)
    drawn = known.learned.quantiles(known.past, known.rows)
    return np.stack([between(drawn, level) for level in known.levels], axis=1)


def between(drawn: Floats, level: float) -> Floats:
    """(R,) the quantile of a level, linear in normal scores between those of the ladder."""
    scores = np.array([NormalDist().inv_cdf(one) for one in LADDER])
    score = NormalDist().inv_cdf(level)
    after = int(np.clip(np.searchsorted(scores, score), 1, len(scores) - 1))
    share = (score - scores[after - 1]) / (scores[after] - scores[after - 1])
    return np.asarray(np.maximum(drawn[:, after - 1] + share * (drawn[:, after] - drawn[:, after - 1]), 0))


def zses(known: Known) -> Floats:
    """SES(0.1) and z times the error of one lead plus review: what most systems do."""
    rows = known.rows
    place = smoothing_place("ses 0.1")
    sigma = np.sqrt(_variance(rows, place))
    z = np.array([NormalDist().inv_cdf(level) for level in known.levels])
    return np.asarray(np.maximum((rows.levels[:, place] * rows.ahead)[:, None] + sigma[:, None] * z, 0))


def empirical(known: Known) -> Floats:
    """Quantiles of the overlapping sums over lead plus review that were seen (Porteus 2002, section 9)."""
    past, rows = known.past, known.rows
    sums = np.concatenate([np.zeros((len(past.y), 1)), np.cumsum(past.y, axis=1, dtype=np.float64)], axis=1)
    out = np.zeros((len(rows.places), len(known.levels)))
    for r, (i, origin) in enumerate(rows.places):
        w = past.width[i]
        seen = np.sort(sums[i, w : origin + 1] - sums[i, : max(origin + 1 - w, 0)]) if origin >= w else np.zeros(1)
        place = np.clip(np.ceil(np.array(known.levels) * (len(seen) + 1)).astype(int) - 1, 0, len(seen) - 1)
        out[r] = seen[place]
    return out


_METHODS: Mapping[str, Method] = {
    DEFAULT: lightgbm,
    "gamma": gamma_combined,
    "lightgbm": lightgbm,
    "ses": gamma_of("ses 0.1"),
    "tsb": gamma_of("tsb 0.1/0.1"),
    "sba": gamma_of("sba 0.1"),
    "mean": gamma_of("moving mean"),
    "zses": zses,
    "empirical": empirical,
}
LEARNS = frozenset({DEFAULT, "lightgbm"})
"""Methods for which the global model is trained."""


def methods() -> Sequence[str]:
    """The names, the default first."""
    return tuple(_METHODS)


def method(name: str) -> Method:
    """One method.

    Raises:
        Misconfigured: there is none by that name.
    """
    if name not in _METHODS:
        raise Misconfigured(
            "There is no forecasting method by that name.",
            field="method",
            value=name,
            next_step=f"Name one of {', '.join(_METHODS)}.",
        )
    return _METHODS[name]
