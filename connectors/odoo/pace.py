"""Batches by lines and time: Odoo kills a call at 60 s CPU, and a short call gives others their turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
_WORTH_SPLITTING = 60
"""Lines: below that a second call costs more than it gains."""


class Pace:
    """Learns how long a line takes and cuts batches that take about ``aim_seconds`` each."""

    def __init__(
        self, *, lines_per_second: float, aim_seconds: float = 5.0, lines_max: int = 6000, items_max: int = 500
    ) -> None:
        """Begin with a guess of ``lines_per_second``; it is corrected by each measured call."""
        self.seconds_per_line = 1.0 / lines_per_second
        self._aim_seconds = aim_seconds
        self._lines_max = lines_max
        self._items_max = items_max
        self._lock = threading.Lock()

    def lines_now(self) -> int:
        """Lines that the next call should hold."""
        return max(1, min(self._lines_max, int(self._aim_seconds / self.seconds_per_line)))

    def cut(self, items: Sequence[T], lines: Callable[[T], int], *, parts: int = 1) -> Iterator[list[T]]:
        """Cut as the calls go on, each batch by what was learnt until then: even ones, of one item at least.

        Args:
            items: what is to be sent.
            lines: of an item.
            parts: batches that there should be at least, for as many calls at once; small ones are not split for it.
        """
        weights = [max(1, lines(item)) for item in items]
        begin, left = 0, sum(weights)
        share_max = max(_WORTH_SPLITTING, -(-left // parts)) if parts > 1 else left
        while begin < len(items):
            target = min(share_max, self._even_share(left))
            end, weight = begin + 1, weights[begin]
            while end < len(items) and end - begin < self._items_max and weight + weights[end] <= target:
                weight += weights[end]
                end += 1
            left -= weight
            yield list(items[begin:end])
            begin = end

    def _even_share(self, lines: int) -> int:
        """Lines of the next batch, so that no small rest is left for the last one."""
        return -(-lines // -(-lines // self.lines_now()))

    @contextmanager
    def measured(self, lines: int) -> Iterator[None]:
        """Measure a call over ``lines``; one that failed teaches nothing."""
        began = time.monotonic()
        yield
        taken = (time.monotonic() - began) / max(1, lines)
        with self._lock:
            share = min(0.5, lines / self._lines_max + 0.1)
            self.seconds_per_line += (taken - self.seconds_per_line) * share
