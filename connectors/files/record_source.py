"""Head rows and line rows in one file, told apart by a marker: a stream of line frames with their heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from connectors.files.columns import place, places_or_refuse
from connectors.files.problem import Unreadable
from connectors.files.row_table import RowTable
from connectors.files.sources import HEAD_ALONE, LINE_ALONE, MARKS, NORMAL
from connectors.formats.csv_rows import RowChunk
from connectors.ports import Raw
from domain.catalogue import finding
from domain.findings import Finding
from domain.mapping import HEAD_FIELDS, TableMapping

WIDEST = 500
"""Columns that may be named by number."""
Row = tuple[list[str], int]


@dataclass(slots=True)
class _Batch:
    """Rows of one frame while they are gathered."""

    names: list[str]
    cells: list[list[str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    stray: list[bool] = field(default_factory=list)

    def frame(self) -> pl.DataFrame:
        columns = zip(*self.cells, strict=True)
        series = [pl.Series(name, values, pl.String) for name, values in zip(self.names, columns, strict=True)]
        marks: dict[str, Sequence[object]] = {"_row": self.rows, "_stray": self.stray, "_kind": self.kinds}
        marks |= {"_key": self.keys, "_cells": [None] * len(self.rows)}
        return pl.DataFrame(series).with_columns(pl.Series(name, values, MARKS[name]) for name, values in marks.items())


class RecordSource:
    """One file of head and line rows; rows with another marker are left out."""

    def __init__(self, raw: Raw, mapping: TableMapping, table: RowTable) -> None:
        """Raises Unreadable where there is no marker column."""
        self._raw, self._mapping, self._table = raw, mapping, table
        unnamed = not mapping.header and table.header[:1] == ["1"]
        named = [str(number) for number in range(1, WIDEST + 1)] if unnamed else table.header
        self._header = named
        marker = place(mapping.head.marker_column, named)
        if marker is None:
            missing = f"the marker ({mapping.head.marker_column})"
            raise Unreadable(finding("FI-FILE-003", value=raw.name, fields=missing, columns=", ".join(named[:40])))
        self._marker = marker
        join = place(mapping.head.join, named) if mapping.head.join else None
        self._join = join

    def width(self) -> int:
        """Cells of a row: rows of both kinds differ, so none is called ragged."""
        return len(self._header)

    def faults(self) -> Sequence[Finding]:
        """As ``RowTable.faults``."""
        return self._table.faults()

    def frames(self, fields: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Line rows with their heads, and heads without lines."""
        at = places_or_refuse(
            self._mapping, [name for name in fields if name != "number"], self._header, self._raw.name
        )
        number = places_or_refuse(self._mapping, ["number"], self._header, self._raw.name).get(
            "number", (self._join or 0,)
        )
        at = {"number": number, **at}
        parts = [(name if n == 0 else f"{name}#{n}", hit) for name, hits in at.items() for n, hit in enumerate(hits)]
        builder = _ByJoin(self, parts, number[0]) if self._join is not None else _BySequence(self, parts)
        for chunk in self._table.chunks():
            batch = builder.take(chunk)
            if batch.rows:
                yield batch.frame()
        last = builder.rest()
        if last.rows:
            yield last.frame()

    def kind(self, row: list[str]) -> str:
        """H, L or nothing, by the marker."""
        cell = row[self._marker].strip() if len(row) > self._marker else ""
        head = self._mapping.head
        return "H" if cell == head.head_marker else "L" if cell == head.line_marker else ""

    def heads_by_number(self, at: int) -> dict[str, Row]:
        """All head rows, by number; the first of a number stands."""
        found: dict[str, Row] = {}
        for chunk in self._table.chunks():
            for index, row in enumerate(chunk.rows):
                if self.kind(row) == "H" and len(row) > at:
                    found.setdefault(row[at].strip(), (row, chunk.line_of(index)))
        return found

    def join_cell(self, row: list[str]) -> str:
        """The document's number on a line row."""
        return row[self._join].strip() if self._join is not None and len(row) > self._join else ""


class _BySequence:
    """A line belongs to the head row above it."""

    def __init__(self, source: RecordSource, parts: list[tuple[str, int]]) -> None:
        self._source, self._parts = source, parts
        self._head: Row | None = None
        self._used = True

    def take(self, chunk: RowChunk) -> _Batch:
        batch = _Batch([name for name, _ in self._parts])
        stray = set(chunk.stray_quotes)
        for index, row in enumerate(chunk.rows):
            kind, line = self._source.kind(row), chunk.line_of(index)
            if kind == "H":
                self._flush(batch)
                self._head, self._used = (row, line), False
            elif kind == "L":
                head = self._head or ([], 0)
                sort = NORMAL if self._head else LINE_ALONE
                _add(batch, self._parts, (head[0], row), (line, sort, f"{head[1]}", line in stray))
                self._used = True
        return batch

    def rest(self) -> _Batch:
        batch = _Batch([name for name, _ in self._parts])
        self._flush(batch)
        return batch

    def _flush(self, batch: _Batch) -> None:
        if self._head is not None and not self._used:
            row, line = self._head
            _add(batch, self._parts, (row, []), (line, HEAD_ALONE, f"{line}", False))
            self._used = True


class _ByJoin:
    """A line names the number of its head, wherever that stands."""

    def __init__(self, source: RecordSource, parts: list[tuple[str, int]], number: int) -> None:
        self._source, self._parts, self._number = source, parts, number
        self._heads = source.heads_by_number(number)
        self._used: set[str] = set()
        self._last = 0

    def take(self, chunk: RowChunk) -> _Batch:
        batch = _Batch([name for name, _ in self._parts])
        stray = set(chunk.stray_quotes)
        for index, row in enumerate(chunk.rows):
            line = self._last = chunk.line_of(index)
            if self._source.kind(row) != "L":
                continue
            wanted = self._source.join_cell(row)
            head = self._heads.get(wanted)
            self._used.add(wanted)
            sort = NORMAL if head or not wanted else LINE_ALONE
            _add(batch, self._parts, (head[0] if head else [], row), (line, sort, wanted, line in stray), wanted)
        return batch

    def rest(self) -> _Batch:
        batch = _Batch([name for name, _ in self._parts])
        alone = [number for number in self._heads if number not in self._used and number]
        for after, number in enumerate(alone, start=1):
            _add(
                batch,
                self._parts,
                (self._heads[number][0], []),
                (self._last + after, HEAD_ALONE, number, False),
                number,
            )
        return batch


def _add(
    batch: _Batch,
    parts: list[tuple[str, int]],
    rows: tuple[list[str], list[str]],
    marks: tuple[int, int, str, bool],
    number: str | None = None,
) -> None:
    head, line = rows
    cells = []
    for name, at in parts:
        row = head if name.split("#")[0] in HEAD_FIELDS else line
        cells.append(number if name == "number" and number is not None else row[at] if at < len(row) else "")
    batch.cells.append(cells)
    batch.rows.append(marks[0])
    batch.kinds.append(marks[1])
    batch.keys.append(marks[2])
    batch.stray.append(marks[3])
