"""Sums by day that Odoo makes: read in slices of some ten thousand lines, and checked against Odoo's own totals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.port import Record
from domain.planning.table import Table

SLICE = 20_000
"""Lines behind one answer, which has at most so many groups, but one day at least."""
_SPAN = timedelta(days=1100)
"""Days of totals an answer: three years of ten million lines take Odoo half a minute."""
_EXACT = 1e-6

Totals = Mapping[date, tuple[int, float]]
"""Lines and quantity by day."""


@dataclass(frozen=True, slots=True)
class Daily:
    """A question whose answer is grouped by day."""

    table: Table
    """Columns of what is read; ``lines`` and ``asked`` among them, which are checked."""
    model: str
    domain: tuple[object, ...]
    by: str
    """Field by whose day is grouped."""
    keys: tuple[str, ...]
    """What else is grouped by."""
    quantity: str
    count: str
    """Aggregate that counts lines."""
    row: Callable[[Record, date], dict[str, object]]
    """A group as a row of the table."""
    changed: Callable[[Asking, str], set[date]]
    """Days on which something was written since a moment."""
    more: tuple[str, ...] = ()
    """Other aggregates."""

    def totals(self, ask: Asking, first: date, last: date) -> dict[date, tuple[int, float]]:
        """Odoo's own lines and quantity of each day, three years a call."""
        found = {}
        for begin, end in _spans(first, last):
            for group in self._groups(ask, begin, end, ()):
                day = group[f"{self.by}:day"]
                found[day] = (int(number(group[self.count])), number(group[f"{self.quantity}:sum"]))
        return found

    def read(self, ask: Asking, days: Sequence[date], totals: Totals) -> pl.DataFrame:
        """The groups of these days; ``totals`` say how many lines stand behind each."""
        rows = [
            self.row(group, day)
            for first, last in slices(days, totals)
            for group in self._groups(ask, first, last, self.keys, self.more)
            if (day := group[f"{self.by}:day"]) is not None
        ]
        return self.table.of(rows)

    def _groups(
        self, ask: Asking, first: date, last: date, keys: Sequence[str], more: Sequence[str] = ()
    ) -> list[Record]:
        bounds = [(self.by, ">=", ask.begin(first)), (self.by, "<", ask.begin(last + timedelta(days=1)))]
        aggregates = [f"{self.quantity}:sum", self.count, *more]
        return ask.groups(self.model, [*self.domain, *bounds], [*keys, f"{self.by}:day"], aggregates)


def slices(days: Sequence[date], totals: Totals, size: int = SLICE) -> Iterator[tuple[date, date]]:
    """First and last day of runs of days with at most ``size`` lines; days without lines end no run."""
    wanted = set(days)
    run: tuple[date, date, int] | None = None
    for day in sorted(wanted | set(totals)):
        lines = totals.get(day, (0, 0.0))[0]
        if not lines:
            continue
        if run is not None and (day not in wanted or run[2] + lines > size):
            yield run[0], run[1]
            run = None
        if day in wanted:
            run = (run[0], day, run[2] + lines) if run else (day, day, lines)
    if run is not None:
        yield run[0], run[1]


def differing(frame: pl.DataFrame, totals: Totals) -> set[date]:
    """Days whose lines or quantity are not what Odoo says."""
    sums = frame.group_by("day").agg(pl.col("lines").sum(), pl.col("asked").sum())
    read = {day: (lines, asked) for day, lines, asked in sums.select("day", "lines", "asked").iter_rows()}
    return {day for day in set(read) | set(totals) if not _same(read.get(day), totals.get(day))}


def _same(one: tuple[int, float] | None, other: tuple[int, float] | None) -> bool:
    (lines, asked), (theirs, quantity) = one or (0, 0.0), other or (0, 0.0)
    return lines == theirs and abs(asked - quantity) <= _EXACT * max(1.0, abs(quantity))


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        yield first, min(last, first + _SPAN - timedelta(days=1))
        first += _SPAN
