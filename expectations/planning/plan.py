"""The plan's gate: lines that can be ordered as they stand, and money within reason."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import polars as pl

from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from expectations.gate import run_gate
from expectations.planning.line_frame import line_frame
from expectations.planning.outcome import PlanGate, flagged, outcome, stopping
from expectations.suite import KEY, GateSuite, Waiver

GATE = "plan-gate"
_NOISE = 0.01

_LINE = {"quantity": "quantity"}
LINES = GateSuite(
    gate=GATE,
    summary=lambda frame: frame,
    expectations=(
        flagged("PL-PLAN-001", "out", "nothing of what was set aside"),
        flagged("PL-PLAN-002", "nothing", "quantity above zero", **_LINE),
        flagged("PL-PLAN-003", "parts", "whole packs", pack="pack", **_LINE),
        flagged("PL-PLAN-004", "few", "not below the smallest quantity", origin="origin", minimum="minimum", **_LINE),
        flagged("PL-PLAN-005", "unpriced", "a price is known", origin="origin", price="unit_price"),
        flagged("PL-PLAN-006", "miscounted", "value is quantity times price", money="value", computed="computed"),
        flagged(
            "PL-PLAN-007", "soon", "due when it can be there",
            order_on="order_on", due_on="due_on", origin="origin", lead="lead",
        ),
        flagged("PL-PLAN-008", "spoils", "not more than keeps", days="covers", keeps="shelf_life_days", **_LINE),
        flagged("PL-PLAN-009", "twice", "each line once", times="times", origin="origin"),
    ),
)  # fmt: skip


def _whole(*expectations: object) -> GateSuite:
    return GateSuite(gate=GATE, summary=lambda frame: frame, minimum=1, expectations=expectations)  # type: ignore[arg-type]


VALUE = _whole(stopping("PL-PLAN-101", "off", "not above the plan's limit", money="money", limit="limit"))
GROWTH = _whole(stopping("PL-PLAN-102", "off", "not far above the last plans", money="money", times="times"))
BUDGET = _whole(stopping("PL-PLAN-103", "off", "within the budget", money="money", limit="limit"))
ROOM = _whole(stopping("PL-PLAN-104", "off", "fits into its place", needed="needed", unit="unit", limit="limit"))
SUITES = (LINES, VALUE, GROWTH, BUDGET, ROOM)


def gate_plan(
    lines: pl.DataFrame, needs: pl.DataFrame, aside: pl.DataFrame, snapshot: Snapshot,
    *, profile: PlanningProfile, earlier: Sequence[float] = (), waivers: Sequence[Waiver] = (),
) -> PlanGate:  # fmt: skip
    """Judge what is proposed.

    Args:
        lines: table ``LINES``.
        needs: table ``NEEDS``.
        aside: table ``ASIDE``: what gates have set aside so far.
        snapshot: items, suppliers, the day.
        profile: limits, budget, capacities.
        earlier: money of the purchases of the last plans of the same kind.
        waivers: in force for the plan.
    """
    frame = line_frame(lines, needs, aside, snapshot, profile)
    whole = (
        (VALUE, _limited(lines, profile)),
        (GROWTH, _grown(lines, earlier, needs.join(snapshot.items.select("sku", "cost"), on="sku"), profile)),
        (BUDGET, _budgets(frame, profile)),
        (ROOM, _room(frame, profile)),
    )
    parts = [run_gate(suite, one, waivers=waivers) for suite, one in ((LINES, frame), *whole)]
    return outcome(GATE, parts, frame.group_by("sku", "place").agg(pl.col("money").sum()))


def _spent(lines: pl.DataFrame) -> float:
    return float(lines.filter(pl.col("kind") == "purchase")["value"].fill_nan(0.0).sum())


def _limited(lines: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    limit, money = profile.gates.plan_value_max, _spent(lines)
    off = None if limit is None else float(money > float(limit) + _NOISE)
    return _table([("purchases", f"{money:,.2f}", str(limit), off)], "money", "limit")


def _grown(
    lines: pl.DataFrame, earlier: Sequence[float], needs: pl.DataFrame, profile: PlanningProfile
) -> pl.DataFrame:
    """Held against the last plans; after quiet nights against the demand that is expected until the next receipts."""
    asked = float((needs["demand_mean"].fill_null(0.0) * needs["cost"].fill_null(0.0)).sum())
    usual, money = (max(median(earlier), asked) if earlier else 0.0), _spent(lines)
    times = money / usual if usual > 0 else None
    off = None if times is None else float(times > profile.gates.plan_growth_max)
    return _table([("purchases", f"{money:,.2f}", f"{times or 0:.1f}", off)], "money", "times")


def _budgets(frame: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    """A row a budget; what planners decided goes first, so it raises the limit where it is above it alone."""
    bought = frame.filter(pl.col("kind") == "purchase")
    limits = {"all suppliers": (profile.budget.per_plan, bought)} | {
        name: (limit, bought.filter(pl.col("origin") == name)) for name, limit in profile.budget.per_supplier.items()
    }
    rows = []
    for name, (limit, some) in limits.items():
        if limit is not None:
            money, decided = (float(one["money"].sum()) for one in (some, some.filter("decided")))
            off = float(money > max(float(limit), decided) + _NOISE)
            rows.append((name, f"{money:,.2f}", str(limit), off))
    return _table(rows, "money", "limit")


def _room(frame: pl.DataFrame, profile: PlanningProfile) -> pl.DataFrame:
    rows = []
    for place, terms in profile.warehouses.items():
        come = frame.filter(pl.col("place") == place)
        volume = float((come["quantity"] * come["volume"].fill_null(0.0)).sum())
        for needed, limit, unit in (
            (volume, terms.capacity_volume, "cubic metres"),
            (float(come["quantity"].sum()), terms.capacity_units, "units"),
        ):
            if limit is not None:
                rows.append((place, f"{needed:,.2f}", f"{limit:g}", unit, float(needed > limit + _NOISE)))
    return _table(rows, "needed", "limit", "unit")


def _table(rows: Sequence[tuple[object, ...]], *words: str) -> pl.DataFrame:
    schema = {KEY: pl.String, **dict.fromkeys(words, pl.String), "off": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
