"""The archive in a bucket: raw bytes under their SHA-256, stored by the service before anything is acknowledged."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from domain import seams
from domain.errors import StopTheRun
from ledger.archive import checked_hash, filled

_SPOOL_BYTES = 8 << 20
_WRITERS = 8


class ObjectHere(Protocol):
    """An object as the service shows it."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def etag(self) -> str:
        """MD5 of a plain object, in hexadecimal."""

    @property
    def modified_at(self) -> datetime:
        """When it was stored."""


class Bucket(Protocol):
    """What the archive asks of a bucket; errors are Lading's own, with the next step."""

    def object(self, key: str) -> ObjectHere | None:
        """The object, or None."""

    def download(self, key: str, out: BinaryIO, etag: str = "") -> None:
        """Its bytes."""

    def put(self, key: str, content: bytes | BinaryIO, md5: bytes) -> None:
        """Store it whole; the service refuses bytes that do not have this MD5."""


class S3Archive:
    """Content-addressed objects: ``<prefix>/ab/cd/<sha256>``. Many may write at once, also the same content."""

    def __init__(self, bucket: Bucket, prefix: str, scratch: Path) -> None:
        """``scratch`` holds copies for as long as they are read."""
        self._bucket, self._prefix, self._scratch = bucket, prefix.strip("/"), scratch

    def key(self, sha256: str) -> str:
        """Where content with this hash stands; Refused when it is no SHA-256."""
        checked_hash(sha256)
        return "/".join(filter(None, (self._prefix, sha256[:2], sha256[2:4], sha256)))

    def put(self, content: bytes | Path) -> str:
        """Store the content and return its SHA-256; the service has it when this returns. Again is cheap.

        What stands there with other bytes (size or MD5) is written anew: an altered object mends itself.

        Raises:
            TryAgain: the service is away; nothing may be acknowledged.
            Misconfigured: the bucket is missing or not ours.
            Refused: the file cannot be read.
        """
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
            sha256 = filled(spool, content)
            size = spool.tell()
            spool.seek(0)
            md5 = hashlib.file_digest(spool, lambda: hashlib.md5(usedforsecurity=False))
            there = self._bucket.object(self.key(sha256))
            if there is None or (there.size, there.etag) != (size, md5.hexdigest()):
                spool.seek(0)
                seams.at_rename("ledger.archive_s3.put.before")
                self._bucket.put(self.key(sha256), spool, md5.digest())  # type: ignore[arg-type]
                seams.at_rename("ledger.archive_s3.put.after")
        return sha256

    def put_many(self, contents: Sequence[bytes]) -> list[str]:
        """Store many at once, each by a call of its own; see ``put``."""
        with ThreadPoolExecutor(max_workers=min(len(contents), _WRITERS) or 1, thread_name_prefix="archive") as writers:
            return list(writers.map(self.put, contents))

    def has(self, sha256: str) -> bool:
        """Whether the content is there; its bytes are verified when it is read."""
        return self._bucket.object(self.key(sha256)) is not None

    def size(self, sha256: str) -> int:
        """Bytes of the content.

        Raises:
            StopTheRun: the content is missing.
        """
        there = self._bucket.object(self.key(sha256))
        if there is None:
            raise self._trouble(sha256, f"The archive cannot give {sha256[:12]}…: there is no such object.")
        return there.size

    def read(self, sha256: str) -> bytes:
        """The content, verified; see ``local``."""
        with self.local(sha256) as path:
            return path.read_bytes()

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """The content as a file of this machine, verified against its hash, for as long as the context is open.

        Raises:
            TryAgain: the service is away.
            StopTheRun: the content is missing or was altered.
        """
        self._scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._scratch, prefix="archive-") as file:
            if not self.has(sha256):
                raise self._trouble(sha256, f"The archive cannot give {sha256[:12]}…: there is no such object.")
            self._bucket.download(self.key(sha256), file)  # type: ignore[arg-type]
            file.flush()
            file.seek(0)
            found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != sha256:
                message = f"The archived content {sha256[:12]}… was altered: its bytes now have the hash {found[:12]}…."
                raise self._trouble(sha256, message)
            yield Path(file.name)

    def _trouble(self, sha256: str, message: str) -> StopTheRun:
        step = "Restore the object from an older version or the bucket's backup, then run the same again."
        return StopTheRun(message, value=self.key(sha256), next_step=step)
