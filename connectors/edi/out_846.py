"""X12 846: what a partner may order, now and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from connectors.edi.out_x12 import Segment, cut, interchange, number
from domain.answers import X12Answers
from domain.documents.inventory_report import InventoryReport, InventoryRow
from domain.documents.outgoing import Outgoing

CODES = {"inventory.available": "33", "inventory.expected": "29"}
"""QTY01: available for sale; projected available, with its date."""
AVAILABLE_ON = "018"
"""DTM01 of a quantity that comes later."""


def write_inventory(report: InventoryReport, units: Mapping[str, str], spec: X12Answers, out: Outgoing) -> bytes:
    """The 846; ``units`` are our units' names to the partner's codes."""
    return interchange("846", _segments(report, {**units, **spec.units}, spec), spec, out)


def _segments(report: InventoryReport, units: Mapping[str, str], spec: X12Answers) -> Iterator[Segment]:
    codes = spec.codes_over(CODES)
    made = report.as_of
    yield "BIA", "00", "DD", cut(report.number, 30), f"{made:%Y%m%d}", f"{made:%H%M}"
    count = 0
    for _, rows in groupby(report.rows, key=lambda row: row.sku):
        listed = list(rows)
        count += 1
        yield "LIN", str(count), *_products(listed[0], spec)
        if listed[0].description:
            yield "PID", "F", "", "", "", cut(listed[0].description, 80)
        for row in listed:
            kind = "inventory.expected" if row.available_on else "inventory.available"
            yield "QTY", codes[kind], number(row.quantity), units.get(row.unit, "EA")
            if row.available_on:
                yield "DTM", AVAILABLE_ON, f"{row.available_on:%Y%m%d}"
    yield "CTT", str(count)


def _products(row: InventoryRow, spec: X12Answers) -> list[str]:
    known = ((spec.sku, row.sku), (spec.partner_sku, row.partner_sku), (spec.gtin, row.gtin))
    return [text for kind, code in known if kind and code for text in (kind, code[:48])]
