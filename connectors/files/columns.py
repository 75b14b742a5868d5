"""Which column of a file holds which canonical field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from connectors.files.problem import Unreadable
from domain.catalogue import finding
from domain.mapping import TableMapping

MANY = ("customer.address", "ship_to.address")
"""Fields that take all the columns named, not the first one found."""

NO_COLUMNS = TableMapping.model_construct(
    **{
        **{name: field.get_default(call_default_factory=True) for name, field in TableMapping.model_fields.items()},
        "columns": {},
    }
)
"""No columns at all: for looking at a file whose mapping nobody knows yet."""


def folded(name: str) -> str:
    """A heading without case, blanks and marks: 'Invoice No.' and 'invoice_no' are the same."""
    return "".join(c for c in name.casefold() if c.isalnum())


def place(name: str, header: Sequence[str]) -> int | None:
    """Index (from 0) of the column called ``name``, which may be its number from 1; None: not there."""
    if name in header:
        return header.index(name)
    wanted = folded(name)
    if wanted:
        for index, heading in enumerate(header):
            if folded(heading) == wanted:
                return index
    if name.isascii() and name.isdigit() and 1 <= int(name) <= max(len(header), 1):
        return int(name) - 1
    return None


def _places(name: str, header: Sequence[str]) -> tuple[int, ...]:
    """As ``place``, of one name or of several joined by ``+``, which must all be there."""
    whole = place(name, header)
    if whole is not None:
        return (whole,)
    parts = [place(part.strip(), header) for part in name.split("+")] if "+" in name else []
    known = tuple(at for at in parts if at is not None)
    return known if len(known) == len(parts) else ()


def names_of(mapping: TableMapping, field: str) -> tuple[str, ...]:
    """The column names that the mapping gives for a field; empty: none."""
    named = {str(key): value for key, value in mapping.columns.items()}.get(field, ())
    return (named,) if isinstance(named, str) else named


def places(mapping: TableMapping, fields: Iterable[str], header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """For each mapped field its column indexes; a missing one is left out."""
    found: dict[str, tuple[int, ...]] = {}
    for field in fields:
        hits = [hit for hit in (_places(name, header) for name in names_of(mapping, field)) if hit]
        if hits:
            found[field] = tuple(at for hit in hits for at in hit) if field in MANY else hits[0]
    return found


def missing(mapping: TableMapping, fields: Iterable[str], found: Mapping[str, object]) -> list[str]:
    """Mapped fields whose column the file does not have, and for which no constant stands in."""
    constants = {str(key) for key in mapping.constants}
    return [field for field in fields if names_of(mapping, field) and field not in found and field not in constants]


def places_or_refuse(
    mapping: TableMapping, fields: Sequence[str], header: Sequence[str], name: str
) -> dict[str, tuple[int, ...]]:
    """As ``places``; raises Unreadable where a mapped column is missing."""
    found = places(mapping, fields, header)
    absent = missing(mapping, fields, found)
    if absent:
        wanted = ", ".join(f"{field} ({' or '.join(names_of(mapping, field))})" for field in absent)
        shown = ", ".join(header[:40]) or "no columns"
        raise Unreadable(finding("FI-FILE-003", value=name, fields=wanted, columns=shown))
    return found
