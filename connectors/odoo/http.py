"""The one place that knows httpx: what is sent, what comes back, and what it means when nothing comes back.

httpx logs whole URLs and its debug log shows headers: both are silenced here, for the whole process.
Connections are not kept: one that Odoo closed while it was idle would look like a lost answer.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import NamedTuple, TypedDict

import httpx

from connectors.odoo.limiter import limiter_of
from domain.errors import LadingError, Misconfigured, OutcomeUnknown, TryAgain

_LOGGERS = ("httpx", "httpcore", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def _only_warnings(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _silence() -> None:
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if _only_warnings not in logger.filters:
            logger.addFilter(_only_warnings)


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    body: bytes
    location: str = ""
    """Where a redirect leads, without its query."""


class Options(TypedDict, total=False):
    """How a line to an Odoo behaves; what is left out has the default of ``Line``."""

    calls_in_flight: int
    """At once to this Odoo, over the whole process; the smallest that any port asks for holds."""
    connect_seconds: float
    """Time to connect."""
    read_seconds: float
    """Time to wait for an answer; above Odoo's limit_time_real, or outcomes are lost needlessly."""
    transport: httpx.BaseTransport | None
    """For tests."""


class Line:
    """A line to one host: time-outs, calls in flight, failures by what happens next."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        calls_in_flight: int = 2,
        connect_seconds: float = 5.0,
        read_seconds: float = 130.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """``url`` without user, password and query; the others are those of ``Options``.

        Raises:
            Misconfigured: the address is not usable.
        """
        _silence()
        self.url = checked_address(url)
        self._limiter = limiter_of(self.url, calls_in_flight)
        self._wait_seconds = read_seconds
        self._client = httpx.Client(
            headers=dict(headers),
            timeout=httpx.Timeout(read_seconds, connect=connect_seconds),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    def post(self, path: str, body: bytes, *, changes: bool) -> Answer:
        """Send and wait for the whole answer.

        Args:
            path: begins with a slash.
            body: JSON.
            changes: the call may change something, so that a lost answer leaves the outcome unknown.

        Raises:
            TryAgain: was not sent, or only read.
            OutcomeUnknown: was sent, may have changed something, and no whole answer came.
            Misconfigured: the address or its certificate is wrong.
        """
        return self._send("POST", path, body, changes=changes)

    def get(self, path: str) -> Answer:
        """Fetch; nothing is changed by it. A question without a body names no type: old Odoos would look for JSON."""
        return self._send("GET", path, b"", changes=False)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _send(self, method: str, path: str, body: bytes, *, changes: bool) -> Answer:
        with self._limiter.slot(self._wait_seconds):
            try:
                request = self._client.build_request(method, self.url + path, content=body)
                if not body:
                    request.headers.pop("Content-Type", None)
                answer = self._client.send(request)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise self._meaning(error, path, changes=changes) from None
        location = answer.headers.get("location", "").split("?")[0]
        return Answer(answer.status_code, answer.content, location)

    def _meaning(self, error: Exception, path: str, *, changes: bool) -> LadingError:
        kind = type(error).__name__
        if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
            return Misconfigured(f"{self.url} is not an address.", field="LADING_ODOO_URL", value=self.url)
        if isinstance(error, httpx.ConnectError) and "CERTIFICATE" in str(error).upper():
            step = "Give Odoo a certificate that this machine trusts, or correct LADING_ODOO_URL."
            return Misconfigured(f"The certificate of {self.url} is not trusted.", next_step=step)
        if isinstance(error, _NOT_SENT):
            step = "See 'lading status' whether Odoo runs; Lading tries again by itself."
            return TryAgain(f"Odoo at {self.url} cannot be reached ({kind}).", next_step=step)
        if not changes:
            return TryAgain(f"The answer of {self.url}{path} was lost ({kind}).")
        return OutcomeUnknown(f"{self.url}{path} was called and its answer was lost ({kind}).")


def checked_address(url: str) -> str:
    """The address without its last slash.

    Raises:
        Misconfigured: not http(s), or it carries a user, password or query, which would show in logs.
    """
    step = "Set LADING_ODOO_URL to the address of Odoo, like https://odoo.example.com, and the key apart."
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        message = "The address of Odoo cannot be read."
        raise Misconfigured(message, field="LADING_ODOO_URL", next_step=step) from None
    if parsed.userinfo or parsed.query or parsed.fragment:
        message = "The address of Odoo carries a user, password or query."
        raise Misconfigured(message, field="LADING_ODOO_URL", next_step=step)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        message = "The address of Odoo is not one of http or https."
        raise Misconfigured(message, field="LADING_ODOO_URL", value=url, next_step=step)
    return str(parsed).rstrip("/")
