"""Files on a machine that is not ours: the same promises as a folder's, over whatever can list, get, move and put."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from connectors.ports import Raw
from connectors.transports.names import beside, bundle, is_wanted, not_taken, outcome_place, pair_of, together
from connectors.transports.port import Fetched, LeftThere, Unsettled, Waiting
from domain.errors import LadingError
from domain.profile import PartnerProfile

WAITED_FOR_SECONDS = 15.0
"""A settle time up to this is waited out at once, so that a single run takes what it finds."""
BACK_OFF_SECONDS = (5.0, 15.0, 60.0)
"""How long a place that failed is left alone: a partner's server is not knocked at twice a second."""

PROBE = ".lading-doctor.part"
"""A file without bytes that ``lading doctor`` writes and deletes at once: nobody takes a name like it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as its listing shows it."""

    name: str
    size: int
    stamp: str
    """Changes when the bytes do: time of change, or the service's own hash."""
    modified_at: datetime


class Store(Protocol):
    """What SFTP and S3 each do in their own way; errors as ``Inbox`` says."""

    address: str
    """For messages and keys: where it is, without any secret."""
    settle_least: float | None
    """Seconds a file must be unchanged at least; None: files are never half there."""

    def entries(self, folder: str) -> list[Entry]:
        """Plain files directly in the folder."""

    def entry(self, folder: str, name: str) -> Entry | None:
        """One of them, or None."""

    def download(self, folder: str, entry: Entry, to: Path) -> None:
        """Its bytes; Unsettled when they are no longer those of the entry."""

    def move(self, folder: str, entry: Entry, to: tuple[str, str]) -> None:
        """Into another folder under a name that is free, whole at any moment."""

    def put(self, folder: str, name: str, content: bytes) -> None:
        """Whole or not at all; the same bytes again change nothing."""

    def mistakes(self, folders: dict[str, str]) -> list[str]:
        """What is wrong with the place and its folders (by field), in words."""


@dataclass(slots=True)
class _Seen:
    size: int
    stamp: str
    since: float


