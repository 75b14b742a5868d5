"""Files from a folder, and outcomes into one: only what is stable is taken, only what is registered is moved."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from connectors.ports import Raw
from connectors.transports.names import beside, bundle, is_wanted, not_taken, outcome_place, pair_of, together
from connectors.transports.port import Fetched, LeftThere, Unsettled, Waiting
from domain.errors import Misconfigured, TryAgain
from domain.mapping import HeadRecord
from domain.profile import PartnerProfile
from domain.seams import at_rename
from domain.transport import Transport

Entry = tuple[Path, os.stat_result]


class FolderInbox:
    """One partner's folders."""

    def __init__(self, root: Path, transport: Transport, pair: HeadRecord | None = None) -> None:
        """Relative folders stand in ``root``; ``pair`` tells the two files of a delivery apart, if it has two."""
        self._root, self._transport, self._pair = root, transport, pair
        self.inbox = root / transport.inbox
        self.archived = root / transport.archived if transport.archived else self.inbox / "archived"
        self.outcomes = root / transport.outcomes if transport.outcomes else None

    @classmethod
    def of(cls, root: Path, profile: PartnerProfile) -> FolderInbox:
        """The folders that a profile names."""
        return cls(root, profile.transport, pair_of(profile))

    def prepare(self) -> None:
        """Make the folders that are missing.

        Raises:
            Misconfigured: a folder can't be made.
        """
        for folder in filter(None, (self.inbox, self.archived, self.outcomes)):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                message = f"The folder {folder.name} can't be made: {error.strerror}."
                step = "Mend 'transport' in the partner's profile or the folder's rights, then run 'lading doctor'."
                raise Misconfigured(message, field="transport", value=str(folder), next_step=step) from error

    def mistakes(self) -> list[str]:
        """What keeps the folders from working, in words; empty: nothing."""
        wrong = []
        for field, folder in (("inbox", self.inbox), ("archived", self.archived), ("outcomes", self.outcomes)):
            if folder is not None and not folder.is_dir() and field != "archived":
                wrong.append(f"transport.{field}: the folder {folder} is missing; make it, or mend the profile")
            elif folder is not None and folder.is_dir() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                wrong.append(f"transport.{field}: the folder {folder} can't be written; give Lading's user the rights")
        return wrong

    def left_there(self) -> list[LeftThere]:
        """Files that wait for their sender; see ``Inbox``."""
        found = {path.name: stat for path, stat in self._files()}
        why = not_taken(found, self._transport.patterns, self._pair)
        left = [LeftThere(name, datetime.fromtimestamp(found[name].st_mtime, UTC), said) for name, said in why.items()]
        return sorted(left, key=lambda one: (one.modified_at, one.name))

    def ready(self, now: float, settle_seconds: float) -> list[Waiting]:
        """Files whose bytes and inode did not change for ``settle_seconds``, oldest first; halves of pairs wait.

        Args:
            now: seconds since the epoch.
            settle_seconds: the profile's own value wins over it.

        Raises:
            TryAgain: the folder is there and can't be read.
        """
        wanted = self._transport.settle_seconds
        settle = settle_seconds if wanted is None else wanted
        stable = [entry for entry in self._entries() if now - _changed(entry[1], now) >= max(settle, 0)]
        deliveries = together({path.name: (path, stat) for path, stat in stable}, self._pair)
        found = [self._waiting(name, entries) for name, entries in deliveries]
        return sorted(found, key=lambda waiting: (waiting.modified_at, waiting.name))

    @contextmanager
    def fetch(self, waiting: Waiting) -> Iterator[Fetched]:
        """The files as they stand; see ``raw``. Their stamp holds the inode: it is the key."""
        yield Fetched(self.raw(waiting), waiting.stamp)

    def is_there(self, waiting: Waiting) -> bool:
        """Whether all its files still stand in the inbox."""
        return all(path.exists() for path in self._paths(waiting))

    def raw(self, waiting: Waiting) -> Raw:
        """The delivery with its hash; a pair becomes one plain archive of both, the same for the same bytes.

        Raises:
            Unsettled: the file changed or went while it was read; it is looked at again when it is stable.
        """
        paths = self._paths(waiting)
        try:
            raw = Raw.of(waiting.name, paths[0] if len(paths) == 1 else bundle(paths), waiting.modified_at)
            unchanged = self._key([(path, path.stat()) for path in paths]) == waiting.stamp
        except FileNotFoundError as error:
            message = "The file went away while it was read."
            raise Unsettled(message, document=waiting.name) from error
        if not unchanged:
            message = "The file changed while it was read; it is taken once it is stable."
            raise Unsettled(message, document=waiting.name)
        return raw

    def put_away(self, waiting: Waiting) -> None:
        """Move what was registered out of the inbox. Again, after a crash: does what is left to do."""
        self.archived.mkdir(parents=True, exist_ok=True)
        present = [path for path in self._paths(waiting) if path.exists()]
        if len(present) == len(waiting.files) and self._key([(p, p.stat()) for p in present]) != waiting.stamp:
            return
        for path in present:
            target = self.archived / path.name
            if target.exists():
                target = target.with_name(beside(path.name, waiting.stamp[:12]))
            at_rename("folder.put_away.before")
            _move(path, target)
            at_rename("folder.put_away.after")

    def write_outcome(self, name: str, content: bytes) -> Path:
        """Write a file for the partner: whole or not at all; the same bytes again change nothing.

        Raises:
            Misconfigured: the profile names no folder for outcomes, or the name is no plain file name.
        """
        target = self._root / self._transport.outcomes / outcome_place(self._transport.outcomes, name)
        outcomes = target.parent
        if target.is_file() and target.read_bytes() == content:
            return target
        outcomes.mkdir(parents=True, exist_ok=True)
        aside = outcomes / f".{name}.{hashlib.sha256(content).hexdigest()[:8]}.part"
        _write_through(aside, io.BytesIO(content))
        at_rename("folder.outcome.before")
        aside.replace(target)
        _sync_folder(outcomes)
        at_rename("folder.outcome.after")
        return target

    def _entries(self) -> Iterator[Entry]:
        return ((path, stat) for path, stat in self._files() if is_wanted(path.name, self._transport.patterns))

    def _files(self) -> Iterator[Entry]:
        try:
            with os.scandir(self.inbox) as entries:
                names = [entry.path for entry in entries if entry.is_file(follow_symlinks=False)]
        except FileNotFoundError:
            return
        except OSError as error:
            message = f"The folder of arriving files can't be read: {error.strerror}."
            step = "Give Lading's user the rights on it, or mend transport.inbox in the profile; it is tried again."
            raise TryAgain(message, field="transport.inbox", value=str(self.inbox), next_step=step) from error
        for text in names:
            path = Path(text)
            try:
                yield path, path.stat()
            except FileNotFoundError:
                continue

    def _paths(self, waiting: Waiting) -> list[Path]:
        return [self.inbox / name for name in waiting.files]

    def _waiting(self, name: str, entries: list[Entry]) -> Waiting:
        newest = max(stat.st_mtime for _, stat in entries)
        return Waiting(
            name=name,
            files=tuple(path.name for path, _ in entries),
            size=sum(stat.st_size for _, stat in entries),
            modified_at=datetime.fromtimestamp(newest, UTC),
            stamp=self._key(entries),
        )

    def _key(self, entries: list[Entry]) -> str:
        parts = [f"{p.name}\x1f{s.st_size}\x1f{s.st_mtime_ns}\x1f{s.st_ino}" for p, s in entries]
        return hashlib.sha256(
            "\x1e".join((self._transport.inbox, *parts)).encode("utf-8", "surrogateescape")
        ).hexdigest()


def _changed(stat: os.stat_result, now: float) -> float:
    """When bytes or inode changed last: a copy that keeps the old mtime can't look older than it is.

    An mtime ahead of ``now`` was set by the sender, whose clock or zone is wrong: the kernel's own time counts then.
    """
    return stat.st_ctime if stat.st_mtime > now else max(stat.st_mtime, stat.st_ctime)


def _move(path: Path, target: Path) -> None:
    try:
        path.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        aside = target.with_name(f".{target.name}.part")
        with path.open("rb") as stream:
            _write_through(aside, stream)
        aside.replace(target)
        path.unlink()
    _sync_folder(target.parent)


def _write_through(path: Path, stream: io.BufferedIOBase) -> None:
    with path.open("wb") as out:
        shutil.copyfileobj(stream, out)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
