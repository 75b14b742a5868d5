"""Calls in flight to one Odoo, counted over the whole process: queueing inside it helps nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import TryAgain


class Limiter:
    """Lets at most ``limit`` calls through at once."""

    def __init__(self, limit: int) -> None:
        """``limit``: calls at once, at least 1."""
        self.limit = max(1, limit)
        self.in_flight = 0
        self._free = threading.Condition()

    @contextmanager
    def slot(self, wait_seconds: float) -> Iterator[None]:
        """Hold one of the slots.

        Raises:
            TryAgain: no slot came free within ``wait_seconds``.
        """
        with self._free:
            if not self._free.wait_for(lambda: self.in_flight < self.limit, wait_seconds):
                message = f"Odoo is busy with {self.limit} calls of ours for more than {wait_seconds:.0f} s."
                raise TryAgain(message)
            self.in_flight += 1
        try:
            yield
        finally:
            with self._free:
                self.in_flight -= 1
                self._free.notify()

    def narrow(self, limit: int) -> None:
        """Two ports may ask for different limits: the smaller one holds."""
        with self._free:
            self.limit = max(1, min(self.limit, limit))


_limiters: dict[str, Limiter] = {}
_lock = threading.Lock()


def limiter_of(address: str, limit: int) -> Limiter:
    """The one limiter of an Odoo in this process, whichever port asks."""
    with _lock:
        found = _limiters.setdefault(address, Limiter(limit))
    found.narrow(limit)
    return found
