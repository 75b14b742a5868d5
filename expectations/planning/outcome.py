"""What a gate of planning found: as every gate, and as rows of the plan with the money that each concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from domain.findings import Finding, Severity
from domain.planning.plan_frames import ASIDE
from expectations.suite import KEY, Expect, GateResult, Level

PAIR = ("sku", "place")


@dataclass(frozen=True, slots=True)
class PlanGate:
    """A gate's result."""

    result: GateResult
    """Table, stops, seconds: for the artifact and the metric. ``result.stops``: the plan stops."""
    aside: pl.DataFrame
    """Table ``ASIDE``: what is not planned, or not ordered."""
    told: pl.DataFrame
    """The same columns: rows that are only told."""


def pair_key() -> pl.Expr:
    """The key of an item at a place in a gate's frame."""
    return pl.concat_str("sku", pl.lit("@"), "place").alias(KEY)


def flagged(code: str, column: str, says: str, **words: str) -> Expect:
    """An expectation on rows: ``column`` is 0 where all is well, null where nothing can be said.

    The finding's value is the item and its path the place (columns ``sku`` and ``path``).
    """
    return Expect(code, "ColumnValuesToBeBetween", column, says, {"max_value": 0}, words=words, value="sku")


def stopping(code: str, column: str, says: str, **words: str) -> Expect:
    """An expectation on the whole, on rows of what is compared: ``column`` is 0 where all is well."""
    return Expect(code, "ColumnValuesToBeBetween", column, says, {"max_value": 0}, Level.BATCH, words=words, value=KEY)


def outcome(gate: str, parts: Sequence[GateResult], money: pl.DataFrame) -> PlanGate:
    """Several suites of one gate as one result.

    Args:
        gate: its name.
        parts: results of its suites; the first is that of items, others set nothing aside.
        money: sku, place, money.
    """
    found = [one for each in parts[0].bad.values() for one in each]
    result = GateResult(
        gate=gate,
        bad=parts[0].bad,
        stops=tuple(one for part in parts for one in part.stops),
        warnings=tuple(one for part in parts for one in part.warnings),
        table=tuple(row for part in parts for row in part.table),
        documents=parts[0].documents,
        seconds=sum(part.seconds for part in parts),
    )
    known = {(sku, place): amount for sku, place, amount in money.select(*PAIR, "money").iter_rows()}
    kept = (one for one in found if one.severity is not Severity.WARN)
    noted = (one for one in found if one.severity is Severity.WARN)
    return PlanGate(result, _rows(gate, kept, known), _rows(gate, noted, known))


def _rows(gate: str, found: Iterable[Finding], money: Mapping[tuple[str, str], float]) -> pl.DataFrame:
    rows = [
        {
            "sku": one.value,
            "place": one.path,
            "gate": gate,
            "code": one.code,
            "money": round(money.get((one.value, one.path), 0.0), 2),
            "owner": one.owner,
            "says": one.message,
            "next_step": one.next_step,
        }
        for one in found
    ]
    return ASIDE.of(rows).sort("money", "sku", "place", "code", descending=[True, False, False, False])
