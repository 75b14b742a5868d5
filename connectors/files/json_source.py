"""JSON records as a stream of rows: names along a path are joined by points, a list of lines gives a row for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice

from connectors.files.columns import NO_COLUMNS, names_of, place, places
from connectors.files.problem import Unreadable
from connectors.files.row_table import RowTable
from connectors.files.synonyms import HEADINGS
from connectors.formats.csv_rows import RowChunk
from connectors.formats.json_records import Record, records
from connectors.formats.text import marked_encoding
from connectors.formats.xlsx_cells import Number
from connectors.ports import Raw
from domain.catalogue import finding
from domain.findings import Finding
from domain.mapping import HEAD_FIELDS, LINE_FIELDS, TableMapping
from domain.profile import Limits

CHUNK_ROWS = 20_000
SEEN_RECORDS = 300
"""Records whose names make the heading."""
MOST_FAULTS = 1000
MOST_NAMES = 500
MOST_ROWS = 1_000_000
"""Rows of one record."""
LONGEST_KIND = 40
_REQUIRED = ("number", "line.quantity")


class JsonSource(RowTable):
    """One JSON file: lines, an array, or one document."""

    def __init__(self, raw: Raw, mapping: TableMapping, limits: Limits) -> None:
        """Look at the first records for their names; raises Unreadable where none can be read."""
        super().__init__(raw, mapping)
        self._longest, self._most_chars = limits.field_chars * 64, limits.field_chars
        encoding = marked_encoding(raw.head(4)) or ("utf-8" if mapping.encoding == "auto" else mapping.encoding)
        self._encoding = "utf-8-sig" if encoding == "utf-8" else encoding
        named = [name for field in mapping.columns for name in names_of(mapping, str(field))]
        parts = (part for name in named for part in name.replace("+", ".").split("."))
        self._names = frozenset(part.strip() for part in parts)
        self._faults: dict[int, Finding] = {}
        first = list(islice(self.all_records(), SEEN_RECORDS))
        good = [record for record in first if isinstance(record.value, dict)]
        if not good:
            why = next((record.fault for record in first if record.fault), "no record is in it")
            raise Unreadable(finding("FI-FILE-001", value=raw.name, format="JSON", why=why))
        seen = dict.fromkeys(path for record in good for path in islice(_paths(record.value), MOST_NAMES * 4))
        quantity = next((name for name in names_of(mapping, "line.quantity") if name in seen), "")
        self._chain = quantity or _likely_quantity(list(seen))
        self._lists = frozenset(path for record in good for path in _lists_of(record.value, self._chain))
        self.header = self._heading(list(seen))

    def chunks(self) -> Iterator[RowChunk]:
        """A row for each line of each record; numbers of rows count lines, not records."""
        rows: list[list[str]] = []
        first = 1
        for record in self.all_records():
            if record.fault or not isinstance(record.value, dict):
                self._fault(record, record.fault or "it is no object")
                continue
            found = self._cells(record.value)
            part = list(islice(found, CHUNK_ROWS))
            whole = len(part) < CHUNK_ROWS
            if why := self._unfit(part, part if whole else record.value):
                self._fault(record, why)
                continue
            while part:
                rows += [row if any(row) else [] for row in part]
                if len(rows) >= CHUNK_ROWS:
                    yield RowChunk(rows, first)
                    first, rows = first + len(rows), []
                part = [] if whole else list(islice(found, CHUNK_ROWS))
        if rows:
            yield RowChunk(rows, first)

    def faults(self) -> Sequence[Finding]:
        """Records that could not be read, in their order."""
        return tuple(self._faults[number] for number in sorted(self._faults))

    def all_records(self) -> Iterator[Record]:
        """The file's values as they stand, good and bad."""
        with self._raw.open() as stream:
            yield from records(stream, self._encoding, self._longest, self._names)

    def _fault(self, record: Record, why: str) -> None:
        if len(self._faults) < MOST_FAULTS:
            self._faults[record.number] = finding("FI-ROW-005", value=self._raw.name, row=record.number, why=why)

    def _heading(self, seen: list[str]) -> list[str]:
        """Names that the mapping uses, and those it may use where a record has them; all, where it has none yet."""
        if not self._mapping.columns:
            return seen[:MOST_NAMES]
        at = places(self._mapping, (*HEAD_FIELDS, *LINE_FIELDS), seen)
        used = [seen[hit] for hits in at.values() for hit in hits]
        absent = [str(field) for field in self._mapping.columns if str(field) not in {*at, *_REQUIRED}]
        optional = [name for field in absent for name in names_of(self._mapping, field)]
        parts = [part.strip() for name in optional for part in name.split("+")]
        return list(dict.fromkeys([*used, *(part for part in parts if place(part, used) is None)]))

    def _unfit(self, rows: list[list[str]], value: object) -> str:
        """Why a record's texts can't be passed on; empty: they can."""
        try:
            written = json.dumps(value, ensure_ascii=False)
            written.encode()
        except UnicodeEncodeError:
            return "it holds half of a character (a lone surrogate)"
        if len(written) > self._most_chars and any(len(cell) > self._most_chars for row in rows for cell in row):
            return f"a text of it is longer than {self._most_chars:,} characters"
        return ""

    def _cells(self, value: dict[str, object]) -> Iterator[list[str]]:
        return ([row.get(name, "") for name in self.header] for row in self._rows(value))

    def _rows(self, value: dict[str, object]) -> Iterator[dict[str, str]]:
        budget = [MOST_ROWS]
        for row in _exploded(value, "", self._lists, budget):
            yield {name: self._text(cell) for name, cell in row.items()}

    def _text(self, cell: object) -> str:
        if isinstance(cell, Number):
            return cell.replace(".", self._mapping.decimal) if self._mapping.decimal != "." else cell
        if isinstance(cell, str):
            return cell
        return "" if cell is None else ("true" if cell else "false") if isinstance(cell, bool) else str(cell)


