"""How good quantiles are, beside the stock that they need: pinball loss, bias, coverage.

Pinball loss is the one score that the true quantile makes least (Koenker, Bassett 1978; Gneiting 2011).
"""

from __future__ import annotations

import numpy as np

from domain.planning.simulating.policies import window_sums
from domain.planning.simulating.world import Floats, Ints, Policy

SCORED = (0.5, 0.8, 0.9, 0.95, 0.975)


def accuracy(policy: Policy, y: Floats, width: Ints, cost: Floats, first: int) -> dict[str, float]:
    """Scores of a policy whose levels are probabilities; windows that run past the end of ``y`` do not count.

    Args:
        policy: ``upto`` (n, H, m) for origins ``first``, ``first`` + 1, ….
        y: (n, T) demand.
        width: (n,) periods that a quantile covers.
        cost: (n,) value of a unit.
        first: the first origin.

    Returns:
        ``spl``: mean pinball loss over series and levels, each series' divided by its mean absolute change before the
        test x sqrt(width). ``wpl``: 2 x loss by cost over demand by cost. ``bias``: of the median, by cost.
        ``cov_0.95``: share of windows whose demand is at most that level's quantile. Empty where no level is scored.
    """
    seen = window_sums(y, width)[:, first : first + policy.upto.shape[1]]
    scale = np.maximum(np.abs(np.diff(y[:, :first], axis=1)).mean(1) * np.sqrt(width), 1e-9)
    known, weight, out = ~np.isnan(seen), cost[:, None], dict[str, float]()
    demand, losses = float(np.nansum(seen * weight)), list[tuple[float, float]]()
    for level in SCORED:
        place = np.flatnonzero(np.isclose(policy.levels, level))
        if not len(place) or not known.any():
            continue
        value = np.maximum(policy.upto[:, :, place[0]], 0.0)
        loss = np.where(seen >= value, level * (seen - value), (1 - level) * (value - seen))
        some = known.any(1)
        scaled = np.nanmean(loss[some], axis=1) / scale[some]
        losses.append((float(scaled.mean()), 2 * float(np.nansum(loss * weight)) / max(demand, 1e-12)))
        out[f"cov_{level:g}"] = float((seen[known] <= value[known]).mean())
        if level == 0.5:  # noqa: PLR2004 - the median
            out["bias"] = float(np.nansum((value - seen) * weight)) / max(demand, 1e-12)
    if not losses:
        return {}
    return {"spl": float(np.mean([s for s, _ in losses])), "wpl": float(np.mean([w for _, w in losses])), **out}
