"""The gate: a suite judged on a batch of documents; bad ones named, systemic trouble told apart from them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import polars as pl

from domain.findings import Finding
from expectations.engine import Judged, judge
from expectations.population import Seen, view
from expectations.suite import KEY, Expect, GateResult, GateSuite, Level, TableRow, Waiver, in_force
from expectations.table import markdown
from expectations.wording import as_warning, measured, row_findings, whole_finding

__all__ = ["GateResult", "GateSuite", "TableRow", "Waiver", "in_force", "markdown", "run_gate", "warm"]

_SAMPLE = 5


def run_gate(
    suite: GateSuite,
    frame: pl.DataFrame,
    *,
    population: pl.DataFrame | None = None,
    waivers: Sequence[Waiver] = (),
    now: datetime | None = None,
) -> GateResult:
    """Judge ``suite`` on ``frame``.

    Args:
        suite: one of the house's suites.
        frame: made by the suite's module from the batch's documents.
        population: the channel's last documents, newest first, as the suite's module makes it; a batch that is too
            small is judged together with the newest of them, and compared with the older ones.
        waivers: in force for this partner and channel; expired ones are left out.
        now: the moment at which waivers must hold; default: now.

    Raises:
        Misconfigured: an expectation can't be judged on this frame.
    """
    began = time.perf_counter()
    moment = now or datetime.now(UTC)
    waived = {one.code: one for one in waivers if one.expires > moment}
    rows = judge(frame, suite.at(Level.ROW))
    seen = view(suite, frame, population)
    whole = judge(seen.frame, seen.judged)
    bad, noted = _by_document(rows, frame, waived)
    stops, warned = _by_severity(whole, seen, waived)
    return GateResult(
        gate=suite.gate,
        bad=bad,
        stops=stops,
        warnings=(*warned, *noted),
        table=(*(_row(one, frame, waived) for one in rows), *_whole_rows(whole, seen, waived)),
        documents=frame[KEY].n_unique(),
        seconds=time.perf_counter() - began,
    )


def warm() -> None:
    """Import Great Expectations (seconds, once a process) and run a small gate, so that no batch waits for it."""
    suite = GateSuite("warm", (Expect("GT-WARM-000", "ColumnValuesToNotBeNull", KEY, ""),), lambda frame: frame)
    run_gate(suite, pl.DataFrame({KEY: ["warm"]}))


def _by_document(
    judged: Sequence[Judged], frame: pl.DataFrame, waived: Mapping[str, Waiver]
) -> tuple[dict[str, tuple[Finding, ...]], list[Finding]]:
    """Findings of failing rows by document, and what would have been one had nobody waived it."""
    bad: dict[str, tuple[Finding, ...]] = {}
    noted: list[Finding] = []
    for one in judged:
        found = {} if one.holds else row_findings(one, frame)
        if one.expect.code in waived:
            noted += [as_warning(each) for of_document in found.values() for each in of_document][:_SAMPLE]
            continue
        for key, of_document in found.items():
            bad[key] = (*bad.get(key, ()), *of_document)
    return bad, noted


def _by_severity(
    judged: Sequence[Judged], seen: Seen, waived: Mapping[str, Waiver]
) -> tuple[tuple[Finding, ...], list[Finding]]:
    stops: list[Finding] = []
    noted: list[Finding] = []
    for one in judged:
        if one.holds:
            continue
        found = whole_finding(one, seen.frame)
        if one.expect.level is Level.BATCH and one.expect.code not in waived:
            stops.append(found)
        else:
            noted.append(as_warning(found))
    return tuple(stops), noted


def _row(judged: Judged, frame: pl.DataFrame, waived: Mapping[str, Waiver]) -> TableRow:
    expect, rows = judged.expect, len(frame)
    keys = frame[KEY][list(judged.rows)].unique(maintain_order=True).head(_SAMPLE) if judged.rows else ()
    return TableRow(
        code=expect.code,
        expectation=expect.says,
        severity=expect.level,
        rows=rows,
        failed=len(judged.rows),
        share=len(judged.rows) / rows if rows else 0.0,
        sample=tuple(str(key) for key in keys),
        waived_by=_shown(expect, waived),
    )


def _whole_rows(judged: Sequence[Judged], seen: Seen, waived: Mapping[str, Waiver]) -> list[TableRow]:
    """A batch expectation fails as a whole: its row counts documents, and says what was measured."""
    table: list[TableRow] = []
    for one in judged:
        rows = seen.rows(one.expect)
        failed = 0 if one.holds else rows
        table.append(_whole(one.expect, rows, failed, waived, "" if one.holds else measured(one)))
    return table + [_whole(expect, 0, 0, waived, why) for expect, why in seen.left_out]


def _whole(expect: Expect, rows: int, failed: int, waived: Mapping[str, Waiver], note: str) -> TableRow:
    share = failed / rows if rows else 0.0
    return TableRow(expect.code, expect.says, expect.level, rows, failed, share, (), _shown(expect, waived), note)


def _shown(expect: Expect, waived: Mapping[str, Waiver]) -> str:
    return waived[expect.code].shown() if expect.code in waived else ""
