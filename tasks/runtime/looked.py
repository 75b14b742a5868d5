"""When Odoo was last asked whether it has anything that the mirror lacks, and what it said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """One such question."""

    at: float
    """Monotonic time."""
    since: datetime | None = None
    """From when on changes count."""
    mark: tuple[tuple[int, str], ...] | None = None
    """Ids and dates of what changed; None: not known, or too many to tell."""
