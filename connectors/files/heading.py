"""Where the heading of a table stands, and which rows are no lines: seen from the first rows, for a proposal."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.files.columns import folded
from connectors.files.trimmed import first_text

LOOKED_AT = 25
"""Rows at the top of the file."""
FILLED = 0.6
"""A heading fills such a share of the cells that the fullest of the first rows fills."""
_WORDS = (
    "total totals totaal totale totales grandtotal subtotal summe zwischensumme gesamt gesamtsumme gesamtmenge suma "
    "razem ogolem ogółem somme soustotal sum celkem spolu yhteensa yhteensä samtals ialt totalt osszesen összesen"
)
TOTALS = frozenset(_WORDS.split())
"""First cells, folded, of rows that hold totals."""
Numbered = tuple[int, Sequence[str]]
"""A row and the number of its line, from 1."""


def heading_of(rows: Sequence[Numbered]) -> tuple[int, int]:
    """Lines above the heading, and rows that it takes.

    Args:
        rows: those at the top of the file, nothing left out.
    """
    counts = [_filled(row) for _, row in rows]
    most = max(counts, default=0)
    for at, (line, row) in enumerate(rows):
        if counts[at] >= max(2, FILLED * most) and _is_heading(row):
            below = rows[at + 1][1] if at + 1 < len(rows) else ()
            return line - 1, 2 if _goes_on(row, below) else 1
    return 0, 1


def no_lines(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """First cells of rows that hold totals, or the heading again."""
    first = first_text(header)
    found: dict[str, None] = {}
    for row in rows:
        text = first_text(row)
        again = bool(first) and text == first and [cell.strip() for cell in row] == [cell.strip() for cell in header]
        if again or _is_total(text):
            found[text] = None
    return list(found)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_heading(row: Sequence[str]) -> bool:
    """Names, each once, and at least one of them not a number."""
    texts = [cell.strip() for cell in row if cell.strip()]
    return len(set(texts)) == len(texts) and any(not text[:1].isdigit() for text in texts)


def _goes_on(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the next row names the columns that this one leaves blank (sizes under one word), and no others."""
    names = [at for at, cell in enumerate(below) if cell.strip()]
    under = [at for at in names if at >= len(row) or not row[at].strip()]
    first = next((at for at, cell in enumerate(row) if cell.strip()), 0)
    return len(under) > 1 and len(names) - len(under) <= 1 and first not in names


def _is_total(text: str) -> bool:
    words = [folded(word) for word in text.split()]
    return bool(words) and (words[0] in TOTALS or "".join(words) in TOTALS)
