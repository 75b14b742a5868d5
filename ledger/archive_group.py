"""Many small contents into an archive's folder at once: written, then synced side by side, then placed.

The disk's waits are shared: the file system writes its journal once for all that wait for it at the same moment.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from domain import seams

WRITERS = 16


class GroupWriter:
    """Writes into ``<folder>/ab/cd/<sha256>``; any number of threads and processes may at once."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made at the first write."""
        self._folder = str(folder)
        self._lasting: set[str] = set()
        """Folders that are known to survive a crash of the machine."""
        self._making = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def put(self, contents: Sequence[bytes]) -> list[str]:
        """Their SHA-256, in order; all are on disk when this returns.

        Raises:
            OSError: as the file system says; then none of them counts as stored.
        """
        hashes = [hashlib.sha256(content).hexdigest() for content in contents]
        fresh = {
            digest: content for digest, content in zip(hashes, contents, strict=True) if not self._has(digest, content)
        }
        files: dict[str, tuple[int, str]] = {}
        try:
            self._write(fresh, files)
            self._sync_files([descriptor for descriptor, _ in files.values()])
            seams.at_rename("ledger.archive.put_many.before")
            for digest, (_, aside) in files.items():
                os.makedirs(self._leaf(digest), exist_ok=True)  # noqa: PTH103 - pathlib costs as much as the call
                os.replace(aside, self._place(digest))  # noqa: PTH105 - as above
            self._sync_folders(dict.fromkeys(hashes))
            seams.at_rename("ledger.archive.put_many.after")
        finally:
            for descriptor, aside in files.values():
                os.close(descriptor)
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(aside)  # noqa: PTH108 - as above
        return hashes

    def _has(self, digest: str, content: bytes) -> bool:
        try:
            return os.stat(self._place(digest)).st_size == len(content)  # noqa: PTH116 - as above
        except FileNotFoundError:
            return False

    def _write(self, contents: Mapping[str, bytes], files: dict[str, tuple[int, str]]) -> None:
        incoming = f"{self._folder}/incoming"
        os.makedirs(incoming, exist_ok=True)  # noqa: PTH103 - as above
        mark = f"{os.getpid()}-{threading.get_ident()}"
        for digest, content in contents.items():
            aside = f"{incoming}/{digest}.{mark}"
            with contextlib.suppress(FileNotFoundError):
                os.unlink(aside)  # noqa: PTH108 - a process of this number that was killed has left it
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o440)
            files[digest] = (descriptor, aside)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]

    def _sync_files(self, descriptors: Sequence[int]) -> None:
        list(self._side_by_side().map(os.fsync, descriptors))

    def _sync_folders(self, hashes: Iterable[str]) -> None:
        """The entries of the files, and of folders that nobody of this process has synced yet."""
        leaves = {self._leaf(digest) for digest in hashes}
        middles = {os.path.dirname(leaf) for leaf in leaves if leaf not in self._lasting}  # noqa: PTH120 - as above
        tops = {self._folder} if middles - self._lasting else set()
        list(self._side_by_side().map(_sync_folder, [*leaves, *middles, *tops]))
        self._lasting |= leaves | middles

    def _side_by_side(self) -> ThreadPoolExecutor:
        with self._making:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="archive")
            return self._pool

    def _leaf(self, digest: str) -> str:
        return f"{self._folder}/{digest[:2]}/{digest[2:4]}"

    def _place(self, digest: str) -> str:
        return f"{self._leaf(digest)}/{digest}"


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
