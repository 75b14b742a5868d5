"""S3: list, get, move and put in a bucket. An object is never half there, so nothing needs to settle."""

from __future__ import annotations

from pathlib import Path

from connectors.transports.bucket import Bucket, Gone, Object, md5_of
from connectors.transports.port import Unsettled
from connectors.transports.remote import PROBE, Entry
from domain.errors import Misconfigured
from domain.seams import at_rename


class S3Store:
    """Prefixes of a bucket, as if they were folders."""

    settle_least: float | None = None

    def __init__(self, bucket: Bucket) -> None:
        """Nothing is asked yet."""
        self._bucket = bucket
        self.address = f"s3://{bucket.address.bucket}@{bucket.address.endpoint}"

    def entries(self, folder: str) -> list[Entry]:
        """Objects directly under the prefix."""
        return [_entry(one) for one in self._bucket.objects(_key(folder, ""))]

    def entry(self, folder: str, name: str) -> Entry | None:
        """One of them, or None."""
        found = self._bucket.object(_key(folder, name))
        return None if found is None else _entry(found)

    def download(self, folder: str, entry: Entry, to: Path) -> None:
        """Its bytes, if they are still those of the entry.

        Raises:
            Refused: it could not be moved away afterwards, so it is not taken.
        """
        self._bucket.refuse_large(_key(folder, entry.name), entry.size)
        try:
            with to.open("wb") as out:
                self._bucket.download(_key(folder, entry.name), out, entry.stamp)
        except Gone:
            message = "The object changed or went while it was read."
            raise Unsettled(message, document=entry.name) from None

    def move(self, folder: str, entry: Entry, to: tuple[str, str]) -> None:
        """Copy, then delete: after a crash in between the copy is found and only the rest is done."""
        archived, other = to
        etag = entry.stamp
        target = _key(archived, entry.name)
        there = self._bucket.object(target)
        if there is not None and there.etag != etag:
            target = _key(archived, other)
        at_rename("s3.put_away.before")
        try:
            if there is None or there.etag != etag:
                self._bucket.copy(_key(folder, entry.name), target, etag)
        except Gone:
            return  # moved by another consumer, or a new object by now, which is taken next time
        now = self.entry(folder, entry.name)
        if now is not None and now.stamp == entry.stamp:
            self._bucket.delete(_key(folder, entry.name))
        at_rename("s3.put_away.after")

    def put(self, folder: str, name: str, content: bytes) -> None:
        """One PUT: whole or not at all."""
        key, md5 = _key(folder, name), md5_of(content)
        there = self._bucket.object(key)
        if there is not None and (there.size, there.etag) == (len(content), md5.hex()):
            return
        at_rename("s3.outcome.before")
        self._bucket.put(key, content, md5)
        at_rename("s3.outcome.after")

    def mistakes(self, folders: dict[str, str]) -> list[str]:
        """Whether the bucket answers, and takes and gives up an object under each prefix; these need not be made."""
        self._bucket.check()
        return [wrong for field, folder in folders.items() if folder and (wrong := self._unwritable(field, folder))]

    def _unwritable(self, field: str, folder: str) -> str:
        key = _key(folder, PROBE)
        try:
            self._bucket.put(key, b"", md5_of(b""))
            self._bucket.delete(key)
        except Misconfigured as trouble:
            return f"{field}: Lading may not write and delete under '{folder}/'. {trouble.what} {trouble.next_step}"
        return ""


def _key(folder: str, name: str) -> str:
    inside = folder.strip("/")
    return f"{inside}/{name}" if inside else name


def _entry(one: Object) -> Entry:
    # Only the hash: a listing and a HEAD may tell the time of an object differently.
    return Entry(one.key.rpartition("/")[2], one.size, one.etag, one.modified_at)
