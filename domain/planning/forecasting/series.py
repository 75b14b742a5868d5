"""What a forecast is made of and what comes out: demand of many series, quantiles over lead plus review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from domain.errors import Misconfigured

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Period = Literal["day", "week", "month"]

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999)
SEASONS: Mapping[str, tuple[int, ...]] = {"day": (7, 364), "week": (52,), "month": (12,)}
"""Lengths of the seasons that are looked for, in periods; 364 days keep the weekdays where they are."""
AHEAD: Mapping[str, int] = {"day": 28, "week": 13, "month": 13}
"""Periods ahead of which the expected demand is given one by one."""


@dataclass(frozen=True)
class Demand:
    """Demand of ``n`` series over ``T`` periods of equal length.

    Args:
        keys: name of each series, each once.
        y: (n, T) units asked for in each period, 0 or more.
        lead: (n,) lead time in whole periods, 1 or more; the mean where it is random.
        cost: (n,) value of a unit, above 0.
        period: what a period is; it says which seasons are looked for.
        lead_weights: (n, K) probability of a lead of 1 … K periods, rows summing to 1; None: ``lead`` is fixed.
        known: (n, T) False where demand could not be seen (no stock to sell) or the item was not there yet;
            None: all is known.
        groups: name of a grouping (category, channel, warehouse) to the group of each series.

    Raises:
        Misconfigured: names the field, the value and what to mend.
    """

    keys: Sequence[str]
    y: NDArray[np.floating]
    lead: Ints
    cost: Floats
    period: Period = "week"
    lead_weights: Floats | None = None
    known: NDArray[np.bool_] | None = None
    groups: Mapping[str, Sequence[str]] | None = None

    def __post_init__(self) -> None:
        """Refuse what no method could use."""
        if self.y.ndim != 2:  # noqa: PLR2004 - series by periods
            _refuse("demand is a table of series by periods", "y", f"{self.y.ndim} dimensions")
        n, periods = self.y.shape
        if len(self.keys) != n:
            _refuse(f"each of the {n} series has one name", "keys", str(len(self.keys)))
        if self.period not in SEASONS:
            _refuse("a period is a day, a week or a month", "period", str(self.period))
        for name, one in (("lead", self.lead), ("cost", self.cost)):
            if one.shape != (n,):
                _refuse(f"there is one value for each of the {n} series", name, str(one.shape))
        if self.known is not None and self.known.shape != (n, periods):
            _refuse("there is one value for each series and period", "known", str(self.known.shape))
        if self.lead_weights is not None and (self.lead_weights.ndim != 2 or len(self.lead_weights) != n):  # noqa: PLR2004 - series by leads
            _refuse(f"there is one row for each of the {n} series", "lead_weights", str(self.lead_weights.shape))
        if not np.isfinite(self.y).all() or (self.y < 0).any():
            i, t = (int(place[0]) for place in np.nonzero(~(np.isfinite(self.y) & (self.y >= 0))))
            _refuse("demand is a number, 0 or more", f"y of {self.keys[i]} in period {t}", str(self.y[i, t]))
        if (self.lead < 1).any():
            i = int(np.argmax(self.lead < 1))
            _refuse("a lead time is one period or more", f"lead of {self.keys[i]}", str(self.lead[i]))

    @property
    def width(self) -> Ints:
        """(n,) periods that a forecast covers: the lead time and one review."""
        return np.asarray(self.lead, dtype=np.int64) + 1

    @property
    def periods(self) -> int:
        """Periods that are known of each series."""
        return int(self.y.shape[1])


@dataclass(frozen=True)
class Forecast:
    """Quantiles of demand over lead plus review, seen from each origin.

    Args:
        levels: probabilities, ascending.
        origins: periods known at each origin: a forecast from origin t used periods 0 … t - 1 and nothing later.
        quantiles: (n, origins, levels) units that cover the demand of periods t … t + lead with that probability.
        mean: (n, origins) expected demand of those periods.
        per_period: (n, origins, H) expected demand of each of the next H periods; a group's is the sum of its series'.
        method: name of the method behind each series.
        why: term to (n, origins) values that explain a line: level, trend, season, …
    """

    levels: tuple[float, ...]
    origins: tuple[int, ...]
    quantiles: Floats
    mean: Floats
    per_period: Floats
    method: Sequence[str]
    why: Mapping[str, Floats] = field(default_factory=dict)


def _refuse(what: str, name: str, value: str) -> None:
    raise Misconfigured(
        f"Demand cannot be forecast: {what}.",
        field=name,
        value=value,
        next_step="Mend that value in the history or the item's parameters and run it again.",
    )
