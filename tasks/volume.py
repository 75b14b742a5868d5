"""How many orders a channel had in its last days: a flood stops it, a silence is told by the doctor."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from expectations.gate import GateResult, Waiver, run_gate
from expectations.volume import VOLUME, volume_frame
from tasks.runtime.resources import Resources

LOOK_SECONDS = 10.0
"""Batches come many times a second; the days before do not change."""
QUIET_SHARE = 0.1
"""Of the same 24 hours one and two weeks before: less is a silence."""
QUIET_LEAST = 10
"""Orders that those must have had, both."""


def volume_gate(house: Resources, channel: str, waivers: Sequence[Waiver]) -> GateResult | None:
    """What the gate says of the channel's last 24 hours; None: it was asked a moment ago."""
    now = time.monotonic()
    if now - house.volume_seen_at.get(channel, -LOOK_SECONDS) < LOOK_SECONDS:
        return None
    with house.ledger.open() as book:
        days = book.days(channel)
    result = run_gate(VOLUME, volume_frame(channel, days), waivers=waivers)
    if not result.stops:
        house.volume_seen_at[channel] = now
    return result


def silence(days: Mapping[int, int]) -> int | None:
    """How many orders the last 24 hours should have had, if they had less than a tenth; None: all is as usual."""
    usual = min(days.get(7, 0), days.get(14, 0))
    return usual if usual >= QUIET_LEAST and days.get(0, 0) < usual * QUIET_SHARE else None
