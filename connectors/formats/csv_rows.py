"""Rows out of a CSV stream, chunk by chunk, that no stray quotation mark can swallow."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

CHUNK_ROWS = 50_000
DELIMITERS = (",", ";", "\t", "|")
SNIFFED_LINES = 30


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are separated and quoted."""

    delimiter: str = ","
    quote: str = '"'
    field_chars: int = 32_768
    """A cell longer than this ends where its line ends: its quotation mark was a stray one."""


@dataclass(slots=True)
class RowChunk:
    """Some rows, each with the number of its first physical line, from 1."""

    rows: list[list[str]]
    first_line: int
    lines: list[int] | None = None
    """Line number of each row; None: they follow one another from ``first_line``."""
    stray_quotes: list[int] = field(default_factory=list)
    """Lines whose opening quotation mark was never closed."""

    def line_of(self, index: int) -> int:
        """Number of the physical line on which row ``index`` (from 0) begins."""
        return self.first_line + index if self.lines is None else self.lines[index]


def sniff_delimiter(head: str, quote: str = '"') -> str:
    """The delimiter that splits the first lines most evenly; a comma where none does."""
    lines = [line for line in head.splitlines()[:SNIFFED_LINES] if line.strip()]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        counts = [len(row) for row in _reader(lines, Dialect(delimiter, quote)) if row]
        usual = max(set(counts), key=counts.count, default=1)
        # a share, not a number: a wrong delimiter ends rows at line breaks inside quotation marks, and so has more
        score = (counts.count(usual) / len(counts) if usual > 1 else 0.0, usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def csv_chunks(stream: Iterable[str], dialect: Dialect, width: int | None = None) -> Iterator[RowChunk]:
    """Rows in chunks. ``width``: the cells a row should have; a many-line row of another width is read line by line."""
    csv.field_size_limit(max(dialect.field_chars, 131_072))
    source = iter(stream)
    number = 1
    while lines := list(islice(source, CHUNK_ROWS)):
        rows = _fast(lines, dialect)
        if rows is not None:
            yield RowChunk(rows, number)
            number += len(lines)
            continue
        chunk, used = _slow(lines, source, dialect, (number, width))
        yield chunk
        number += used


def _reader(lines: list[str] | Iterator[str], dialect: Dialect, *, strict: bool = False) -> Iterator[list[str]]:
    if not dialect.quote:
        return csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=strict)


def _line_alone(line: str, dialect: Dialect) -> list[str] | None:
    """One physical line as a row; None: a quotation mark is open at its end."""
    try:
        row = next(_reader([line], dialect), [])
    except csv.Error:
        return None
    return None if row and row[-1][-1:] in {"\n", "\r"} else row


def _without_quotes(line: str, dialect: Dialect) -> list[str]:
    row = next(_reader([line], Dialect(dialect.delimiter, "", dialect.field_chars)), [])
    return [cell.strip().strip(dialect.quote) for cell in row]


def _fast(lines: list[str], dialect: Dialect) -> list[list[str]] | None:
    """All rows at once, if each stands on one line; else None."""
    try:
        rows = list(_reader(lines, dialect))
    except csv.Error:
        return None
    if len(rows) != len(lines) or (rows[-1] and rows[-1][-1][-1:] in {"\n", "\r"}):
        return None
    return rows


def _slow(
    lines: list[str], source: Iterator[str], dialect: Dialect, start: tuple[int, int | None]
) -> tuple[RowChunk, int]:
    """Row by row; a row that runs over the chunk's end takes lines from ``source``."""
    first, width = start
    chunk = RowChunk([], first, [])
    numbers: list[int] = []
    at = 0
    while at < len(lines):
        row, used = _one(lines, source, dialect, at)
        if row is None or (used > 1 and width is not None and len(row) != width):
            row, used = _line_alone(lines[at], dialect), 1
            if row is None:
                row = _without_quotes(lines[at], dialect)
                chunk.stray_quotes.append(first + at)
        chunk.rows.append(row)
        numbers.append(first + at)
        at += used
    chunk.lines = numbers
    return chunk, len(lines)


def _one(lines: list[str], source: Iterator[str], dialect: Dialect, at: int) -> tuple[list[str] | None, int]:
    """The row that begins at ``lines[at]`` and how many lines it took; None: its quotation mark is a stray one."""
    used = taken = 0

    def following() -> Iterator[str]:
        nonlocal used, taken
        for line in _with_more(lines, source, at):
            used += 1
            taken += len(line)
            if used > 1 and taken > dialect.field_chars + len(lines[at]):
                return
            yield line

    try:
        row = next(_reader(following(), dialect, strict=True), [])
    except csv.Error:
        return None, used
    return row, max(used, 1)


def _with_more(lines: list[str], source: Iterator[str], at: int) -> Iterator[str]:
    while True:
        if at >= len(lines):
            more = next(source, None)
            if more is None:
                return
            lines.append(more)
        yield lines[at]
        at += 1
