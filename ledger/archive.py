"""The archive: raw bytes under their SHA-256 in a folder, on disk before anything is acknowledged."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from domain import seams
from domain.errors import LadingError, Misconfigured, Refused, StopTheRun
from ledger.archive_group import GroupWriter

_CHUNK = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_HEX = frozenset("0123456789abcdef")


class AnyArchive(Protocol):
    """Where raw bytes are kept under their SHA-256: a folder, or a bucket."""

    def put(self, content: bytes | Path) -> str:
        """Store the content and return its SHA-256; it is durable when this returns."""

    def put_many(self, contents: Sequence[bytes]) -> list[str]:
        """Store them all; their SHA-256 in the same order. All are durable when this returns, else it raises."""

    def has(self, sha256: str) -> bool:
        """Whether the content is there."""

    def size(self, sha256: str) -> int:
        """Bytes of the content."""

    def read(self, sha256: str) -> bytes:
        """The content, verified."""

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """The content as a file, verified, for as long as the context is open."""


class Archive:
    """Content-addressed files: ``<folder>/ab/cd/<sha256>``. Many may write at once, also the same content."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made at the first write."""
        self._folder = folder
        self._group = GroupWriter(folder)

    def path(self, sha256: str) -> Path:
        """Where content with this hash stands; Refused when it is no SHA-256."""
        checked_hash(sha256)
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes | Path) -> str:
        """Store the content and return its SHA-256; it is on disk when this returns. Storing again is cheap.

        Raises:
            StopTheRun: disk full.
            Misconfigured: the folder cannot be written.
            Refused: the file cannot be read.
        """
        with self._troubles():
            incoming = self._folder / "incoming"
            incoming.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=incoming)
            aside = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    digest = filled(file, content)
                    target = self.path(digest)
                    if _same_size(target, file.tell()):
                        _sync_folder(target.parent)  # another writer may not have come to this yet
                    else:
                        self._place(file, aside, target)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    aside.unlink()
        return digest

    def put_many(self, contents: Sequence[bytes]) -> list[str]:
        """Store many at once, so that the disk's waits are shared; see ``put``.

        Raises:
            As ``put``; then none of them counts as stored.
        """
        with self._troubles():
            return self._group.put(contents)

    def _place(self, file: BinaryIO, aside: Path, target: Path) -> None:
        file.flush()
        os.fchmod(file.fileno(), 0o440)
        os.fsync(file.fileno())
        fresh = [folder for folder in (target.parent.parent, target.parent) if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        seams.at_rename("ledger.archive.put.before")
        aside.replace(target)
        for folder in {target.parent, *(folder.parent for folder in fresh)}:
            _sync_folder(folder)
        seams.at_rename("ledger.archive.put.after")

    def has(self, sha256: str) -> bool:
        """Whether the content is there; its bytes are verified when it is read."""
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Bytes of the content.

        Raises:
            StopTheRun: the content is missing.
        """
        with self.open(sha256, verified=False) as file:
            return os.fstat(file.fileno()).st_size

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """The content as a file, verified; see ``open``."""
        self.open(sha256).close()
        yield self.path(sha256)

    def read(self, sha256: str) -> bytes:
        """The content, verified; see ``open``."""
        with self.open(sha256) as file:
            return file.read()

    def open(self, sha256: str, *, verified: bool = True) -> BinaryIO:
        """The content as an open file at its beginning, verified against its hash.

        Raises:
            StopTheRun: the content is missing, cannot be read, or was altered.
        """
        path = self.path(sha256)
        try:
            file = path.open("rb")
            found = hashlib.file_digest(file, "sha256").hexdigest() if verified else sha256
        except OSError as error:
            raise StopTheRun(
                f"The archive cannot give {sha256[:12]}…: {error.strerror}.",
                value=str(path),
                next_step="Restore the file (or its rights) from the archive's backup, then run the same again.",
            ) from None
        if found != sha256:
            file.close()
            raise StopTheRun(
                f"The archived content {sha256[:12]}… was altered: its bytes now have the hash {found[:12]}….",
                value=str(path),
                next_step="Restore the file from the archive's backup, then run the same again.",
            )
        file.seek(0)
        return file

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._explained(error) from None

    def _explained(self, error: OSError) -> LadingError:
        if error.errno in _FULL:
            return StopTheRun(
                "The archive's disk is full; nothing was acknowledged.",
                value=str(self._folder),
                next_step="Free disk space (or set LADING_ARCHIVE to another place), then run the same again.",
            )
        return Misconfigured(
            f"The archive cannot be written: {error.strerror}.",
            value=str(error.filename or self._folder),
            next_step="Let Lading's user write the folder LADING_ARCHIVE, then run the same again.",
        )


def checked_hash(sha256: str) -> None:
    """Refused when it is no SHA-256."""
    if len(sha256) != hashlib.sha256().digest_size * 2 or not _HEX.issuperset(sha256):
        raise Refused("This is no SHA-256 in lower hexadecimal.", value=sha256[:80])


def filled(file: IO[bytes], content: bytes | Path) -> str:
    """Write the content into the file; its SHA-256. Refused when it can't be read."""
    if isinstance(content, bytes):
        file.write(content)
        return hashlib.sha256(content).hexdigest()
    digest = hashlib.sha256()
    try:
        source = content.open("rb")
    except OSError as error:
        raise Refused(
            f"The file cannot be read: {error.strerror}.",
            document=content.name,
            next_step="Mend the file's rights, or drop it again.",
        ) from None
    with source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _same_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
