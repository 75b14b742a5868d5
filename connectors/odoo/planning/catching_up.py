"""Sums by day of long ago need not be read each night: only days that changed, and all are checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from connectors.odoo.planning.asking import Asking
from connectors.odoo.planning.daily import Daily, differing
from connectors.odoo.rows import as_odoo_time

OVERLAP = timedelta(minutes=15)
"""A long transaction commits later, with an earlier write_date: so far back is looked again."""
_ROUNDS = 3
"""So often days that differ are read again: orders come in meanwhile."""


@dataclass(frozen=True, slots=True)
class Caught:
    """What stands now."""

    frame: pl.DataFrame
    totals: dict[date, tuple[int, float]]
    """Odoo's own, by day."""
    drifted: tuple[date, ...]
    """Days of which the known sums had become wrong although nothing said that they changed."""
    differing: tuple[date, ...]
    """Days that were still not what Odoo says when the rounds were over."""


def catch_up(
    ask: Asking, daily: Daily, span: tuple[date, date], known: pl.DataFrame | None, since: datetime | None
) -> Caught:
    """Read the days of the span that are not known, that were written since, and that differ from Odoo's totals.

    Args:
        ask: the company's questions.
        daily: what is grouped.
        span: first and last day.
        known: what was read before; None: nothing.
        since: Odoo's clock when it was.
    """
    first, last = span
    totals = daily.totals(ask, first, last)
    frame = daily.table.empty() if known is None else known.filter(pl.col("day").is_between(first, last))
    wrong = differing(frame, totals)
    written = set[date]()
    if known is not None and since is not None:
        written = {day for day in daily.changed(ask, as_odoo_time(since - OVERLAP)) if first <= day <= last}
    drifted = _between(wrong - written, frame)
    wrong |= written
    for _ in range(_ROUNDS):
        if not wrong:
            break
        fresh = daily.read(ask, sorted(wrong), totals)
        frame = pl.concat([frame.filter(~pl.col("day").is_in(sorted(wrong))), fresh])
        wrong = differing(frame, totals)
        if wrong:  # something came in between: what Odoo says now counts
            totals |= dict.fromkeys(wrong, (0, 0.0))
            totals |= {day: value for day, value in daily.totals(ask, min(wrong), max(wrong)).items() if day in wrong}
    return Caught(frame, totals, drifted, tuple(sorted(wrong)))


def _between(days: set[date], frame: pl.DataFrame) -> tuple[date, ...]:
    """Those after the first and before the last day that was known: what lies outside is new, not wrong."""
    oldest, newest = (frame["day"].min(), frame["day"].max()) if frame.height else (None, None)
    if not isinstance(oldest, date) or not isinstance(newest, date):
        return ()
    return tuple(sorted(day for day in days if oldest <= day < newest))
