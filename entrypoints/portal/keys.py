"""Who asks: keys as the ledger has them, looked up again every few seconds: a revoked one soon opens nothing."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from domain.portal import PortalKey, secret_hash
from ledger.book import Ledger

LEARN_SECONDS = 2.0
"""How soon a new key opens and a revoked one does not."""


class Keys:
    """By the hash of the secret; lives in one event loop."""

    def __init__(self, ledger: Ledger) -> None:
        """Nothing is read before the first question."""
        self._ledger = ledger
        self._known: dict[bytes, PortalKey] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def find(self, secret: str) -> PortalKey | None:
        """The key, dead or alive; None: there is none.

        Raises:
            LadingError: the ledger does not answer, so that nobody can know.
        """
        if time.monotonic() - self._read_at >= LEARN_SECONDS:
            await self._read()
        return self._known.get(secret_hash(secret))

    async def _read(self) -> None:
        """One question at a time, however many wait for it."""
        asked_at = time.monotonic()
        async with self._reading:
            if self._read_at >= asked_at:
                return
            began = time.monotonic()
            listed = await asyncio.to_thread(self._listed)
            self._known = {key.secret_hash: key for key in listed}
            self._read_at = began

    def _listed(self) -> list[PortalKey]:
        with self._ledger.open() as book:
            return book.portal.keys()


def is_live(key: PortalKey) -> bool:
    """Whether the key opens anything now."""
    return key.live(datetime.now(UTC))
