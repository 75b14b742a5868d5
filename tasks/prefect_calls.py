"""Calls to Prefect's server from within a batch: asked again at once, and never a reason for orders to wait.

Prefect's own client sleeps two seconds after each 503, which is what a server on SQLite answers whenever two of its
writers meet: with a stage's task states on their way, that is most of the time (measured: 20 s for a batch, not 2).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from httpx import (
    AsyncBaseTransport,
    AsyncHTTPTransport,
    ConnectError,
    HTTPError,
    HTTPStatusError,
    Request,
    Response,
    TransportError,
)
from prefect.artifacts import MarkdownArtifact
from prefect.client.orchestration import get_client

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

log = structlog.get_logger("lading.prefect")

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.03, 0.5
PATIENCE_SECONDS = 10.0
"""How long a batch puts up with a busy server; then it goes on without it."""
AWAY_SECONDS = 1.0
"""How long with one that takes no connection."""
LEASE_SECONDS = 120.0
"""After that a killed process's slot is free again; renewed at a third of it."""
_TAKEN, _TOO_MANY = 423, 429


class PrefectAwayError(TransportError):
    """The server stayed busy or away; Prefect's client passes it on without asking again."""


class AskedAgain(AsyncBaseTransport):
    """Sends a request again, soon, while the server is busy or away."""

    def __init__(self, plain: AsyncBaseTransport) -> None:
        """``plain`` does the sending."""
        self._plain = plain

    async def handle_async_request(self, request: Request) -> Response:
        """The server's answer, be it a refusal.

        Raises:
            PrefectAwayError: there was none in time.
        """
        began, pause = time.monotonic(), FIRST_PAUSE_SECONDS
        while True:
            patience = PATIENCE_SECONDS
            try:
                answer = await self._plain.handle_async_request(request)
            except TransportError as error:
                trouble = type(error).__name__
                patience = AWAY_SECONDS if isinstance(error, ConnectError) else patience
            else:
                if answer.status_code != _TOO_MANY and not answer.is_server_error:
                    return answer
                await answer.aclose()
                trouble = f"status {answer.status_code}"
            if time.monotonic() + pause > began + patience:
                message = f"Prefect's server does not answer: {trouble}."
                raise PrefectAwayError(message, request=request)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._plain.aclose()


def quick_client() -> PrefectClient:
    """Prefect's client, which asks again at once."""
    return get_client(httpx_settings={"transport": AskedAgain(AsyncHTTPTransport())})


async def show(markdown: str, key: str) -> None:
    """Put an artifact on the run's page; orders do not wait for a page that cannot be had."""
    try:
        async with quick_client() as client:
            await MarkdownArtifact(markdown=markdown, key=key).acreate(client)
    except HTTPError as trouble:
        log.warning("no-artifact", key=key, trouble=str(trouble))


@asynccontextmanager
async def slot_of(limit: str) -> AsyncIterator[None]:
    """One slot of a concurrency limit that operators set in Prefect, held until the block ends.

    Waits as long as all are taken. Without the limit, or without Prefect, the block runs all the same: Odoo's own
    limiter has the last word.
    """
    async with quick_client() as client:
        lease = await _taken(client, limit)
        if lease is None:
            yield
            return
        beat = asyncio.create_task(_renewed(client, lease))
        try:
            yield
        finally:
            beat.cancel()
            with suppress(HTTPError):
                await client.release_concurrency_slots_with_lease(lease_id=lease)


async def _taken(client: PrefectClient, limit: str) -> UUID | None:
    """The lease on a slot; None where there is no such limit, or no server."""
    while True:
        try:
            answer = await client.increment_concurrency_slots_with_lease([limit], 1, "concurrency", LEASE_SECONDS)
        except HTTPStatusError as trouble:
            if trouble.response.status_code == _TAKEN:
                await asyncio.sleep(float(trouble.response.headers.get("Retry-After", 1)))
                continue
            log.warning("no-slot", limit=limit, trouble=str(trouble))
            return None
        except HTTPError as trouble:
            log.warning("no-slot", limit=limit, trouble=str(trouble))
            return None
        told = answer.json()
        return UUID(told["lease_id"]) if told["limits"] else None


async def _renewed(client: PrefectClient, lease: UUID) -> None:
    while True:
        await asyncio.sleep(LEASE_SECONDS / 3)
        with suppress(HTTPError):
            await client.renew_concurrency_lease(lease_id=lease, lease_duration=LEASE_SECONDS)
