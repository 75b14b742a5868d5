"""What failed, in the catalogue's words."""

from __future__ import annotations

import polars as pl

from domain.catalogue import finding
from domain.findings import Finding, Severity
from expectations.engine import Judged
from expectations.suite import KEY, Expect

_MOST = 20
"""Findings with one code that a document gets: a person has seen the point by then."""


def row_findings(judged: Judged, frame: pl.DataFrame) -> dict[str, list[Finding]]:
    """A finding for each failing place, by document; a head's value that stands on every row is told once."""
    found: dict[str, dict[tuple[str, str], Finding]] = {}
    for row in frame[list(judged.rows)].iter_rows(named=True):
        of_document = found.setdefault(str(row[KEY]), {})
        if len(of_document) < _MOST:
            one = _finding(judged.expect, row)
            of_document.setdefault((one.path, one.value), one)
    return {key: list(of_document.values()) for key, of_document in found.items()}


def _finding(expect: Expect, row: dict[str, object]) -> Finding:
    path = expect.path.format(line=row.get("position", "")) if expect.path else str(row.get("path", ""))
    words = {word: _text(row[column]) for word, column in expect.words.items()}
    return finding(expect.code, path=path, value=_text(row[expect.value or expect.column]), severity=None, **words)


def whole_finding(judged: Judged, view: pl.DataFrame) -> Finding:
    """The one finding of a batch expectation: what was measured, or the first row that fails it."""
    expect = judged.expect
    if judged.rows:
        return _finding(expect, view.row(judged.rows[0], named=True))
    said = _number(judged.observed)
    return finding(expect.code, value=said, measured=said, limit=_limit(expect))


def as_warning(found: Finding) -> Finding:
    """The same, without consequence for the document."""
    return found.model_copy(update={"severity": Severity.WARN})


def measured(judged: Judged) -> str:
    """What was measured, for the table."""
    return "" if judged.observed is None else f"measured {_number(judged.observed)}, usual {_limit(judged.expect)}"


def _limit(expect: Expect) -> str:
    low, high = expect.options.get("min_value"), expect.options.get("max_value")
    if low is not None and high is not None:
        return f"{_number(low)} to {_number(high)}"
    return _number(high if low is None else low)


def _number(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, int | float) else ""


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
