"""EDIFACT INVRPT: what a partner may order, now and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from connectors.edi.out_edifact import Element, Segment, interchange
from connectors.edi.out_x12 import cut, number
from domain.answers import EdifactAnswers
from domain.documents.inventory_report import InventoryReport, InventoryRow
from domain.documents.outgoing import Outgoing

CODES = {"purpose": "9", "inventory.available": "145", "inventory.expected": "113"}
"""BGM 1225 and QTY 6063: actual stock; quantity to be delivered, with its date."""
REPORT = "35"
"""BGM 1001: inventory report."""
ACCEPTED = "1"
"""INV 7491: accepted product inventory."""
AVAILABLE_ON = "44"
"""DTM 2005: availability."""


def write_inventory(report: InventoryReport, units: Mapping[str, str], spec: EdifactAnswers, out: Outgoing) -> bytes:
    """The INVRPT; ``units`` are our units' names to the partner's codes."""
    return interchange("INVRPT", _segments(report, {**units, **spec.units}, spec, out), spec, out)


def _segments(
    report: InventoryReport, units: Mapping[str, str], spec: EdifactAnswers, out: Outgoing
) -> Iterator[Segment]:
    codes = spec.codes_over(CODES)
    yield "BGM", REPORT, cut(report.number, 35), codes["purpose"]
    yield "DTM", ("137", f"{out.made_at:%Y%m%d%H%M}", "203")
    yield "DTM", ("366", f"{report.as_of:%Y%m%d%H%M}", "203")
    if spec.supplier:
        yield "NAD", spec.supplier, (out.ours.id, "", "9" if out.ours.qualifier == "14" else spec.party_code)
    for count, (_, rows) in enumerate(groupby(report.rows, key=lambda row: row.sku), start=1):
        listed = list(rows)
        yield from _line(listed[0], count, spec)
        for row in listed:
            yield from _before_quantity(spec.directory)
            kind = "inventory.expected" if row.available_on else "inventory.available"
            yield "QTY", (codes[kind], number(row.quantity), units.get(row.unit, "PCE"))
            if row.available_on:
                yield "DTM", (AVAILABLE_ON, f"{row.available_on:%Y%m%d}", "102")


def _before_quantity(directory: str) -> Iterator[Segment]:
    """Since the directories of this century a quantity belongs to an INV: goods that are accepted."""
    if directory.split(":")[1][:1] != "9":
        yield "INV", "", ACCEPTED


def _line(row: InventoryRow, count: int, spec: EdifactAnswers) -> Iterator[Segment]:
    known = ((spec.gtin, row.gtin), (spec.sku, row.sku), (spec.partner_sku, row.partner_sku))
    codes: list[Element] = [(code[:35], kind) for kind, code in known if kind and code]
    first, others = (codes[0], codes[1:6]) if row.gtin and spec.gtin else ("", codes[:5])
    yield "LIN", str(count), "", first
    if others:
        yield "PIA", "1", *others
    if row.description:
        yield "IMD", "F", "", ("", "", "", cut(row.description, 35))
