"""Which finding decides, and the short text by which documents with the same trouble are grouped."""

from __future__ import annotations

from collections.abc import Iterable

from domain.findings import Finding, Severity

WEIGHT = {Severity.WARN: 0, Severity.FIX: 1, Severity.HOLD: 2, Severity.EXCEPTION: 3, Severity.REJECT: 4}
"""The heaviest finding decides about its document."""
RECORD_GONE = frozenset({"GT-RB-001", "OD-STATE-001"})
"""Findings that say: its record in the system of record was deleted. Nothing but a decision makes it again."""


def heaviest(findings: Iterable[Finding]) -> Finding | None:
    """The finding that decides: heaviest severity, then the first; None without findings."""
    return max(findings, key=lambda finding: WEIGHT[finding.severity], default=None)


def cause(findings: Iterable[Finding]) -> str:
    """Code and value of the deciding finding: equal for documents that one repair may cure."""
    found = heaviest(findings)
    if found is None:
        return ""
    return f"{found.code} {found.value}".strip()
