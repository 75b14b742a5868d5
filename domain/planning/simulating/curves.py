"""Two policies compared at equal service: how much stock each needs for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from domain.planning.simulating.outcome import Outcome

TARGETS = (("fill", 0.9), ("fill", 0.95), ("fill", 0.98), ("item_fill", 0.9), ("item_fill", 0.95))
"""Services at which policies are compared: by value, and as the mean over items."""


def stock_at(outcome: Outcome, target: float, by: str = "fill") -> float:
    """Stock value at which the curve of settings reaches a service; linear between two settings.

    Args:
        outcome: of settings in ascending order.
        target: the service, as .95.
        by: ``fill``, ``item_fill`` or ``cycle``.

    Returns:
        The value; NaN where no setting reaches it.
    """
    service, value = np.asarray(getattr(outcome, by)), outcome.inventory
    hit = np.flatnonzero(service >= target)
    if not len(hit):
        return float("nan")
    j = int(hit[0])
    if j == 0:
        return float(value[0])
    share = (target - service[j - 1]) / max(float(service[j] - service[j - 1]), 1e-12)
    return float(value[j - 1] + (value[j] - value[j - 1]) * share)


def needed(
    outcomes: Mapping[str, Outcome], base: str = "zses", targets: Sequence[tuple[str, float]] = TARGETS
) -> dict[str, dict[str, float]]:
    """Stock that each policy needs at each target, over that of ``base``: below 1 is less stock.

    Returns:
        Policy to target (``fill95``) to ratio; NaN where one of the two does not get there, or the base needs nothing.
    """
    own = {
        name: {f"{by}{round(100 * target)}": stock_at(one, target, by) for by, target in targets}
        for name, one in outcomes.items()
    }
    return {
        name: {target: _over(value, own[base][target]) if base in own else value for target, value in row.items()}
        for name, row in own.items()
    }


def _over(value: float, base: float) -> float:
    """The ratio; where neither needs any stock they need the same."""
    if base > 0:
        return value / base
    return 1.0 if value == base else float("nan")
