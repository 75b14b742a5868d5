"""What a transport is asked for: what is ready, its bytes, moving it away, and putting an outcome."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connectors.ports import Raw
from domain.errors import TryAgain


class Unsettled(TryAgain):
    """The file went away or changed while it was read; it is looked at again when it is stable."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file (or pair) that may be picked up."""

    name: str
    files: tuple[str, ...]
    """Names in the place of arriving files: one, or both halves of a pair."""
    size: int
    """Bytes, of all of them."""
    modified_at: datetime
    stamp: str
    """Size and time of change as they were when it was found stable; another stamp is another delivery."""


@dataclass(frozen=True, slots=True)
class LeftThere:
    """A file that nobody takes, because its sender has not finished with it."""

    name: str
    modified_at: datetime
    """By the clock of the place."""
    why: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of what waited."""

    raw: Raw
    pickup_key: str
    """The same file seen twice has the same key; other bytes under its name have another."""


class Inbox(Protocol):
    """One partner's place of arriving files, of taken ones and of outcomes.

    Every method may raise TryAgain (the other side is away or busy, nothing is lost) and Misconfigured (no retry can
    help: wrong key, unknown host key, missing folder or bucket, no rights), each with partner, place and next step.
    """

    def ready(self, now: float, settle_seconds: float) -> list[Waiting]:
        """What is whole and stable, oldest first; ``now`` in seconds since the epoch."""

    def fetch(self, waiting: Waiting) -> AbstractContextManager[Fetched]:
        """The bytes, for as long as the context is open.

        Raises:
            Unsettled: the file changed or went while it was read.
        """

    def put_away(self, waiting: Waiting) -> None:
        """Move what was registered out of the inbox; what changed since stays. Twice is as once."""

    def is_there(self, waiting: Waiting) -> bool:
        """Whether all its files still stand in the inbox."""

    def write_outcome(self, name: str, content: bytes) -> object:
        """Put a file for the partner: whole or not at all; the same bytes again change nothing."""

    def left_there(self) -> list[LeftThere]:
        """Files that wait for their sender, oldest first: half written by their names, halves without the other."""

    def mistakes(self) -> list[str]:
        """What keeps the transport from working, in words, for ``lading doctor``; empty: nothing.

        Servers and buckets are asked, and an empty file is written to each folder and deleted at once.
        """
