"""SFTP: list, get, move and put on a partner's server."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from connectors.transports.port import Unsettled
from connectors.transports.remote import PROBE, Entry
from connectors.transports.sftp_link import SftpLink
from domain.errors import LadingError, Misconfigured, TryAgain
from domain.seams import at_rename

if TYPE_CHECKING:
    import asyncssh

T = TypeVar("T")
BLOCK = 256 * 1024


class SftpStore:
    """A server's folders; relative ones begin where the account does."""

    settle_least: float | None = 5.0
    """Times on servers are whole seconds, and an upload may stand still for a while."""

    def __init__(self, link: SftpLink) -> None:
        """Nothing is asked yet."""
        self._link = link
        self.address = link.login.address

    def entries(self, folder: str) -> list[Entry]:
        """Plain files directly in the folder; links are left alone.

        Raises:
            TryAgain, Misconfigured: see ``Inbox``.
        """

        async def work(client: asyncssh.SFTPClient) -> list[Entry]:
            return [
                _entry(_text(one.filename), one.attrs)
                async for one in client.scandir(folder)
                if _is_file(one.attrs) and _text(one.filename) not in {".", ".."}
            ]

        with self._explained("read", folder):
            return self._link.call(work)

    def entry(self, folder: str, name: str) -> Entry | None:
        """The file, or None."""

        async def work(client: asyncssh.SFTPClient) -> Entry | None:
            attrs = await client.lstat(_path(folder, name))
            return _entry(name, attrs) if _is_file(attrs) else None

        return self._none_if_missing(work, folder, name)

    def download(self, folder: str, entry: Entry, to: Path) -> None:
        """Its bytes into a file of ours."""

        async def work(client: asyncssh.SFTPClient) -> None:
            with to.open("wb") as out:
                async with client.open(_path(folder, entry.name), "rb") as source:
                    while block := await source.read(BLOCK):
                        out.write(block if isinstance(block, bytes) else block.encode())

        import asyncssh as ssh

        try:
            with self._explained("read", folder, entry.name):
                self._link.call(work, entry.name)
        except ssh.SFTPNoSuchFile:
            message = "The file went away while it was read."
            raise Unsettled(message, document=entry.name) from None

    def move(self, folder: str, entry: Entry, to: tuple[str, str]) -> None:
        """Rename into the other folder; under ``to``'s own name where that of the file is taken."""
        archived, other = to

        async def work(client: asyncssh.SFTPClient) -> None:
            await client.makedirs(archived, exist_ok=True)
            target = _path(archived, entry.name)
            if await client.lexists(target):
                target = _path(archived, other)
            await client.rename(_path(folder, entry.name), target)

        at_rename("sftp.put_away.before")
        import asyncssh as ssh

        try:
            with self._explained("move to", archived, entry.name):
                self._link.call(work, entry.name)
        except ssh.SFTPNoSuchFile:
            if self.entry(folder, entry.name) is not None:
                raise self._trouble(TryAgain, "move to", archived, entry.name) from None
        at_rename("sftp.put_away.after")

    def put(self, folder: str, name: str, content: bytes) -> None:
        """Written aside as ``.part`` and renamed over."""
        aside = _path(folder, f".{name}.{hashlib.sha256(content).hexdigest()[:8]}.part")

        async def work(client: asyncssh.SFTPClient) -> None:
            if await _same(client, _path(folder, name), content):
                return
            await client.makedirs(folder, exist_ok=True)
            async with client.open(aside, "wb") as out:
                await out.write(content)
            at_rename("sftp.outcome.before")
            await _rename_over(client, aside, _path(folder, name))
            at_rename("sftp.outcome.after")

        with self._explained("write to", folder, name):
            self._link.call(work, name)

    def mistakes(self, folders: dict[str, str]) -> list[str]:
        """Folders that are missing, are none, or can't be written to: files are moved out of the inbox."""
        return [wrong for field, folder in folders.items() if folder and (wrong := self._mistake(field, folder))]

    def _mistake(self, field: str, folder: str) -> str:
        is_made_by_us = field == "transport.archived"
        place = folder

        async def work(client: asyncssh.SFTPClient) -> bool:
            nonlocal place
            while is_made_by_us and place.strip("/") and not await client.lexists(place):
                place = place.rstrip("/").rpartition("/")[0] or ("/" if place.startswith("/") else ".")
            if not await client.isdir(place):
                return False
            probe = _path(place, PROBE)
            async with client.open(probe, "wb"):
                pass
            await client.remove(probe)
            return True

        try:
            with self._explained("write to", folder):
                found = self._link.call(work)
        except Misconfigured as trouble:
            if trouble.field != "transport":
                raise
            return f"{field}: {trouble.what} {trouble.next_step}"
        return "" if found else f"{field}: there is no folder '{place}' on {self.address}; make it, or mend the profile"

    def _none_if_missing(
        self, work: Callable[[asyncssh.SFTPClient], Awaitable[T | None]], folder: str, name: str
    ) -> T | None:
        import asyncssh as ssh

        try:
            with self._explained("read", folder, name):
                return self._link.call(work, name)
        except ssh.SFTPNoSuchFile:
            return None

    @contextmanager
    def _explained(self, verb: str, folder: str, name: str = "") -> Iterator[None]:
        """SFTP's refusals in our words. A missing file is the caller's to judge; a missing folder is not."""
        try:
            yield
        except LadingError:
            raise
        except Exception as error:
            import asyncssh as ssh

            if isinstance(error, ssh.SFTPNoSuchFile) and name and verb != "write to":
                raise
            if not isinstance(error, ssh.Error | OSError):
                raise
            lasting = isinstance(error, ssh.SFTPNoSuchFile | ssh.SFTPPermissionDenied)
            kind = Misconfigured if lasting and (not name or verb == "write to") else TryAgain
            said = getattr(error, "reason", "") or getattr(error, "strerror", "") or type(error).__name__
            raise self._trouble(kind, verb, folder, name, str(said)) from None

    def _trouble(self, kind: type[LadingError], verb: str, folder: str, name: str, said: str = "") -> LadingError:
        login = self._link.login
        why = f": {' '.join(said.split()).rstrip('.')[:200]}" if said else ""
        return kind(
            f"Lading can't {verb} the folder '{folder}' on {login.host}{why}.",
            document=name or None,
            field="transport",
            value=self.address,
            partner=login.partner,
            next_step=f"Ask the partner to make the folder or to give the account '{login.user}' rights on it, or mend "
            "'transport' in the profile. Files stay where they are, and none is taken twice.",
        )


async def _same(client: asyncssh.SFTPClient, path: str, content: bytes) -> bool:
    if not await client.isfile(path) or await client.getsize(path) != len(content):
        return False
    async with client.open(path, "rb") as there:
        found: bytes | str = await there.read()
        return found == content


async def _rename_over(client: asyncssh.SFTPClient, old: str, new: str) -> None:
    """Atomic where the server knows how (OpenSSH does); else the old one goes first, and the new one is never half."""
    import asyncssh as ssh

    try:
        await client.posix_rename(old, new)
    except ssh.SFTPOpUnsupported:
        if await client.lexists(new):
            await client.remove(new)
        await client.rename(old, new)


def _path(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}"


def _text(name: bytes | str) -> str:
    return name if isinstance(name, str) else name.decode("utf-8", "surrogateescape")


def _is_file(attrs: asyncssh.SFTPAttrs) -> bool:
    return attrs.permissions is None or stat.S_ISREG(attrs.permissions)


def _entry(name: str, attrs: asyncssh.SFTPAttrs) -> Entry:
    changed = attrs.mtime or 0
    return Entry(name, attrs.size or 0, f"{changed}.{attrs.mtime_ns or 0}", datetime.fromtimestamp(changed, UTC))