def _exploded(
    value: dict[str, object], path: str, lists: frozenset[str], budget: list[int]
) -> Iterator[dict[str, object]]:
    """A row for each innermost element of the lists; what stands above is repeated."""
    flat: dict[str, object] = {}
    below: list[tuple[str, dict[str, object]]] = []
    waiting = [(path, value)]
    while waiting:
        prefix, one = waiting.pop()
        for key, cell in one.items():
            name = f"{prefix}{key}"
            if isinstance(cell, dict):
                waiting.append((f"{name}.", cell))
            elif not isinstance(cell, list):
                flat[name] = cell
            elif name in lists and not below:
                below = [(f"{name}.", part) for part in cell if isinstance(part, dict)]
            else:
                flat[name] = _joined(cell)
    if not below:
        yield flat
    for prefix, part in below:
        for row in _exploded(part, prefix, lists, budget):
            budget[0] -= 1
            if budget[0] < 0:
                return
            yield {**flat, **row}


def _joined(cell: list[object]) -> str:
    """A list of plain values, joined by blanks; of other lists nothing is kept."""
    return "" if any(isinstance(part, dict | list) for part in cell) else " ".join(str(part) for part in cell)


def _paths(value: object, prefix: str = "") -> Iterator[str]:
    """Names of all values, through lists too (of which the first elements are looked at)."""
    waiting = [(prefix, value)]
    while waiting:
        path, one = waiting.pop(0)
        if isinstance(one, dict):
            waiting[:0] = [(f"{path}.{key}" if path else key, cell) for key, cell in one.items()]
        elif isinstance(one, list) and any(isinstance(part, dict) for part in one):
            waiting[:0] = [(path, part) for part in one[:20] if isinstance(part, dict)]
        elif path:
            yield path


def _lists_of(value: object, leaf: str) -> Iterator[str]:
    """Paths of the lists of objects on the way to a leaf."""
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, dict):
            for key, cell in one.items():
                name = f"{path}.{key}" if path else key
                if leaf.startswith(f"{name}."):
                    waiting.append((name, cell))
        elif isinstance(one, list):
            if any(isinstance(part, dict) for part in one):
                yield path
            waiting += [(path, part) for part in one[:20] if isinstance(part, dict)]


def _likely_quantity(seen: list[str]) -> str:
    """The name that says quantity, the nearest to the top."""
    words = HEADINGS["line.quantity"].split()
    for name in sorted(seen, key=lambda one: one.count(".")):
        last = "".join(c for c in name.rpartition(".")[2].casefold() if c.isalnum())
        if last in words:
            return name
    return max(seen, key=lambda one: one.count("."), default="")


def told_kind(raw: Raw) -> str:
    """What a JSON document calls itself: the ``object`` or type it states, else its first names."""
    source = JsonSource(raw, NO_COLUMNS, Limits())
    value = next((record.value for record in source.all_records() if isinstance(record.value, dict)), {})
    for one in (value, *_first_objects(value)):
        attributes = one.get("attributes")
        stated = attributes.get("type") if isinstance(attributes, dict) else one.get("object")
        if isinstance(stated, str) and 0 < len(stated) <= LONGEST_KIND and stated != "list":
            return stated
    return ", ".join(list(value)[:6]) or "no names"


def _first_objects(value: dict[str, object]) -> Iterator[dict[str, object]]:
    """The first element of each list under the top."""
    for cell in value.values():
        if isinstance(cell, list) and cell and isinstance(cell[0], dict):
            yield cell[0]
