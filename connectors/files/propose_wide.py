"""Columns that hold one size (or shop, or day) each, seen from headings and values: for proposing ``mapping.wide``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby

from connectors.files.columns import folded
from domain.mapping import PRODUCT_FIELDS

LEAST, LEAST_UNNAMED = 2, 3
"""Columns that make a run: of sizes by their names, of others that are named alike."""
EVEN = 0.9
_COLOUR_WORDS = "colour color farbe kolor couleur coloris kleur colore cor farve färg farg barva väri vari"
COLOURS = frozenset(_COLOUR_WORDS.split())
_WORDS = "grösse|größe|groesse|gr|size|taille|pointure|rozmiar|rozm|talla|taglia|tg|maat|eu|uk|us|t|p"
_LETTERS = "[0-9]?x{0,4}s|m|[0-9]?x{0,4}l|one ?size"
_DIGITS = "[0-9]{2,3}(?:[.,]5|½| ?[12]/[23])?(?:[/-][0-9]{2,3})?"
_SIZE = re.compile(rf"(?P<prefix>(?:{_WORDS})[ ._-]*)?(?P<size>{_LETTERS}|{_DIGITS})", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]{1,6}(?:[.,]0+)?|[-–—.]?")  # noqa: RUF001 - dashes that people type
Table = Sequence[Sequence[str]]
"""Rows as long as the header."""


def wide_of(header: Sequence[str], rows: Table, chosen: Mapping[str, str]) -> dict[str, object] | None:
    """The section ``wide`` and the columns that go with it; None: the table has no such columns.

    Args:
        header: the headings.
        rows: some rows, each as long as the header.
        chosen: field to heading, as found so far.
    """
    sums = [field for field in ("line.quantity", "stated_total") if field in chosen]
    taken = {name for field, name in chosen.items() if field not in sums}
    free = [name not in taken for name in header]
    run = _run(header, rows, free)
    if not run:
        return None
    counted = [_sum(row, run) for row in rows]
    if "line.quantity" in chosen and not _adds_up(chosen["line.quantity"], header, rows, counted, run):
        return None
    columns = {
        field: name
        for field, name in chosen.items()
        if field not in {*PRODUCT_FIELDS, "line.quantity"}
        and header.index(name) not in run
        and not (field == "stated_total" and _adds_up(name, header, rows, counted, run))
    }
    named = [header[at] for at in run]
    wide: dict[str, object] = {"columns": named, "item": _item(header, chosen)}
    labels = {name: label for name in named if (label := _label(name)) != name}
    if len(labels) == len(named):
        wide["labels"] = labels
    return {"wide": wide, "columns": {**columns, "line.sku": "item", "line.quantity": "quantity"}}


def _run(header: Sequence[str], rows: Table, free: Sequence[bool]) -> list[int]:
    """The longest run of neighbours that hold counts only and are named as sizes, or alike."""
    counts = [bool(name) and ok and _counts(rows, at) for at, (name, ok) in enumerate(zip(header, free, strict=True))]
    sizes = [ok and _SIZE.fullmatch(name) is not None for name, ok in zip(header, counts, strict=True)]
    alike = [_shape(name) if ok else "" for name, ok in zip(header, counts, strict=True)]
    return _longest(["size" if one else "" for one in sizes], LEAST) or _longest(alike, LEAST_UNNAMED)


def _longest(kinds: Sequence[str], least: int) -> list[int]:
    runs = [[at for at, _ in group] for kind, group in groupby(enumerate(kinds), key=lambda one: one[1]) if kind]
    longest = max(runs, key=len, default=[])
    return longest if len(longest) >= least else []


def _shape(name: str) -> str:
    """``Shop 1`` and ``Shop 12`` are named alike; a name without a number is like no other."""
    return re.sub(r"[0-9]+", "9", folded(name)) if re.search(r"[0-9]", name) else f"\0{name}"


def _counts(rows: Table, at: int) -> bool:
    cells = [row[at].strip() for row in rows]
    return bool(cells) and all(_COUNT.fullmatch(cell) for cell in cells)


def _number(cell: str) -> Decimal:
    try:
        return Decimal(cell.strip().replace(",", "."))
    except InvalidOperation:
        return Decimal(0)


def _sum(row: Sequence[str], run: Sequence[int]) -> Decimal:
    return sum((_number(row[at]) for at in run), Decimal(0))


def _adds_up(name: str, header: Sequence[str], rows: Table, sums: Sequence[Decimal], run: Sequence[int]) -> bool:
    """Whether a column is the sum of the run in nearly every row, or one of the run."""
    at = header.index(name)
    if at in run:
        return True
    same = sum(_number(row[at]) == total for row, total in zip(rows, sums, strict=True))
    return same >= EVEN * len(rows)


def _item(header: Sequence[str], chosen: Mapping[str, str]) -> str:
    """Style, colour and size, joined by dashes: how they are joined in our codes is for a person to say."""
    style = next((chosen[field] for field in ("line.sku", "line.partner_sku") if field in chosen), "")
    colour = next((name for name in header if folded(name) in COLOURS), "")
    return "-".join(f"{{{name}}}" for name in (style, colour, "size") if name)


def _label(name: str) -> str:
    found = _SIZE.fullmatch(name)
    return found["size"] if found and found["prefix"] else name
