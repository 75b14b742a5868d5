"""A real SFTP server on a free port of this machine, in a thread: accounts by password or key, files in a folder."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import asyncssh

USER, PASSWORD = "lading", "canary-sftp-word"


class _Accounts(asyncssh.SSHServer):
    def __init__(self, server: SftpServerHere) -> None:
        self._server = server

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == USER and key.public_data == self._server.client_key.public_data


class _Files(asyncssh.SFTPServer):
    """Of a chosen folder the account may only read: the operating system can't say so to a server that runs as root."""

    def __init__(self, channel: asyncssh.SSHServerChannel, server: SftpServerHere) -> None:
        super().__init__(channel, chroot=str(server.root).encode())
        self._closed = server.read_only

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        inside = path.decode().strip("/")
        if pflags & (asyncssh.FXF_WRITE | asyncssh.FXF_CREAT) and any(
            inside.startswith(f"{folder}/") for folder in self._closed
        ):
            raise asyncssh.SFTPPermissionDenied("Permission denied")
        return super().open(path, pflags, attrs)


class SftpServerHere:
    """Starts and stops at will; the same port and host key again."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, 0
        self.read_only: set[str] = set()
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")
        self.client_key = asyncssh.generate_private_key("ssh-ed25519")
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._server: asyncssh.SSHAcceptor | None = None

    @property
    def host_line(self) -> str:
        return self.host_key.export_public_key().decode().strip()

    @property
    def client_text(self) -> str:
        return self.client_key.export_private_key().decode()

    def start(self) -> None:
        self._run(self._listen())

    def stop(self) -> None:
        """Cut every connection too."""
        self._run(self._close())

    def close(self) -> None:
        if self._server is not None:
            self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)  # type: ignore[arg-type]

    async def _listen(self) -> None:
        def root(channel: asyncssh.SSHServerChannel) -> asyncssh.SFTPServer:
            return _Files(channel, self)

        self._connections: set[asyncssh.SSHServerConnection] = set()
        self._server = await asyncssh.listen(
            "127.0.0.1",
            self.port,
            server_factory=lambda: _Accounts(self),
            server_host_keys=[self.host_key],
            sftp_factory=root,
            acceptor=self._connections.add,
            reuse_address=True,
        )
        self.port = self._server.get_port()

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        for connection in self._connections:
            connection.abort()
        await self._server.wait_closed()
        self._server = None
