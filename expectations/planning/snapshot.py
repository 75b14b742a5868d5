"""The snapshot's gate: what a plan is made of is whole, and each item of it can be planned."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from domain.findings import Severity
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from expectations.gate import run_gate
from expectations.planning.demand_frame import as_read, calendar, sources_twice
from expectations.planning.item_frame import item_frame
from expectations.planning.outcome import PlanGate, flagged, outcome, stopping
from expectations.suite import KEY, GateResult, GateSuite, Waiver

GATE = "extract-gate"
MANY = 20
"""Items below which no share of them is judged: a plan of one urgent item is not systemic."""
_HALF = 0.5


def _same(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


ITEMS = GateSuite(
    gate=GATE,
    summary=_same,
    expectations=(
        flagged("PL-SNAP-001", "negative", "stock not below zero", units="on_hand"),
        flagged("PL-SNAP-002", "overreserved", "no more reserved than there is", reserved="reserved", units="on_hand"),
        flagged("PL-SNAP-003", "unit_bad", "a unit with a smallest step", unit="unit", step="unit_rounding"),
        flagged("PL-SNAP-004", "part", "packs of whole steps", supplier="supplier", pack="pack", step="unit_rounding"),
        flagged("PL-SNAP-005", "alone", "somebody delivers what is asked for"),
        flagged("PL-SNAP-006", "no_lead", "a lead time is known", supplier="origin"),
        flagged("PL-SNAP-007", "no_cost", "a cost is known", price="price"),
        flagged("PL-SNAP-008", "twin", "each item once", twins="twins"),
        flagged("PL-SNAP-009", "spike", "newest period within reason", units="newest", times="times"),
        flagged("PL-SNAP-010", "stopped", "steady items go on", periods="zero_periods"),
        flagged("PL-SNAP-011", "dated", "no demand of the future", units="ahead", last="ahead_until"),
        flagged("PL-SNAP-012", "loop", "successors lead somewhere"),
    ),
)
"""Rows: set aside, or only told, as the catalogue's severity says."""


def _whole(*expectations: object) -> GateSuite:
    return GateSuite(gate=GATE, summary=_same, minimum=1, expectations=expectations)  # type: ignore[arg-type]


TOTALS = _whole(stopping("PL-SNAP-101", "off", "history adds up to Odoo's totals", odoo="asked", read="read_asked"))
COVERAGE = _whole(stopping("PL-SNAP-102", "off", "enough of the money is planned", measured="measured", limit="limit"))
REJECTED = _whole(stopping("PL-SNAP-103", "off", "few items set aside", measured="measured", limit="limit"))
CALENDAR = _whole(stopping("PL-SNAP-104", "hole", "no period without any demand", usual="usual"))
SOURCES = _whole(stopping("PL-SNAP-105", "off", "no source counted twice", share="said"))
SUITES = (ITEMS, TOTALS, COVERAGE, REJECTED, CALENDAR, SOURCES)


def gate_snapshot(
    snapshot: Snapshot, totals: pl.DataFrame | None, profile: PlanningProfile, *, waivers: Sequence[Waiver] = ()
) -> PlanGate:
    """Judge what was read.

    Args:
        snapshot: what was read.
        totals: month, asked (units by Odoo's own sum), read_asked (as they were read); None: there are none.
        profile: limits.
        waivers: in force for the plan.
    """
    work = as_read(snapshot, profile)
    frame = item_frame(work).with_columns(pl.lit(profile.gates.zero_periods).alias("zero_periods"))
    rows = run_gate(ITEMS, frame, waivers=waivers)
    measures = _shares(frame, rows, profile)
    whole = (
        (TOTALS, _totals(totals, profile)),
        (COVERAGE, measures.filter(pl.col(KEY) == "money")),
        (REJECTED, measures.filter(pl.col(KEY) == "items")),
        (CALENDAR, calendar(work).with_columns(pl.col("period").cast(pl.String).alias(KEY))),
        (SOURCES, _sources(snapshot)),
    )
    parts = [rows, *(run_gate(suite, one, waivers=waivers) for suite, one in whole)]
    return outcome(GATE, parts, frame)


def _totals(totals: pl.DataFrame | None, profile: PlanningProfile) -> pl.DataFrame:
    """A row a month."""
    if totals is None or totals.is_empty():
        return pl.DataFrame(schema={KEY: pl.String, "asked": pl.Float64, "read_asked": pl.Float64, "off": pl.Float64})
    apart = (pl.col("asked") - pl.col("read_asked")).abs() > profile.gates.totals_within * pl.col("asked").abs() + 1e-6
    month = pl.col("month").cast(pl.String).str.slice(0, 7).alias(KEY)
    return totals.select(month, "asked", "read_asked", apart.cast(pl.Float64).alias("off"))


def _shares(frame: pl.DataFrame, rows: GateResult, profile: PlanningProfile) -> pl.DataFrame:
    """What share of items, and of their yearly money, was set aside."""
    bad = [key for key, found in rows.bad.items() if any(one.severity is not Severity.WARN for one in found)]
    aside = frame.filter(pl.col(KEY).is_in(bad))
    sold, out = (float(one.filter(pl.col("year") > 0)["money"].sum()) for one in (frame, aside))
    many = frame.height >= MANY
    covered, least = (1 - out / sold) if sold else 1.0, profile.gates.coverage_min
    rejected, most = aside.height / max(frame.height, 1), profile.gates.rejected_max
    told = [
        ("money", f"{covered:.1%}", f"{least:.1%}", float(covered < least) if many else None),
        ("items", f"{rejected:.1%}", f"{most:.1%}", float(rejected > most) if many else None),
    ]
    schema = {KEY: pl.String, "measured": pl.String, "limit": pl.String, "off": pl.Float64}
    return pl.DataFrame(told, schema=schema, orient="row")


def _sources(snapshot: Snapshot) -> pl.DataFrame:
    found = sources_twice(snapshot)
    said = (100 * pl.col("share")).round(0).cast(pl.Int64).cast(pl.String) + "%"
    return found.select(
        pl.col("source").alias(KEY), said.alias("said"), (pl.col("share") > _HALF).cast(pl.Float64).alias("off")
    )
