"""Small worlds for the simulation's tests."""

import numpy as np

from domain.planning.simulating import Policy, World


def world(demand, *, lead=1, **given):
    """A world of few items; what is not given is 1."""
    demand = np.array(demand, dtype=np.float64)
    n = len(demand)

    def column(name, otherwise=1.0):
        return np.broadcast_to(np.array(given.pop(name, otherwise), dtype=np.float64), (n,)).copy()

    leads = np.broadcast_to(np.asarray(lead, dtype=np.int64).reshape(-1, 1), (n, 1))
    leads = given.pop("leads", np.repeat(leads, demand.shape[1], axis=1))
    columns = {name: column(name) for name in ("cost", "moq", "pack", "margin", "volume")}
    return World([f"S{i}" for i in range(n)], demand, np.asarray(leads), **columns, **given)


def upto(values, there, *, reorder=None):
    """An order-up-to policy that holds the same targets in each period; a setting a column."""
    table = np.repeat(np.array(values, dtype=np.float64)[:, None, :], there.periods, axis=1)
    points = (
        None if reorder is None else np.repeat(np.array(reorder, dtype=np.float64)[:, None, :], there.periods, axis=1)
    )
    return Policy("upto", tuple(np.linspace(0.5, 0.9, table.shape[2])), table, points)


def lumpy(n=40, periods=60, seed=7):
    """Demand with many zeros."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random((n, periods)) < 0.4, rng.integers(1, 20, (n, periods)), 0).astype(np.float64)
