"""Word of new work wakes a loop: a thread of its own hears what the ledger tells, because hearing blocks."""

from __future__ import annotations

import asyncio
import threading

from ledger.book import Ledger

HEAR_SECONDS = 1.0
"""How long it may take to end."""


class Waking:
    """Sets an event of the running loop each time that the ledger tells of work."""

    def __init__(self, ledger: Ledger) -> None:
        """In the loop that is to be woken."""
        self.told = asyncio.Event()
        self._ledger, self._loop = ledger, asyncio.get_running_loop()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._hear, name="hear", daemon=True)

    def start(self) -> None:
        """Begin to hear. A ledger that is away is asked again and again."""
        self._thread.start()

    async def stop(self) -> None:
        """Hear no more."""
        self._ending.set()
        await asyncio.to_thread(self._thread.join, HEAR_SECONDS * 2)

    async def wait(self, seconds: float) -> None:
        """Until something is told or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self.told.wait()
        except TimeoutError:
            return
        finally:
            self.told.clear()

    def wake(self) -> None:
        """As if the ledger had told something; in the loop."""
        self.told.set()

    def _hear(self) -> None:
        for channel in self._ledger.listen(HEAR_SECONDS):
            if self._ending.is_set():
                return
            if channel is not None:
                try:
                    self._loop.call_soon_threadsafe(self.told.set)
                except RuntimeError:  # the loop was closed
                    return
