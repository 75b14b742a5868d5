"""A channel's orders of a day against its days before: a flood is a copy, a loop or an attack before it is business."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from expectations.suite import KEY, Expect, GateSuite, Level

TIMES = 50
"""Busiest days of the last two weeks that one day may be worth."""
LEAST = 20
"""Orders that a day before counts as having had: a channel that begins may grow."""


def volume_frame(channel: str, days: Mapping[int, int]) -> pl.DataFrame:
    """One row, or none where there is no day to compare with.

    Args:
        channel: its name.
        days: orders by how many whole days ago they came; 0 is the last 24 hours.
    """
    busiest = max((count for ago, count in days.items() if ago), default=0)
    rows = [(channel, days.get(0, 0), busiest, days.get(0, 0) / max(busiest, LEAST))] if busiest else []
    schema = {KEY: pl.String, "today": pl.Int64, "busiest": pl.Int64, "times": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


VOLUME = GateSuite(
    gate="volume",
    summary=lambda frame: frame,
    minimum=1,
    expectations=(
        Expect("GT-VO-001", "ColumnValuesToBeBetween", "times", "as many orders a day as before",
               {"max_value": TIMES}, Level.BATCH,
               words={"channel": KEY, "today": "today", "busiest": "busiest"}, path="documents"),
    ),
)  # fmt: skip
"""A comparison of counts, so one row is enough to judge."""
