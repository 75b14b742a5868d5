"""OW-*: a write that is not ours to make."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="OW-WRITE-001",
        title="Field of another owner",
        message="The {role} bot may not write {value} of {model}: {why}",
        next_step="Integration adds the field to domain/rules/ownership.py if it is ours, or does not write it.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="Each field has one system of record (docs/ownership.md). The write was refused before any call, so "
        "nothing was changed. It is a mistake in Lading's own code, never one of the document.",
    ),
    CodeEntry(
        code="OW-CALL-001",
        title="Method not ours to call",
        message="The {role} bot may not call {value} of {model}.",
        next_step="Integration adds the method to domain/rules/ownership.py if it is ours, or does not call it.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="What the bots may have Odoo do is a list, too. The call was refused before it was made.",
    ),
)
