"""What is asked of a planning platform, whether by REST or by files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from domain.planning.exchange import Kind


@dataclass(frozen=True, slots=True)
class Offered:
    """A part that the platform has for us."""

    plan: str
    """Code of the plan that it answers."""
    kind: Kind
    version: int
    part: int
    parts: int
    name: str
    """By which it is fetched: a file's name or a path."""


class Platform(Protocol):
    """The platform of one planning profile."""

    def give(self, plan: str, frames: Mapping[str, bytes]) -> None:
        """Give it a plan's inputs (Parquet by the table's name), then say that all are there; again does no harm.

        Raises:
            TryAgain: it could not be reached; nothing counts as given.
            Refused: it does not want them.
        """

    def offered(self, plan: str) -> list[Offered]:
        """What it has for the plan, whatever was taken before.

        Raises:
            TryAgain: it could not be asked.
        """

    def fetch(self, one: Offered) -> bytes:
        """The part's bytes.

        Raises:
            TryAgain: it could not be had.
        """

    def close(self) -> None:
        """Give the connections back."""
