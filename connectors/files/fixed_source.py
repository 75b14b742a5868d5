"""Lines of fixed width as a stream of rows: columns are positions, ``1-10`` from the first character to the tenth."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from itertools import islice

from connectors.files.columns import names_of
from connectors.files.problem import Unreadable
from connectors.files.row_table import RowTable
from connectors.formats.csv_rows import CHUNK_ROWS, RowChunk
from connectors.formats.text import text_shape
from connectors.ports import Raw
from domain.catalogue import finding
from domain.mapping import TableMapping, positions
from domain.profile import Limits

LONGEST_LINE = 65_536
"""Characters."""
SNIFFED, EVEN_LINES, SHORTEST, MOSTLY = 50, 2, 20, 0.75
"""Fixed width is known by so many even lines of so many characters, and such a share of the first lines."""


class FixedSource(RowTable):
    """One text file whose cells are known by where they stand."""

    def __init__(self, raw: Raw, mapping: TableMapping, limits: Limits) -> None:
        """Look at the whole file once; raises Unreadable for what is no text, or has lines longer than any table's."""
        super().__init__(raw, mapping)
        longest = min(limits.field_chars * 64, LONGEST_LINE)
        with raw.open() as stream:
            shape = text_shape(stream, mapping.encoding, longest)
        if shape.fault:
            raise Unreadable(finding("FI-FILE-002", value=raw.name, encoding=shape.encoding, why=shape.fault))
        if shape.longest_line > longest:
            size = f"over {longest:,} characters"
            raise Unreadable(finding("FI-FILE-004", value=raw.name, what="A line", size=size, limit=f"{longest:,}"))
        self._encoding = "utf-8-sig" if shape.encoding == "utf-8" else shape.encoding
        self.header = _specs(mapping)
        self._slices = [slice(*found) if (found := positions(name)) else slice(0, 0) for name in self.header]
        self._implied = self._implied_decimals()

    def chunks(self) -> Iterator[RowChunk]:
        """Lines cut at the profile's positions; a line of another length than the profile says has another count."""
        with io.TextIOWrapper(self._raw.open(), encoding=self._encoding) as text:
            number = self._mapping.skip_rows
            for _ in islice(text, number):
                pass
            while lines := list(islice(text, CHUNK_ROWS)):
                yield RowChunk([self._cells(line.rstrip("\r\n")) for line in lines], number + 1)
                number += len(lines)

    @property
    def encoding(self) -> str:
        """As found or declared."""
        return self._encoding

    def with_others(self, line: str, columns: Collection[int], change: Callable[[str], str]) -> str:
        """The line with every character changed that stands in none of ``columns`` (indexes of the heading)."""
        kept = {at for index in columns for at in range(*self._slices[index].indices(len(line)))}
        return "".join(one if at in kept else change(one) for at, one in enumerate(line))

    def _cells(self, line: str) -> list[str]:
        if not line or line.isspace():
            return []
        cells = [line[part].strip() for part in self._slices]
        if not any(cells):
            return []
        for at, digits in self._implied:
            cells[at] = _with_mark(cells[at], digits, self._mapping.decimal)
        stated = self._mapping.line_length
        return [*cells, f"{len(line)} characters"] if stated and len(line) != stated else cells

    def _implied_decimals(self) -> list[tuple[int, int]]:
        implied = {str(field): digits for field, digits in self._mapping.implied_decimals.items()}
        names = {name: digits for field, digits in implied.items() for name in names_of(self._mapping, field)}
        return [(at, names[name]) for at, name in enumerate(self.header) if names.get(name)]


def _specs(mapping: TableMapping) -> list[str]:
    """All positions that the mapping names, each once."""
    fields = [name for field in mapping.columns for name in names_of(mapping, str(field))]
    parts = [part.strip() for name in fields for part in ([name] if positions(name) else name.split("+"))]
    marks = [mapping.head.marker_column, mapping.head.join] if mapping.layout == "records" else []
    return list(dict.fromkeys(name for name in (*parts, *marks) if positions(name)))


def _with_mark(cell: str, digits: int, mark: str) -> str:
    """``0001250`` with two digits behind the mark is ``00012.50``."""
    sign, plain = (cell[0], cell[1:]) if cell[:1] in {"+", "-"} else ("", cell)
    if not (plain.isascii() and plain.isdigit()):
        return cell
    whole = plain.zfill(digits + 1)
    return f"{sign}{whole[:-digits]}{mark}{whole[-digits:]}"


def even_lines(text: str) -> bool:
    """Whether the first lines are nearly all of one length, and no delimiter splits them."""
    lines = text.splitlines()[:-1] if not text.endswith("\n") else text.splitlines()
    lines = [line for line in lines[:SNIFFED] if line.strip()]
    usual = max((len(line) for line in lines), default=0)
    even = sum(len(line) == usual for line in lines)
    if even < max(EVEN_LINES, MOSTLY * len(lines)) or usual < SHORTEST:
        return False
    printable = all(line.isprintable() for line in lines)
    return printable and not any(len({line.count(mark) for line in lines}) == 1 and mark in lines[0] for mark in ",;|")


def between_blanks(lines: list[str]) -> list[str]:
    """Positions of the columns that blanks on all lines keep apart: ``1-8``."""
    width = max(map(len, lines), default=0)
    blank = [all(line[at : at + 1] in {"", " "} for line in lines) for at in range(min(width, LONGEST_LINE))]
    starts = [at for at, empty in enumerate(blank) if not empty and (at == 0 or blank[at - 1])]
    ends = [at + 1 for at, empty in enumerate(blank) if not empty and (at + 1 == len(blank) or blank[at + 1])]
    return [f"{start + 1}-{end}" for start, end in zip(starts, ends, strict=True)]
