"""One UBL document, every text masked that is no code, amount or date."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from connectors.formats.xml import Element, wanted_elements
from connectors.ubl.kinds import is_document
from domain.masking import masked

PLAIN = ("ID", "Code", "Date", "Time", "Amount", "Quantity", "Numeric", "Percent", "Rate", "Indicator", "Measure")
"""Ends of names whose texts stay."""
PEOPLE = frozenset({"Contact", "Person", "PartyTaxScheme", "PartyLegalEntity", "AccountingContact", "BuyerContact"})
"""Elements in which even identifiers say who somebody is."""
LONGEST = 32_768


def masked_document(content: bytes, rows: tuple[int, ...]) -> bytes:
    """The document that begins on the line ``rows[0]``, written anew; empty: there is none."""
    for found in wanted_elements(content, is_document, LONGEST):
        element = found.element
        if element is not None and rows and element.line == rows[0]:
            spaces: dict[str, str] = {}
            body = "".join(_written(element, spaces, people=False))
            opened, _, rest = body.partition(">")
            named = "".join(f" xmlns:{prefix}={quoteattr(space)}" for space, prefix in spaces.items())
            return f'<?xml version="1.0" encoding="UTF-8"?>\n{opened}{named}>{rest}\n'.encode()
    return b""


def _written(element: Element, spaces: dict[str, str], *, people: bool) -> list[str]:
    """Parts of the XML text; ``spaces`` gathers namespace to prefix."""
    name = _name(element, spaces)
    people = people or element.name in PEOPLE
    stated = (element.attributes or {}).items()
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in stated if key != "schemaLocation")
    text = element.text_held.strip()
    plain = not people and element.name.endswith(PLAIN)
    parts = [f"<{name}{attributes}>", escape(text if plain else masked(text))]
    for child in element.children or ():
        parts += _written(child, spaces, people=people)
    return [*parts, f"</{name}>"]


def _name(element: Element, spaces: dict[str, str]) -> str:
    if not element.space:
        return element.name
    return f"{spaces.setdefault(element.space, f'n{len(spaces)}')}:{element.name}"
