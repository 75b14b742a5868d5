"""Lines by day as Odoo groups them: read in slices of a hundred thousand, checked against Odoo's own totals.

A group is a day, and carries the values of its lines as arrays (``array_agg``): Odoo needs 1 to 2 s for 100,000 lines.
Grouped by product and day it took 8 s for 19,000 groups, for it words each group's product and day for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from connectors.odoo.planning.asking import Asking, number
from connectors.odoo.port import Record
from domain.planning.table import Table

SLICE = 100_000
"""Lines behind one answer; one day at least."""
_SPAN = timedelta(days=1100)
"""Days of totals an answer: three years of ten million lines take Odoo half a minute."""
_EXACT = 1e-6

Totals = Mapping[date, tuple[int, float]]
"""Lines and quantity by day."""


@dataclass(frozen=True, slots=True)
class Daily:
    """A question whose answer is grouped by day."""

    table: Table
    """Columns of what is kept; ``day``, ``lines`` and ``asked`` among them, which are checked."""
    model: str
    domain: tuple[object, ...]
    by: str
    """Field by whose day is grouped."""
    keys: tuple[str, ...]
    """What else is grouped by: few values a day."""
    arrays: tuple[str, ...]
    """Fields of the lines."""
    quantity: str
    """That of them which is added up."""
    count: str
    """Aggregate that counts lines."""
    sums: Callable[[pl.DataFrame], pl.DataFrame]
    """Lines (keys, arrays, ``day``) as rows of the table."""
    changed: Callable[[Asking, str], set[date]]
    """Days on which something was written since a moment."""

    def totals(self, ask: Asking, first: date, last: date) -> dict[date, tuple[int, float]]:
        """Odoo's own lines and quantity of each day, three years a call."""
        found = {}
        for begin, end in _spans(first, last):
            for group in self._groups(ask, (begin, end), (), [f"{self.quantity}:sum", self.count]):
                found[group["day"]] = (int(number(group[self.count])), number(group[f"{self.quantity}:sum"]))
        return found

    def read(self, ask: Asking, days: Sequence[date], totals: Totals) -> pl.DataFrame:
        """The rows of these days; ``totals`` say how many lines stand behind each."""
        wanted = [f"{name}:array_agg" for name in self.arrays]
        parts = [
            self.table.checked(self.sums(self._lines(groups)))
            for span in slices(days, totals)
            if (groups := self._groups(ask, span, self.keys, wanted))
        ]
        return pl.concat(parts) if parts else self.table.empty()

    def _lines(self, groups: Sequence[Record]) -> pl.DataFrame:
        """A row a line."""
        plain = {name: [group[name] or None for group in groups] for name in (*self.keys, "day")}
        arrays = {name: [group[f"{name}:array_agg"] for group in groups] for name in self.arrays}
        arrays[self.quantity] = [_numbers(values) for values in arrays[self.quantity]]
        return pl.DataFrame({**plain, **arrays}).explode(self.arrays)

    def _groups(
        self, ask: Asking, span: tuple[date, date], keys: Sequence[str], aggregates: Sequence[str]
    ) -> list[Record]:
        bounds = [(self.by, ">=", ask.begin(span[0])), (self.by, "<", ask.begin(span[1] + timedelta(days=1)))]
        by_day = f"{self.by}:day"
        found = ask.groups(self.model, [*self.domain, *bounds], [*keys, by_day], aggregates)
        return [group | {"day": group[by_day]} for group in found]


def _numbers(values: Sequence[Any]) -> list[float]:
    """Before 19 what PostgreSQL holds exactly comes as text."""
    return [float(value or 0) for value in values]


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
