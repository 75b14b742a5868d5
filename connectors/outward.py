"""The way out to hosts that profiles name (F52): looked up once, judged, connected to by the very address judged.

A name that leads to a public address when it is looked at, and into this network a moment later (DNS rebinding), is
judged at each connection; a redirect is never followed, nor a proxy of the environment asked, by those who use this.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from domain.errors import Misconfigured
from domain.reachable import Reach

if TYPE_CHECKING:
    from httpcore import SOCKET_OPTION


def addresses(host: str, port: int, reach: Reach) -> list[str]:
    """What the host leads to now; all of it may be reached.

    Raises:
        Misconfigured: one of its addresses may not.
        OSError: it is not known.
    """
    found = dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    for address in found:
        if reach.forbidden(address):
            name = host[:200]
            way = "" if address == name else f" leads to {address}, which"
            raise Misconfigured(
                f"The host {name}{way} is inside a private network or this machine; nothing was sent to it.",
                value=name,
                next_step="Mend the address in the profile; if it is meant, allow its network by "
                "LADING_PRIVATE_NETWORKS (link-local addresses never are).",
            )
    return list(found)


def open_socket(host: str, port: int, reach: Reach, seconds: float | None) -> socket.socket:
    """A connection to the first of the host's addresses that answers.

    Raises:
        As ``addresses``; OSError: none answers.
    """
    last: OSError = socket.gaierror(f"{host} has no address")
    for address in addresses(host, port, reach):
        try:
            return socket.create_connection((address, port), seconds)
        except OSError as error:
            last = error
    raise last


class _JudgedBackend(httpcore.SyncBackend):
    """Connections by judged addresses; certificates are checked against the name as always."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = addresses(host, port, self._reach)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from None
        for place, address in enumerate(found, start=1):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(found):
                    raise
        raise httpcore.ConnectError(f"{host} has no address")


class OutwardTransport(httpx.HTTPTransport):
    """httpx's own transport, whose connections go to judged addresses only."""

    def __init__(self, reach: Reach) -> None:
        """No proxy, no certificate settings of the environment.

        Raises:
            Misconfigured: this httpx does not keep its connections as the ones tried did.
        """
        super().__init__(trust_env=False)
        # httpx gives no way to name the network backend that its pool has.
        pool = getattr(self, "_pool", None)
        if not isinstance(getattr(pool, "_network_backend", None), httpcore.NetworkBackend):
            raise _moved("httpx", "httpcore")
        self._pool._network_backend = _JudgedBackend(reach)  # noqa: SLF001


def guard_s3(client: Any, reach: Reach) -> None:  # noqa: ANN401 - boto3 ships no types
    """Let a client of botocore connect to judged addresses only.

    Raises:
        Misconfigured: this botocore does not keep its connections as the ones tried did.
    """
    from botocore.awsrequest import AWSHTTPConnection, AWSHTTPConnectionPool, AWSHTTPSConnection, AWSHTTPSConnectionPool
    from urllib3.exceptions import NewConnectionError

    # botocore gives no way to name the connections that its session has.
    manager = getattr(getattr(getattr(client, "_endpoint", None), "http_session", None), "_manager", None)
    opened = all(hasattr(one, "_new_conn") for one in (AWSHTTPConnection, AWSHTTPSConnection))
    pooled = all(hasattr(one, "ConnectionCls") for one in (AWSHTTPConnectionPool, AWSHTTPSConnectionPool))
    if not (opened and pooled and {"http", "https"} <= set(getattr(manager, "pool_classes_by_scheme", ()))):
        raise _moved("botocore", "urllib3")

    def judged(connection: Any) -> socket.socket:  # noqa: ANN401 - as above
        timeout = connection.timeout if isinstance(connection.timeout, int | float) else None
        try:
            return open_socket(connection.host, connection.port, reach, timeout)
        except OSError as error:
            raise NewConnectionError(connection, f"Failed to establish a new connection: {error}") from None

    plain = type("JudgedConnection", (AWSHTTPConnection,), {"_new_conn": judged})
    secure = type("JudgedSecureConnection", (AWSHTTPSConnection,), {"_new_conn": judged})
    manager.pool_classes_by_scheme = {  # type: ignore[union-attr]  # it was just looked at
        "http": type("JudgedPool", (AWSHTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("JudgedSecurePool", (AWSHTTPSConnectionPool,), {"ConnectionCls": secure}),
    }


def _moved(library: str, below: str) -> Misconfigured:
    """Rather no connection than one to an address that nobody judged."""
    found = f"{library} {version(library)} with {below} {version(below)}"
    return Misconfigured(
        f"{found} keeps its connections elsewhere than the versions that Lading was tried with, so they "
        "can't be kept out of private networks; nothing was sent.",
        value=found,
        next_step="Install the versions in uv.lock ('./lading setup'), and tell Lading's developers.",
    )
