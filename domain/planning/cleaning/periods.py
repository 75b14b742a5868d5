"""Days into periods: a day, an ISO week (its Monday), a month (its first)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from domain.planning.profile import Period

_MONTHS = 12
_DAYS = {"day": 1, "week": 7}
_SHORT = 8
"""A history of so few periods loses none."""


def first_day(day: date, period: Period) -> date:
    """First day of the period that holds ``day``."""
    if period == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if period == "week" else day


def shifted(first: date, period: Period, by: int) -> date:
    """First day of the period ``by`` periods after the one that begins on ``first``."""
    if period != "month":
        return first + timedelta(days=_DAYS[period] * by)
    months = first.year * _MONTHS + first.month - 1 + by
    return date(months // _MONTHS, months % _MONTHS + 1, 1)


def finished(today: date, period: Period, *, at_most: int, since: date | None) -> tuple[date, ...]:
    """First days of the periods that are over, oldest first; the one that holds ``today`` is not.

    A history that begins within a period begins with the next one: half a week would be taken for a weak week, and a
    year later, by the season, for a weak time of the year.

    Args:
        today: the company's day.
        period: what is counted by.
        at_most: periods of history that are wanted.
        since: first day with any demand; None: none is known, all periods are given.
    """
    last = shifted(first_day(today, period), period, -1)
    begin = shifted(last, period, 1 - at_most)
    if since is not None:
        first = first_day(since, period)
        whole = first if first == since else shifted(first, period, 1)
        begin = min(max(begin, whole if shifted(whole, period, _SHORT) <= last else first), last)
    days, one = [], begin
    while one <= last:
        days.append(one)
        one = shifted(one, period, 1)
    return tuple(days)


def after_last(periods: tuple[date, ...], period: Period) -> date:
    """First day that is no longer in ``periods``."""
    return shifted(periods[-1], period, 1)


def number_of(day: pl.Expr, periods: tuple[date, ...], period: Period) -> pl.Expr:
    """Number of the period (0: oldest) that holds ``day``; below 0 before them, beyond the last after them."""
    first = periods[0]
    if period == "month":
        months = (day.dt.year().cast(pl.Int32) - first.year) * _MONTHS + day.dt.month().cast(pl.Int32) - first.month
        return months.cast(pl.Int32)
    return (day - pl.lit(first)).dt.total_days().floordiv(_DAYS[period]).cast(pl.Int32)
