"""The one catalogue of findings: each number once, merged from its families.

A family is a module with ``ENTRIES``; add a new family's import and its name in ``_FAMILIES``, and in ``_READERS``
where readers give its numbers.
"""

from __future__ import annotations

from domain.catalogue import (
    acknowledgements,
    archives,
    availability,
    backfill,
    changes,
    channels,
    checks_customer,
    checks_delivery,
    checks_products,
    edi,
    edi_orders,
    files,
    gates,
    gates_odoo,
    identity,
    odoo,
    ownership,
    planning_approval,
    planning_extract,
    planning_gates,
    planning_platform,
    planning_posting,
    planning_watch,
    portal,
    receiver,
    sales_order,
    sales_order_lines,
    shopify,
    ubl,
)
from domain.catalogue.entry import CodeEntry
from domain.findings import Finding, Severity

__all__ = ["CATALOGUE", "OF_READERS", "CodeEntry", "entry", "finding"]

_FAMILIES: tuple[tuple[CodeEntry, ...], ...] = (
    sales_order.ENTRIES,
    sales_order_lines.ENTRIES,
    checks_customer.ENTRIES,
    checks_products.ENTRIES,
    checks_delivery.ENTRIES,
    channels.ENTRIES,
    identity.ENTRIES,
    odoo.ENTRIES,
    files.ENTRIES,
    gates.ENTRIES,
    gates_odoo.ENTRIES,
    edi.ENTRIES,
    edi_orders.ENTRIES,
    backfill.ENTRIES,
    changes.ENTRIES,
    ubl.ENTRIES,
    shopify.ENTRIES,
    archives.ENTRIES,
    receiver.ENTRIES,
    portal.ENTRIES,
    acknowledgements.ENTRIES,
    availability.ENTRIES,
    ownership.ENTRIES,
    planning_extract.ENTRIES,
    planning_gates.ENTRIES,
    planning_platform.ENTRIES,
    planning_approval.ENTRIES,
    planning_posting.ENTRIES,
    planning_watch.ENTRIES,
)

_READERS = (files, edi, edi_orders, ubl, shopify, archives, acknowledgements, portal)
OF_READERS = frozenset(one.code for family in _READERS for one in family.ENTRIES)
"""Numbers that readers give: they stay with the document however often the rules run again."""

_LONGEST = 120
_SHORT = 0xFFFF


def _merge() -> dict[str, CodeEntry]:
    merged: dict[str, CodeEntry] = {}
    for found in (entry for family in _FAMILIES for entry in family):
        if found.code in merged:
            raise ValueError(f"code {found.code} is given twice in the catalogue: {found.title}")
        merged[found.code] = found
    return merged


CATALOGUE: dict[str, CodeEntry] = _merge()
"""Every number and its entry, in the order of the families."""


def entry(code: str) -> CodeEntry:
    """The catalogue's entry of ``code``; KeyError names it if there is none (a mistake of ours, not of data)."""
    return CATALOGUE[code]


def shown(text: str) -> str:
    r"""Foreign text made safe to print: what is not visible becomes its number, what is long is cut.

    Direction marks, zero-width characters, controls and lone surrogates stay readable as ``\u202e``.
    """
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(one if one.isprintable() else _escaped(one) for one in cut)


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number <= _SHORT else f"\\U{number:08x}"


def finding(
    code: str, *, path: str = "", value: object = "", severity: Severity | None = None, **words: object
) -> Finding:
    """A finding with the catalogue's words.

    Args:
        code: number from the catalogue; KeyError if there is none.
        path: where in the document, lines from 1: ``lines[2].quantity``.
        value: the offending value; shortened and made printable.
        severity: instead of the catalogue's default.
        words: fill the {words} of message and next step; KeyError names a missing one.
    """
    known = CATALOGUE[code]
    said = {name: shown(str(word)) for name, word in words.items()}
    said |= {"value": shown(str(value)), "path": path}
    return Finding(
        code=code,
        severity=severity or known.severity,
        path=path,
        value=said["value"],
        message=known.message.format(**said),
        next_step=known.next_step.format(**said),
        owner=known.owner,
    )
