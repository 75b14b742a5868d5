"""Policies that a planner would else use, as numbers for the simulation; each value from the past of its origin only.

- ``zses``: exponential smoothing (Brown 1959) and z times the error, the base of every comparison.
- ``zsigma``: the spreadsheet: twelve months' mean and deviation.
- ``minmax``: days of cover on average demand.
- ``odoo``: reordering rules as people keep them in Odoo: minimum and maximum from the year's average, set anew each
  quarter; ordered when the forecast is below the minimum, up to the maximum, rounded up (Odoo 19,
  ``stock.warehouse.orderpoint``, ``_get_qty_to_order``).
- ``ddmrp``: average daily usage of four months, lead-time and variability factors, red zone scaled (Ptak, Smith 2016).
- ``empirical``: quantiles of the sums over lead plus review that were seen (Porteus 2002).

With random lead times the two with a safety stock add the demand's share of it, mean^2 x variance of the lead time
(Silver, Pyke, Thomas 2017, section 6.10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from domain.errors import Misconfigured
from domain.planning.simulating.world import Floats, Ints, Policy

LEVELS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, 0.995, 0.999)
STEPS = tuple(float(one) for one in np.linspace(0.05, 0.95, 19))
FACTORS = tuple(8 * one**2 for one in STEPS)
"""0.02 to 7.2: settings of the policies that have no service level of their own."""
YEAR: Mapping[str, int] = {"day": 364, "week": 52, "month": 12}
MONTH: Mapping[str, int] = {"day": 30, "week": 4, "month": 1}
QUARTER: Mapping[str, int] = {"day": 91, "week": 13, "month": 3}
LEAD_FACTORS: Mapping[str, tuple[int, int]] = {"day": (28, 56), "week": (4, 8), "month": (1, 3)}
"""DDMRP: a lead time up to the first is short (.8), up to the second medium (.5), else long (.3)."""


@dataclass(frozen=True)
class Seen:
    """What a policy may look at, and when.

    Args:
        y: (n, T) demand; at origin ``o`` only ``y[:, :o]`` is looked at.
        origins: (H,) periods known at each review.
        lead: (n,) lead time in periods; its mean where it varies.
        width: (n,) periods that an order has to last: lead time plus the time until the next order.
        period: ``day``, ``week`` or ``month``.
        lead_sd: (n,) standard deviation of the lead time.
    """

    y: Floats
    origins: Sequence[int]
    lead: Floats
    width: Floats
    period: str
    lead_sd: Floats

    @property
    def year(self) -> int:
        """Periods of twelve months."""
        return YEAR[self.period]

    def last(self, origin: int, periods: int) -> Floats:
        """(n, up to ``periods``): demand just before an origin."""
        return self.y[:, max(0, origin - periods) : origin]


def smoothed(y: Floats, alpha: float = 0.1) -> tuple[Floats, Floats]:
    """(level, mse), each (n, T + 1): column t uses y[:, :t]. Begins as a mean; the error forgets 3 % a period."""
    n, periods = y.shape
    level, mse = np.zeros((n, periods + 1)), np.zeros((n, periods + 1))
    total, weight = np.zeros(n), 0.0
    for t in range(periods):
        total, weight = 0.97 * total + (y[:, t] - level[:, t]) ** 2, 0.97 * weight + 1
        mse[:, t + 1] = total / weight
        level[:, t + 1] = level[:, t] + max(alpha, 1 / (t + 1)) * (y[:, t] - level[:, t])
    return level, mse


def zses(seen: Seen) -> Policy:
    """SES(0.1) over the width plus z times its error."""
    (level, mse), at = smoothed(seen.y), list(seen.origins)
    return _normal("zses", seen, level[:, at], mse[:, at])


def zsigma(seen: Seen) -> Policy:
    """Twelve months' average over the width plus z times their deviation."""
    windows = [seen.last(origin, seen.year) for origin in seen.origins]
    mean, variance = (np.stack([one(h) for h in windows], axis=1) for one in (_mean, _variance))
    return _normal("zsigma", seen, mean, variance)


def minmax(seen: Seen) -> Policy:
    """So many times the average demand of the width."""
    mean = np.stack([_mean(seen.last(origin, seen.year)) for origin in seen.origins], axis=1)
    return Policy("minmax", STEPS, (mean * seen.width[:, None])[:, :, None] * np.array(FACTORS))


