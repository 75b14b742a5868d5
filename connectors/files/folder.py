"""Files from a folder, and outcomes into one: only what is stable is taken, only what is registered is moved."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from connectors.files.pairing import half_of
from connectors.ports import Raw
from domain.errors import Misconfigured, TryAgain
from domain.mapping import HeadRecord
from domain.profile import PartnerProfile, Transport
from domain.seams import at_rename

UNFINISHED = (".part", ".tmp", ".partial", ".filepart", ".crdownload", ".swp", ".lock", "~")
"""Names that writers give to what is not whole yet."""
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file (or pair) that may be picked up."""

    name: str
    paths: tuple[Path, ...]
    size: int
    modified_at: datetime
    pickup_key: str
    """The same file seen twice has the same key; the same bytes dropped again have another."""


class FolderInbox:
    """One partner's folders."""

    def __init__(self, root: Path, transport: Transport, pair: HeadRecord | None = None) -> None:
        """Relative folders stand in ``root``; ``pair`` tells the two files of a delivery apart, if it has two."""
        self._transport, self._pair = transport, pair
        self.inbox = root / transport.inbox
        self.archived = root / transport.archived if transport.archived else self.inbox / "archived"
        self.outcomes = root / transport.outcomes if transport.outcomes else None

    @classmethod
    def of(cls, root: Path, profile: PartnerProfile) -> FolderInbox:
        """The folders that a profile names."""
        two = profile.mapping is not None and profile.mapping.layout == "two_files"
        return cls(root, profile.transport, profile.mapping.head if two and profile.mapping else None)

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
        stable = [
            entry for entry in self._entries() if now - _changed(entry[1]) >= 0 and now - _changed(entry[1]) >= settle
        ]
        found = (
            self._pairs(stable) if self._pair else [self._waiting(path.name, [(path, stat)]) for path, stat in stable]
        )
        return sorted(found, key=lambda waiting: (waiting.modified_at, waiting.name))

    def raw(self, waiting: Waiting) -> Raw:
        """The delivery with its hash; a pair becomes one plain archive of both, the same for the same bytes.

        Raises:
            TryAgain: the file changed or went while it was read; it is looked at again when it is stable.
        """
        try:
            if len(waiting.paths) == 1:
                raw = Raw.of(waiting.name, waiting.paths[0], waiting.modified_at)
            else:
                raw = Raw.of(waiting.name, bundle(waiting.paths), waiting.modified_at)
            unchanged = self._key([(path, path.stat()) for path in waiting.paths]) == waiting.pickup_key
        except FileNotFoundError as error:
            message = "The file went away while it was read."
            raise TryAgain(message, document=waiting.name) from error
        if not unchanged:
            message = "The file changed while it was read; it is taken once it is stable."
            raise TryAgain(message, document=waiting.name)
        return raw

    def put_away(self, waiting: Waiting) -> None:
        """Move what was registered out of the inbox. Again, after a crash: does what is left to do."""
        self.archived.mkdir(parents=True, exist_ok=True)
        present = [path for path in waiting.paths if path.exists()]
        if len(present) == len(waiting.paths) and self._key([(p, p.stat()) for p in present]) != waiting.pickup_key:
            return
        for path in present:
            target = self.archived / path.name
            if target.exists():
                target = target.with_name(f"{path.stem}.{waiting.pickup_key[:12]}{path.suffix}")
            at_rename("folder.put_away.before")
            _move(path, target)
            at_rename("folder.put_away.after")

    def write_outcome(self, name: str, content: bytes) -> Path:
        """Write a file for the partner: whole or not at all; the same bytes again change nothing.

        Raises:
            Misconfigured: the profile names no folder for outcomes, or the name is no plain file name.
        """
        if self.outcomes is None or not name or name != Path(name).name or name.startswith("."):
            message = "There is no place for this outcome."
            step = "Name transport.outcomes in the partner's profile."
            raise Misconfigured(message, field="transport.outcomes", value=name, next_step=step)
        target = self.outcomes / name
        if target.is_file() and target.read_bytes() == content:
            return target
        self.outcomes.mkdir(parents=True, exist_ok=True)
        aside = self.outcomes / f".{name}.{hashlib.sha256(content).hexdigest()[:8]}.part"
        _write_through(aside, io.BytesIO(content))
        at_rename("folder.outcome.before")
        aside.replace(target)
        _sync_folder(self.outcomes)
        at_rename("folder.outcome.after")
        return target

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
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
            if self._is_wanted(path.name):
                try:
                    yield path, path.stat()
                except FileNotFoundError:
                    continue

    def _is_wanted(self, name: str) -> bool:
        low = name.lower()
        if low.startswith((".", "~")) or low.endswith(UNFINISHED):
            return False
        return any(fnmatchcase(low, pattern.lower()) for pattern in self._transport.patterns)

    def _pairs(self, stable: list[tuple[Path, os.stat_result]]) -> list[Waiting]:
        halves: dict[str, dict[str, tuple[Path, os.stat_result]]] = {}
        for path, stat in stable:
            known = half_of(path.name, self._pair) if self._pair else None
            if known:
                halves.setdefault(known[1], {})[known[0]] = (path, stat)
        return [
            self._waiting(_pair_name(base, pair["head"][0]), [pair["head"], pair["line"]])
            for base, pair in halves.items()
            if {*pair} == {"head", "line"}
        ]

    def _waiting(self, name: str, entries: list[tuple[Path, os.stat_result]]) -> Waiting:
        newest = max(stat.st_mtime for _, stat in entries)
        return Waiting(
            name=name,
            paths=tuple(path for path, _ in entries),
            size=sum(stat.st_size for _, stat in entries),
            modified_at=datetime.fromtimestamp(newest, UTC),
            pickup_key=self._key(entries),
        )

    def _key(self, entries: list[tuple[Path, os.stat_result]]) -> str:
        parts = [f"{p.name}\x1f{s.st_size}\x1f{s.st_mtime_ns}\x1f{s.st_ino}" for p, s in entries]
        return hashlib.sha256(
            "\x1e".join((self._transport.inbox, *parts)).encode("utf-8", "surrogateescape")
        ).hexdigest()


def _pair_name(base: str, head: Path) -> str:
    return f"{base.strip('_-. ') or head.stem}.pair.zip"


def bundle(paths: tuple[Path, ...]) -> bytes:
    """Several files as one zip, stored, without dates: the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in paths:
            archive.writestr(zipfile.ZipInfo(path.name, _ZIP_DAY), path.read_bytes())
    return buffer.getvalue()


def _changed(stat: os.stat_result) -> float:
    """When bytes or inode changed last: a copy that keeps the old mtime can't look older than it is."""
    return max(stat.st_mtime, stat.st_ctime)


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
