"""Findings: what a reader, rule, gate or Odoo has to say about one document."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Severity(StrEnum):
    """What a finding does to its document."""

    REJECT = "reject"
    """Refused: told to the partner, never created in Odoo."""
    HOLD = "hold"
    """A person decides."""
    EXCEPTION = "exception"
    """Our side must mend something (data, mapping, master record), then replay."""
    FIX = "fix"
    """Put right by us within what the profile allows; noted, and the document goes on."""
    WARN = "warn"
    """Noted; the document goes on."""


class Finding(BaseModel):
    """One thing that is wrong or worth saying, in words a person can act on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    """Number from the one catalogue, for example ``SO-LINE-004``; never changes its meaning."""
    severity: Severity
    path: str = ""
    """Where in the document: ``lines[2].quantity``; lines count from 1."""
    value: str = ""
    """The offending value as text, shortened."""
    message: str
    """One sentence: what is wrong."""
    next_step: str
    """One sentence: what to do, and who."""
    owner: str = "operations"
    """Who mends it: operations, sales, master-data, integration, finance, partner."""
