"""A delivery that can't be read as a table: carried inside this package only, and told as a finding."""

from __future__ import annotations

from domain.findings import Finding


class Unreadable(Exception):
    """The whole delivery can't be read; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        """Keep the finding."""
        super().__init__(finding.message)
        self.finding = finding
