"""Two tables that belong together, one of heads and one of lines: which column joins them, and a mapping for both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from connectors.files.columns import folded
from connectors.files.propose import proposal
from connectors.files.synonyms import HEADINGS
from domain.mapping import HEAD_FIELDS, LINE_FIELDS, PRODUCT_FIELDS

ANY = (*HEAD_FIELDS, *LINE_FIELDS)
NUMBERS = frozenset(HEADINGS["number"].split())
KNOWN = 0.8
"""Share of the lines' numbers that the heads must have."""


@dataclass(frozen=True, slots=True)
class Half:
    """One of two tables, as looked at."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    told: dict[str, object]
    """What is known of its writing: delimiter, encoding, rows of the heading."""


def pair_of(first: Half, second: Half) -> dict[str, object] | None:
    """A proposal as of one table, with ``layout: two_files``; None: they do not belong together."""
    joins = [
        (score, head, lines, columns)
        for head, lines in ((first, second), (second, first))
        for score, columns in _joins(head, lines)
    ]
    if not joins:
        return None
    _, head, lines, (of_head, of_lines) = max(joins, key=lambda one: one[0])
    heads, bodies = _proposal(head), _proposal(lines)
    at_head, at_lines = _columns(heads, HEAD_FIELDS), _columns(bodies, LINE_FIELDS)
    columns = {**at_head, "number": of_head, **{f: name for f, name in at_lines.items() if name != of_lines}}
    patterns = _patterns(head.name, lines.name)
    mapping: dict[str, object] = {
        **{key: value for key, value in head.told.items() if lines.told.get(key) == value},
        "layout": "two_files",
        "head": {"pattern": patterns[0], "line_pattern": patterns[1], "join": of_lines},
        **_marks(heads, bodies),
        "columns": {"number": of_head, **columns},
    }
    missing = [] if set(PRODUCT_FIELDS) & set(columns) else ["line.partner_sku"]
    missing += [] if "line.quantity" in columns else ["line.quantity"]
    return {"mapping": mapping, "missing": missing, "units": bodies["units"]}


def _joins(head: Half, lines: Half) -> Iterator[tuple[tuple[bool, float, bool, bool, int], tuple[str, str]]]:
    """Columns of both that hold the same numbers, each once among the heads; the likelier ones score higher."""
    of_head, of_lines = _columns(_proposal(head), ANY), _columns(_proposal(lines), ANY)
    lines_too = "line.quantity" in of_lines and "line.quantity" not in of_head
    other_things = [{name for field, name in one.items() if field != "number"} for one in (of_head, of_lines)]
    for at, name in enumerate(head.header):
        values = [row[at].strip() for row in head.rows]
        if not name or name in other_things[0] or not all(values) or len(set(values)) < len(values):
            continue
        for there, other in enumerate(lines.header):
            numbers = {row[there].strip() for row in lines.rows} - {""}
            shared = len(numbers & set(values)) / len(numbers) if numbers else 0.0
            if other and other not in other_things[1] and shared >= KNOWN:
                alike = folded(name) == folded(other)
                numbered = bool({folded(name), folded(other)} & NUMBERS)
                yield (lines_too, shared, alike, numbered, -at), (name, other)


def _proposal(half: Half) -> dict[str, object]:
    return proposal(half.header, half.rows, wide=False)


def _columns(found: dict[str, object], fields: Sequence[str]) -> dict[str, str]:
    mapping = found["mapping"]
    columns = mapping.get("columns") if isinstance(mapping, dict) else None
    return {field: name for field, name in columns.items() if field in fields} if isinstance(columns, dict) else {}


def _marks(heads: dict[str, object], bodies: dict[str, object]) -> dict[str, object]:
    """Numbers as the lines write them, or the heads where the lines show nothing; the dates of both."""
    one, two = heads["mapping"], bodies["mapping"]
    if not isinstance(one, dict) or not isinstance(two, dict):
        return {}
    told = [part for part in (two, one) if part.get("decimal") == "," or "thousands" in part] or [two]
    found: dict[str, object] = {"decimal": told[0]["decimal"]}
    for part in told:
        if part["decimal"] == told[0]["decimal"] and "thousands" in part:
            found.setdefault("thousands", part["thousands"])
    for name in ("marks", "date_formats"):
        values = list(dict.fromkeys([*one.get(name, ()), *two.get(name, ())]))
        found |= {name: values} if values else {}
    return found


def _patterns(head: str, lines: str) -> tuple[str, str]:
    """The names with ``*`` for what changes from one delivery to the next: what both share and holds a digit."""
    before = _shared(head, lines)
    after = _shared(head[::-1], lines[::-1])[::-1]
    if re.search(r"[0-9]", before):
        cut = re.match(r".*[0-9]", before)
        size = cut.end() if cut else 0
        return f"*{head[size:]}", f"*{lines[size:]}"
    digits = re.search(r"[0-9].*[0-9]|[0-9]", after)
    if digits:
        rest = len(after) - digits.start()
        tail = after[digits.end() :]
        return f"{head[: len(head) - rest]}*{tail}", f"{lines[: len(lines) - rest]}*{tail}"
    return head, lines


def _shared(one: str, other: str) -> str:
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
