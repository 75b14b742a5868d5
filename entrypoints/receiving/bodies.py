"""Bodies of requests, bounded in bytes and time, one by one and all together: no sender can fill the memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request

BODY_SECONDS = 20.0
"""A message of the largest size passes in that time at 100 kB a second."""
ROOM_BYTES = 134_217_728


class TooLarge(Exception):
    """The body has more bytes than the profile takes."""


class TooSlow(Exception):
    """The body did not come in time."""


class NoRoom(Exception):
    """Bodies that are being read fill the room for them."""


@dataclass
class BodyRoom:
    """Bytes that bodies may hold together."""

    free: int = ROOM_BYTES

    @asynccontextmanager
    async def body(self, request: Request, limit: int, seconds: float = BODY_SECONDS) -> AsyncIterator[bytes]:
        """The body, whose bytes are counted against the room until the block ends.

        Raises:
            TooLarge: it says or shows that it has more than ``limit`` bytes.
            TooSlow: it was not whole after so many seconds.
            NoRoom: the room is full.
            ClientDisconnect: the sender hung up.
        """
        parts: list[bytes] = []
        try:
            await self._read(request, limit, seconds, parts)
            yield b"".join(parts)
        finally:
            self.free += sum(map(len, parts))

    async def _read(self, request: Request, limit: int, seconds: float, parts: list[bytes]) -> None:
        try:
            async with asyncio.timeout(seconds):
                async for part in bounded(request, limit):
                    if len(part) > self.free:
                        raise NoRoom
                    self.free -= len(part)
                    parts.append(part)
        except TimeoutError:
            raise TooSlow from None


async def bounded(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The parts of a body.

    Raises:
        TooLarge: it says or shows that it has more than ``limit`` bytes.
    """
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit:
        raise TooLarge
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge
        yield part
