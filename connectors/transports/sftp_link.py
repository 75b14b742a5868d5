"""A connection to an SFTP server that is kept, renewed when it breaks, and explains itself when it can't be had."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from connectors.outward import open_socket
from domain.errors import LadingError, Misconfigured, TryAgain
from domain.reachable import Reach

if TYPE_CHECKING:
    import asyncssh

T = TypeVar("T")
CONNECT_SECONDS = 15.0
CALL_SECONDS = 600.0
"""A call that moves bytes; a dead line is seen by the keep-alive long before."""
KEEPALIVE_SECONDS = 15.0
LET_ALONE_SECONDS = 5.0
"""After a failed connection, so that ten files do not wait out ten time limits."""


@dataclass(frozen=True, slots=True)
class Login:
    """Where, as whom, and with what; secrets never show in ``repr``."""

    host: str
    port: int
    user: str
    partner: str
    password: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)
    host_keys: tuple[str, ...] = ()
    known_hosts: Path | None = None
    reach: Reach = field(default_factory=Reach)
    """Where the host may lead."""

    @property
    def address(self) -> str:
        """For messages: no secret."""
        return f"sftp://{self.user}@{self.host}:{self.port}"


class SftpLink:
    """One connection with a loop in a thread of its own, made at the first call; calls come from any thread."""

    def __init__(self, login: Login) -> None:
        """Nothing is connected yet."""
        self.login = login
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0
        self._connection: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None
        self._failed: tuple[float, LadingError] | None = None

    def call(self, work: Callable[[asyncssh.SFTPClient], Awaitable[T]], about: str = "") -> T:
        """Do ``work`` with the client; SFTP's own errors come as they are, so that the caller can tell them apart.

        Raises:
            TryAgain: no answer, or the connection broke in between.
            Misconfigured: asyncssh is missing, the host key is not the known one, or the account was refused.
        """
        with self._lock:
            if self._failed is not None and time.monotonic() < self._failed[0]:
                raise self._failed[1]
            future = asyncio.run_coroutine_threadsafe(self._do(work), self._running_loop())
            try:
                return future.result(CALL_SECONDS)
            except concurrent.futures.TimeoutError:
                future.cancel()
                self._forget()
                raise self._away("did not answer in time", about) from None

    def close(self) -> None:
        """End connection and thread; a later call begins anew."""
        with self._lock:
            loop, self._loop = self._loop, None
            self._forget()
            if loop is not None and self._process == os.getpid():
                loop.call_soon_threadsafe(loop.stop)

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.abort()
        self._connection = self._client = None

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._process != os.getpid():  # threads do not live on in a forked child
            self._connection = self._client = None
            self._loop, self._process = asyncio.new_event_loop(), os.getpid()
            threading.Thread(target=self._loop.run_forever, name="sftp", daemon=True).start()
        return self._loop

    async def _do(self, work: Callable[[asyncssh.SFTPClient], Awaitable[T]]) -> T:
        ssh = _asyncssh(self.login)
        fresh = self._client is None
        try:
            return await work(await self._connected(ssh))
        except (ssh.ConnectionLost, ssh.SFTPConnectionLost, ssh.SFTPNoConnection, ConnectionError) as trouble:
            self._forget()
            if fresh:
                raise self._away(_words(trouble), "") from None
        try:
            return await work(await self._connected(ssh))  # an idle connection was closed by the server: once more
        except (ssh.ConnectionLost, ssh.SFTPConnectionLost, ssh.SFTPNoConnection, ConnectionError) as trouble:
            self._forget()
            raise self._away(_words(trouble), "") from None

    async def _connected(self, ssh: Any) -> asyncssh.SFTPClient:  # noqa: ANN401 - a module that may be missing
        if self._client is not None:
            return self._client
        login = self.login
        keys, trusted = _client_keys(ssh, login), _trusted(ssh, login)
        try:
            self._connection = await asyncio.wait_for(
                ssh.connect(
                    login.host, login.port, username=login.user, password=login.password, client_keys=keys,
                    known_hosts=trusted, config=None, agent_path=None, login_timeout=CONNECT_SECONDS,
                    connect_timeout=CONNECT_SECONDS, keepalive_interval=KEEPALIVE_SECONDS, sock=await self._socket(),
                ),
                2 * CONNECT_SECONDS,
            )  # fmt: skip
            assert self._connection is not None  # noqa: S101 - connect gives one or raises
            self._client = await self._connection.start_sftp_client(path_errors="surrogateescape")
        except ssh.HostKeyNotVerifiable:
            raise await self._unknown_host(ssh) from None
        except ssh.PermissionDenied:
            raise self._refused() from None
        except ssh.KeyExchangeFailed as trouble:
            message = f"The server {login.host} and Lading share no way to encrypt: {_words(trouble)}."
            step = "Ask the partner for current SSH algorithms."
            raise self._wrong(message, "transport.sftp.host", step) from None
        except (OSError, TimeoutError, ssh.Error) as trouble:
            self._forget()
            away = self._away(_words(trouble), "")
            self._failed = (time.monotonic() + LET_ALONE_SECONDS, away)
            raise away from None
        return self._client

    async def _socket(self) -> socket.socket:
        login = self.login
        try:
            return await asyncio.to_thread(open_socket, login.host, login.port, login.reach, CONNECT_SECONDS)
        except Misconfigured as trouble:
            raise self._wrong(trouble.what, "transport.sftp.host", trouble.next_step) from None

    async def _unknown_host(self, ssh: Any) -> LadingError:  # noqa: ANN401 - as above
        login, shown = self.login, ""
        try:
            asked = ssh.get_server_host_key(login.host, login.port, config=None, sock=await self._socket())
            key = await asyncio.wait_for(asked, CONNECT_SECONDS)
            shown = f" It shows {key.get_algorithm()} {key.get_fingerprint()}." if key else ""
        except (OSError, TimeoutError, ssh.Error):
            shown = ""
        return self._wrong(
            f"The host key of {login.host}:{login.port} is not one that Lading knows; nothing was sent to it.{shown}",
            "transport.sftp.host_keys",
            "Ask the partner, by another way, for the server's key; if it is this one, write it into "
            "transport.sftp.host_keys or the file LADING_KNOWN_HOSTS. If it is not, tell who looks after security.",
        )

    def _refused(self) -> LadingError:
        login = self.login
        what = "key" if login.private_key else "password"
        return self._wrong(
            f"The server {login.host} refused the account '{login.user}' with the {what} it was given.",
            "transport.sftp.user",
            "Give the partner our public key or ask for the password, set the secret that "
            f"transport.sftp.{_field(what)} names (LADING_SECRETS__<NAME>), then run 'lading doctor'.",
        )

    def _wrong(self, what: str, place: str, step: str) -> Misconfigured:
        return Misconfigured(what, field=place, value=self.login.address, partner=self.login.partner, next_step=step)

    def _away(self, why: str, about: str) -> TryAgain:
        return TryAgain(
            f"The server {self.login.host}:{self.login.port} could not be asked: {why}.",
            document=about or None,
            value=self.login.address,
            partner=self.login.partner,
            next_step="Nothing to do at first: it is asked again, and files stay where they are. If it lasts, see that "
            "transport.sftp.host and port are right and that this machine may reach them.",
        )


def _field(what: str) -> str:
    return {"key": "private_key"}.get(what, what)


def _words(trouble: BaseException) -> str:
    said = getattr(trouble, "reason", "") or getattr(trouble, "strerror", "") or type(trouble).__name__
    return " ".join(str(said).split()).rstrip(".")[:200]


def _asyncssh(login: Login) -> Any:  # noqa: ANN401 - an optional extra
    try:
        import asyncssh as ssh
    except ImportError:
        message = "SFTP needs the extra 'sftp', which is not installed."
        step = "Run '.venv/bin/uv sync --frozen --inexact --extra sftp' (or pip install 'lading[sftp]')."
        raise Misconfigured(message, field="transport.kind", partner=login.partner, next_step=step) from None
    return ssh


def _client_keys(ssh: Any, login: Login) -> list[Any] | None:  # noqa: ANN401 - as above
    if login.private_key is None:
        return None
    try:
        return [ssh.import_private_key(login.private_key, login.passphrase)]
    except (ssh.KeyImportError, ssh.KeyEncryptionError, ValueError):
        message = f"The private key for {login.host} can't be read: it is no key, or its passphrase is another."
        step = "Set the secrets that transport.sftp.private_key and passphrase name: the text of an OpenSSH or PEM key."
        raise Misconfigured(
            message, field="transport.sftp.private_key", partner=login.partner, next_step=step
        ) from None


def _trusted(ssh: Any, login: Login) -> Any:  # noqa: ANN401 - as above
    """Host keys of the profile, else the file of the settings; never none: nobody is trusted unseen."""
    try:
        if login.host_keys:
            return ([ssh.import_public_key(line) for line in login.host_keys], [], [])
        if login.known_hosts is not None:
            return ssh.read_known_hosts(str(login.known_hosts))
    except (ssh.KeyImportError, OSError, ValueError):
        message = f"The host keys for {login.host} can't be read."
        step = "Write each as in known_hosts, without the host: 'ssh-ed25519 AAAA…'; or mend LADING_KNOWN_HOSTS."
        raise Misconfigured(message, field="transport.sftp.host_keys", partner=login.partner, next_step=step) from None
    return ([], [], [])