def odoo(seen: Seen) -> Policy:
    """Minimum: so many times the average demand of the width; maximum: a month's more; both set anew each quarter."""
    set_at = [origin - (origin - seen.origins[0]) % QUARTER[seen.period] for origin in seen.origins]
    mean = np.stack([_mean(seen.last(origin, seen.year)) for origin in set_at], axis=1)
    least = (mean * seen.width[:, None])[:, :, None] * np.array(FACTORS)
    return Policy("odoo", STEPS, least + mean[:, :, None] * MONTH[seen.period], reorder=least)


def ddmrp(seen: Seen) -> Policy:
    """Yellow, green and red zones on four months' average; the red one scaled."""
    lead, (short, medium) = seen.lead[:, None], LEAD_FACTORS[seen.period]
    factor = np.where(lead <= short, 0.8, np.where(lead <= medium, 0.5, 0.3))
    targets = []
    for origin in seen.origins:
        window = seen.last(origin, seen.year)
        mean, deviation = _mean(window)[:, None], np.sqrt(_variance(window))[:, None]
        usage = _mean(seen.last(origin, seen.year // 3))[:, None]
        spread = np.where(mean > 0, deviation / np.maximum(mean, 1e-12), 1.0)
        variability = np.clip(0.4 + 0.4 * (spread - 0.5), 0.2, 1.0)
        yellow, red = usage * lead, usage * lead * factor * (1 + variability)
        targets.append(yellow + np.maximum(usage, usage * lead * factor) + red * np.array(FACTORS))
    return Policy("ddmrp", STEPS, np.stack(targets, axis=1))


def empirical(seen: Seen) -> Policy:
    """Quantiles of the overlapping sums over the width that were complete at the origin."""
    width = np.rint(seen.width).astype(np.int64)[:, None]
    sums, targets = window_sums(seen.y, width[:, 0]), []
    for origin in seen.origins:
        own = np.where(np.arange(seen.y.shape[1])[None, :] + width <= origin, sums, np.nan)[:, :origin]
        own[np.isnan(own).all(1)] = 0.0
        own.sort(axis=1)
        count = (~np.isnan(own)).sum(1)[:, None]
        place = np.clip(np.ceil(np.array(LEVELS) * (count + 1)).astype(int) - 1, 0, count - 1)
        targets.append(np.take_along_axis(own, place, axis=1))
    return Policy("empirical", LEVELS, np.stack(targets, axis=1), probable=True)


POLICIES: Mapping[str, Callable[[Seen], Policy]] = {
    "zses": zses, "zsigma": zsigma, "minmax": minmax, "odoo": odoo, "ddmrp": ddmrp, "empirical": empirical,
}  # fmt: skip


def policy(name: str, seen: Seen) -> Policy:
    """One policy by its name.

    Raises:
        Misconfigured: there is none by that name.
    """
    if name not in POLICIES:
        raise Misconfigured(
            "There is no policy by that name.",
            field="policy",
            value=name,
            next_step=f"Name one of {', '.join(POLICIES)}.",
        )
    return POLICIES[name](seen)


def window_sums(y: Floats, width: Ints) -> Floats:
    """(n, T): demand of periods t to t + width - 1; NaN where that runs past the end."""
    total = np.concatenate([np.zeros((len(y), 1)), np.cumsum(y, axis=1)], axis=1)
    end = np.arange(y.shape[1])[None, :] + width[:, None]
    inside = np.take_along_axis(total, np.minimum(end, y.shape[1]), axis=1) - total[:, :-1]
    return np.where(end <= y.shape[1], inside, np.nan)


def _normal(name: str, seen: Seen, mean: Floats, variance: Floats) -> Policy:
    """Mean and z times deviation of the demand over the width; ``mean``, ``variance``: (n, H) of one period."""
    z = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
    width = seen.width[:, None]
    spread = np.sqrt(variance * width + mean**2 * seen.lead_sd[:, None] ** 2)
    return Policy(name, LEVELS, (mean * width)[:, :, None] + spread[:, :, None] * z, probable=True)


def _mean(window: Floats) -> Floats:
    return np.asarray(window.mean(1))


def _variance(window: Floats) -> Floats:
    """With one period alone nothing is known of it: as if it were the square of the demand."""
    return np.asarray(window.var(1, ddof=1) if window.shape[1] > 1 else window[:, 0] ** 2)
