"""What is set aside, as a frame of the plan: one table a gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from domain.findings import Finding, Severity
from domain.planning.plan_frames import ASIDE
from domain.planning.table import Table

_ONLY_TOLD = (Severity.WARN, Severity.FIX)
GATES: Sequence[str] = ("extract", "extract-gate", "forecast-gate", "plan-gate")


def aside_of(gate: str) -> Table:
    """The table of what one gate set aside."""
    return Table(f"{ASIDE.name}-{gate}", ASIDE.meaning, ASIDE.key, ASIDE.columns)


def aside_frame(
    gate: str, findings: Iterable[Finding], money: Mapping[str, float] | None = None, *, only_aside: bool = True
) -> pl.DataFrame:
    """Findings as rows. A finding's value is its item, its path the place or what of it is meant.

    Args:
        gate: who found it.
        findings: each about an item.
        money: by item, what it concerns.
        only_aside: without those that are only told.
    """
    known = money or {}
    return ASIDE.of([_row(gate, one, known) for one in findings if not only_aside or one.severity not in _ONLY_TOLD])


def _row(gate: str, one: Finding, money: Mapping[str, float]) -> dict[str, object]:
    said = {"code": one.code, "owner": one.owner, "says": one.message, "next_step": one.next_step}
    return {"sku": one.value, "place": one.path, "gate": gate, "money": money.get(one.value, 0.0), **said}
