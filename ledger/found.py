"""Findings to and from the ledger's JSON, and texts that PostgreSQL can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson

from domain.cause import cause, heaviest
from domain.findings import Finding


def dumped(findings: Iterable[Finding]) -> str:
    """Findings as JSON text."""
    listed = [finding.model_dump(mode="json") for finding in findings]
    return orjson.dumps(listed).decode() if listed else "[]"


def loaded(raw: Sequence[dict[str, object]] | None) -> tuple[Finding, ...]:
    """Findings from parsed JSON."""
    return tuple(Finding.model_validate(each) for each in raw or ())


def opened(asides: Sequence[tuple[int, str, Sequence[Finding], str]]) -> dict[str, object]:
    """Parameters of ``open_exceptions``: (document id, its state, findings, note where there is no finding)."""
    worst = [heaviest(findings) for _, _, findings, _ in asides]
    return {
        "ids": [document_id for document_id, *_ in asides],
        "kinds": [state for _, state, *_ in asides],
        "codes": [found.code if found else "" for found in worst],
        "causes": [storable(cause(findings) or note or "unexplained") for _, _, findings, note in asides],
        "findings": [dumped(findings) for _, _, findings, _ in asides],
        "owners": [found.owner if found else "operations" for found in worst],
    }


def storable(text: str) -> str:
    """The text without what PostgreSQL's text cannot hold: NUL and lone surrogates."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