@dataclass
class RemoteInbox:
    """One partner's place on a server or in a bucket; keeps what it saw between two looks."""

    store: Store
    profile: PartnerProfile
    scratch: Path
    """Folder for bytes on their way to the archive."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _later: dict[tuple[str, str], float] = field(default_factory=dict)
    _looking: threading.Lock = field(default_factory=threading.Lock)
    """The consumer and a run may look at once."""
    _look_at: float = 0.0
    _failures: int = 0

    def ready(self, now: float, settle_seconds: float) -> list[Waiting]:
        """Files of the same size and time in two looks that far apart, oldest first; see ``Inbox``.

        The other machine's clock says nothing here, so ``now`` does not count: a file is watched by our own.
        """
        del now
        with self._looking:
            return [] if self.clock() < self._look_at else self._found(self._settle(settle_seconds))

    def _found(self, settle: float) -> list[Waiting]:
        with self._care():
            stable, restless = self._look(settle)
            if restless and 0 < settle <= WAITED_FOR_SECONDS:
                self.sleep(settle)
                stable, restless = self._look(settle)
        transport = self.profile.transport
        self._look_at = self.clock() + (min(settle, transport.look_seconds) if restless else transport.look_seconds)
        deliveries = together({one.name: one for one in stable}, pair_of(self.profile))
        found = [self._waiting(name, entries) for name, entries in deliveries]
        return sorted(found, key=lambda waiting: (waiting.modified_at, waiting.name))

    def left_there(self) -> list[LeftThere]:
        """Files that wait for their sender; see ``Inbox``."""
        found = {one.name: one for one in self.store.entries(self.profile.transport.inbox) if one.name != PROBE}
        why = not_taken(found, self.profile.transport.patterns, pair_of(self.profile))
        left = [LeftThere(name, found[name].modified_at, said) for name, said in why.items()]
        return sorted(left, key=lambda one: (one.modified_at, one.name))

    @contextmanager
    def fetch(self, waiting: Waiting) -> Iterator[Fetched]:
        """The bytes in files of our own, looked at again after the last was read; see ``Inbox``."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.scratch, prefix="fetch-") as place:
            paths = [self._fetched(name, Path(place)) for name in waiting.files]
            if self._stamp_now(waiting) != waiting.stamp:
                raise _unsettled(waiting.name)
            raw = Raw.of(waiting.name, paths[0] if len(paths) == 1 else bundle(paths), waiting.modified_at)
            # Times on servers are whole seconds: only the bytes tell two files of one second and size apart.
            yield Fetched(raw, _hash(self.store.address, waiting.stamp, waiting.modified_at.isoformat(), raw.sha256))

    def put_away(self, waiting: Waiting) -> None:
        """Move what was registered; where that fails the file is left alone for a while, and known when it is met."""
        transport = self.profile.transport
        inbox, archived = transport.inbox, transport.archived or f"{transport.inbox.rstrip('/')}/archived"
        present = {name: self.store.entry(inbox, name) for name in waiting.files}
        if all(present.values()) and self._stamp_now(waiting) != waiting.stamp:
            return
        try:
            for name, entry in present.items():
                if entry is not None:
                    self.store.move(inbox, entry, (archived, beside(name, waiting.stamp[:12])))
        except LadingError:
            for name in waiting.files:
                self._later[name, waiting.stamp] = self.clock() + BACK_OFF_SECONDS[-1]
            raise
        for name in waiting.files:
            self._seen.pop(name, None)

    def is_there(self, waiting: Waiting) -> bool:
        """Whether all its files still stand in the inbox."""
        return all(self.store.entry(self.profile.transport.inbox, name) is not None for name in waiting.files)

    def write_outcome(self, name: str, content: bytes) -> None:
        """Put a file for the partner; see ``Inbox``."""
        outcomes = self.profile.transport.outcomes
        self.store.put(outcomes, outcome_place(outcomes, name), content)

    def mistakes(self) -> list[str]:
        """What is wrong, in words; the place is asked."""
        transport = self.profile.transport
        folders = {"transport.inbox": transport.inbox, "transport.archived": transport.archived}
        try:
            return self.store.mistakes({**folders, "transport.outcomes": transport.outcomes})
        except LadingError as trouble:
            return [str(trouble)]

    def _settle(self, usual: float) -> float:
        wanted, least = self.profile.transport.settle_seconds, self.store.settle_least
        if wanted is not None:
            return wanted
        return 0.0 if least is None else max(usual, least)

    def _look(self, settle: float) -> tuple[list[Entry], bool]:
        """The stable ones, and whether there are others."""
        patterns, now = self.profile.transport.patterns, self.clock()
        listed = [one for one in self.store.entries(self.profile.transport.inbox) if is_wanted(one.name, patterns)]
        for one in listed:
            known = self._seen.get(one.name)
            if known is None or (known.size, known.stamp) != (one.size, one.stamp):
                self._seen[one.name] = _Seen(one.size, one.stamp, now)
        names = {one.name for one in listed}
        self._seen = {name: seen for name, seen in list(self._seen.items()) if name in names}
        self._later = {key: until for key, until in list(self._later.items()) if until > now}
        stable = [one for one in listed if now - self._seen[one.name].since >= settle]
        later = {name for name, _ in list(self._later)}
        return [one for one in stable if one.name not in later], len(stable) < len(listed)

    def _waiting(self, name: str, entries: list[Entry]) -> Waiting:
        return Waiting(
            name=name.encode("utf-8", "backslashreplace").decode(),
            files=tuple(one.name for one in entries),
            size=sum(one.size for one in entries),
            modified_at=max(one.modified_at for one in entries),
            stamp=_stamp(entries),
        )

    def _stamp_now(self, waiting: Waiting) -> str:
        entries = [self.store.entry(self.profile.transport.inbox, name) for name in waiting.files]
        return _stamp([one for one in entries if one is not None]) if all(entries) else ""

    def _fetched(self, name: str, place: Path) -> Path:
        inbox, path = self.profile.transport.inbox, place / name.encode("utf-8", "backslashreplace").decode()
        entry = self.store.entry(inbox, name)
        if entry is None:
            raise _unsettled(name)
        self.store.download(inbox, entry, path)
        if path.stat().st_size != entry.size:
            raise _unsettled(name)
        return path

    @contextmanager
    def _care(self) -> Iterator[None]:
        """Trouble of the place makes it left alone for a while; one file's own does not."""
        try:
            yield
        except Unsettled:
            raise
        except LadingError:
            self._look_at = self.clock() + BACK_OFF_SECONDS[min(self._failures, len(BACK_OFF_SECONDS) - 1)]
            self._failures += 1
            raise
        self._failures = 0


def _stamp(entries: list[Entry]) -> str:
    return _hash(*(f"{one.name}\x1f{one.size}\x1f{one.stamp}" for one in entries))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1e".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _unsettled(name: str) -> Unsettled:
    return Unsettled("The file changed or went while it was read; it is taken once it is stable.", document=name)
