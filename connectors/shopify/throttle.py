"""The shop's cost-based throttle, obeyed: what is left in the bucket, how fast it fills, how long to wait.

Source: Shopify's "API rate limits": each answer states ``extensions.cost`` with ``throttleStatus`` (maximumAvailable,
currentlyAvailable, restoreRate a second); THROTTLED comes with status 200, and 429 with Retry-After from its edge.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT_SECONDS = 60.0
"""However long a shop asks us to stay away: more is for the next run."""
SHORTEST_WAIT_SECONDS = 0.2
_MARGIN_SECONDS = 0.05
"""Clocks differ: a call that comes a moment too early is turned away, and costs a round."""
_FIRST_MAXIMUM = 1000.0
_FIRST_RATE = 50.0


@dataclass
class Bucket:
    """Points of one shop, shared by all threads of a process; other processes are seen in each answer."""

    clock: Callable[[], float] = time.monotonic
    maximum: float = _FIRST_MAXIMUM
    rate: float = _FIRST_RATE
    left: float = _FIRST_MAXIMUM
    _at: float = field(default=0.0)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        """Full at first: the shop says otherwise in its first answer."""
        self._at = self.clock()

    def wait_for(self, cost: float) -> float:
        """Take ``cost`` points; the seconds until they are there."""
        with self._lock:
            self._fill()
            self.left -= min(cost, self.maximum)
            missing = -self.left
            return min(missing / self.rate + _MARGIN_SECONDS, LONGEST_WAIT_SECONDS) if missing > 0 else 0.0

    def told(self, cost: Mapping[str, object]) -> None:
        """What an answer says of the bucket."""
        status = cost.get("throttleStatus")
        if not isinstance(status, Mapping):
            return
        with self._lock:
            self.maximum = _positive(status.get("maximumAvailable"), self.maximum)
            self.rate = _positive(status.get("restoreRate"), self.rate)
            self.left = _number(status.get("currentlyAvailable"), self.left)
            self._at = self.clock()

    def refill_seconds(self, cost: float) -> float:
        """How long until ``cost`` points are there, by what was last told."""
        with self._lock:
            self._fill()
            missing = min(cost, self.maximum) - self.left
            return min(max(missing / self.rate, SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS)

    def _fill(self) -> None:
        now = self.clock()
        self.left = min(self.left + (now - self._at) * self.rate, self.maximum)
        self._at = now


def retry_after_seconds(stated: str, now: datetime | None = None) -> float:
    """Seconds of a Retry-After header: a number, an HTTP date, absent or absurd; never longer than we would wait."""
    text = stated.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        wanted = float(text[:12])
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return SHORTEST_WAIT_SECONDS * 10
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        wanted = (moment - (now or datetime.now(UTC))).total_seconds()
    return min(max(wanted, SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS)


def _number(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise


def _positive(value: object, otherwise: float) -> float:
    found = _number(value, otherwise)
    return found if found > 0 else otherwise
