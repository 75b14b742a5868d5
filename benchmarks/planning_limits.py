"""Ours beside what people use else where lead times vary, suppliers have calendars, and money or room is short."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from benchmarks.planning_sets import SHARED
from benchmarks.rows import Row
from domain.planning.forecasting.engine import forecast
from domain.planning.forecasting.series import LEVELS, Demand
from domain.planning.simulating import Limits, Outcome, Policy, World, needed, simulate
from domain.planning.simulating.lead_times import drawn, moments
from domain.planning.simulating.outcome import STRETCH
from domain.planning.simulating.policies import Seen, policy

Floats = NDArray[np.float64]
OTHERS = ("zses", "odoo", "zsigma", "ddmrp")
LATE = (0.6, 0.25, 0.1, 0.05)
"""Chances that an order comes 0, 1, 2, 3 periods late."""
CALENDAR = 4
SHORT = 0.9
"""Budget as a share of what a period's demand costs on average; capacity as a share of what zses fills at .95."""


@dataclass(frozen=True)
class Items:
    """A set: demand and what orders keep to."""

    name: str
    y: Floats
    lead: Floats
    cost: Floats
    moq: Floats
    pack: Floats
    period: str
    test: int


def of_panel(them: ModuleType, name: str) -> Items:
    """A shared set."""
    p = them.load(name, SHARED / "data" / "demand")
    return Items(name, p.y, p.lead.astype(float), p.cost, p.moq, p.pack, "week" if p.season == 52 else "month", p.test)


def scenarios(items: Items, method: str) -> list[Row]:
    """One row a scenario: stock at equal service, or margin lost, over Odoo's own rules; the others in the note."""
    n, first = len(items.y), items.y.shape[1] - items.test
    fixed = np.zeros((n, int(items.lead.max())))
    fixed[np.arange(n), items.lead.astype(int) - 1] = 1.0
    late = np.zeros((n, fixed.shape[1] + len(LATE) - 1))
    for more, chance in enumerate(LATE):
        late[:, more : more + fixed.shape[1]] += chance * fixed
    margin = items.cost * np.random.default_rng(9).lognormal(-1.4, 0.6, n)
    a_period = float((items.y[:, :first].mean(1) * items.cost).sum())
    plain = _policies(items, fixed, 1, method)
    room = float(simulate(_world(items, fixed, 1, margin), plain["zses"]).filled[6].max())
    limits = {"budget": Limits(budget=SHORT * a_period), "capacity": Limits(capacity=SHORT * room)}
    runs = {
        "as stated": _equal(_ran(_world(items, fixed, 1, margin), plain)),
        "lead times vary": _equal(_ran(_world(items, late, 1, margin), _policies(items, late, 1, method))),
        f"orders every {CALENDAR}": _equal(
            _ran(_world(items, fixed, CALENDAR, margin), _policies(items, fixed, CALENDAR, method))
        ),
        **{name: _lost(_ran(_world(items, fixed, 1, margin, short=True), plain, one)) for name, one in limits.items()},
    }
    return [_row(items.name, name, values) for name, values in runs.items()]


def _world(items: Items, chances: Floats, every: int, margin: Floats, *, short: bool = False) -> World:
    n, test = len(items.y), items.test
    leads = drawn(chances, np.random.default_rng(8).random((n, test)))
    usual = np.ceil(items.y[:, :-test].mean(1) * (items.lead + 1) / items.pack) * items.pack
    return World(
        [str(one) for one in range(n)], np.ascontiguousarray(items.y[:, -test:]), leads, items.cost, items.moq, items.pack,
        margin, np.ones(n), settle=items.lead.astype(np.int64), every=np.full(n, every), start=usual if short else None,
    )  # fmt: skip


def _policies(items: Items, chances: Floats, every: int, method: str) -> dict[str, Policy]:
    lead, deviation = moments(chances)
    origins = list(range(items.y.shape[1] - items.test, items.y.shape[1]))
    seen = Seen(items.y, origins, lead, lead + every, items.period, deviation)
    varies = bool((deviation > 0).any())
    shifted = np.pad(chances, ((0, 0), (every - 1, 0)))
    demand = Demand(
        [str(one) for one in range(len(items.y))], items.y.astype(np.float32),
        np.rint(lead).astype(np.int64) + every - 1, items.cost, items.period, shifted if varies else None,  # type: ignore[arg-type]
    )  # fmt: skip
    q = forecast(demand, origins, levels=LEVELS, method=method).quantiles
    ours = Policy("ours", LEVELS, q, probable=True, risk=q, risk_levels=LEVELS)
    return {**{name: policy(name, seen) for name in OTHERS}, "ours": ours}


def _ran(world: World, policies: Mapping[str, Policy], limits: Limits | None = None) -> dict[str, Outcome]:
    return {name: simulate(world, one, limits, stretch=() if limits else STRETCH) for name, one in policies.items()}


def _equal(ran: Mapping[str, Outcome]) -> tuple[str, dict[str, float]]:
    """Stock at 95 % value fill."""
    return "stock at 95 % value fill", {name: row["fill95"] for name, row in needed(ran, "odoo").items()}


def _lost(ran: Mapping[str, Outcome]) -> tuple[str, dict[str, float]]:
    """Least margin lost a period over the settings of each."""
    least = {name: float(one.lost_margin.min()) for name, one in ran.items()}
    return "margin lost, each at its best setting", {name: one / least["odoo"] for name, one in least.items()}


def _row(name: str, scenario: str, measured: tuple[str, dict[str, float]]) -> Row:
    what, values = measured
    others = ", ".join(f"{one} {'-' if math.isnan(values[one]) else f'{values[one]:.2f}'}" for one in OTHERS)
    own = math.inf if math.isnan(values["ours"]) else values["ours"]
    return Row(f"{name}, {scenario}: over Odoo's own rules", own, 1.0, "×", low_is_good=True, note=f"{what}; {others}")
