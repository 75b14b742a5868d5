"""What left the house for one order, and how many pieces of the partner's own lines that is. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from domain.documents.master import UnitOfMeasure
from domain.documents.resolved_order import ResolvedLine
from domain.documents.sales_order import SalesOrderLine
from domain.frozen import Frozen
from domain.values.quantity import convert, convertible

OURS_ALONE = "ship-"
"""Begins the partner's line number of a line that we made of a charge: nothing of it is in a parcel."""


class ShippedLine(Frozen):
    """Goods of one order line in one shipment."""

    order_external_id: str
    position: int
    product_id: int
    uom_id: int
    quantity: Decimal
    """In the unit of ``uom_id``."""


class Shipment(Frozen):
    """A transfer to customers that is done, as the system of record has it."""

    record_id: int
    name: str
    tracking: str = ""
    """The carrier's number; empty: none was noted."""
    carrier: str = ""
    lines: tuple[ShippedLine, ...]
    """Of our orders only; lines that people added by hand are left out."""


class NotInPieces(ValueError):
    """What was shipped cannot be told in whole pieces of the partner's lines; says why."""


def pieces_of(
    shipped: Sequence[ShippedLine],
    ordered: Mapping[int, tuple[SalesOrderLine, ResolvedLine]],
    units: Mapping[int, UnitOfMeasure],
) -> dict[str, int]:
    """Whole pieces by the partner's line number; of several order lines that stand for one of theirs their sum.

    Args:
        shipped: lines of one shipment and one order.
        ordered: by position, the order line as the partner sent it and as it was posted.
        units: by record.

    Raises:
        NotInPieces: a line is not known, was shipped in parts (a kit), or makes no whole number.
    """
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in shipped:
        if one.position not in ordered:
            raise NotInPieces(f"line {one.position} stands in no version of the order")
        theirs, ours = ordered[one.position]
        if theirs.partner_line.startswith(OURS_ALONE):
            continue
        if one.product_id != ours.product_id:
            raise NotInPieces(f"of line {one.position} another product left than was ordered (a kit, a substitute)")
        found[theirs.partner_line.partition(".")[0]] += _theirs(one, theirs, ours, units)
    for line, count in found.items():
        if count != count.to_integral_value():
            raise NotInPieces(f"of line {line} {count.normalize():f} pieces left, which is no whole number")
    return {line: int(count) for line, count in found.items() if count}


def _theirs(
    one: ShippedLine, theirs: SalesOrderLine, ours: ResolvedLine, units: Mapping[int, UnitOfMeasure]
) -> Decimal:
    """In the partner's unit: as many of it as the order line has of ours."""
    quantity = one.quantity
    if one.uom_id != ours.uom_id:
        source, target = units.get(one.uom_id), units.get(ours.uom_id or 0)
        if source is None or target is None or not convertible(source, target):
            raise NotInPieces(f"the unit of line {one.position} cannot be converted into that of the order")
        quantity = convert(quantity, source, target)
    return quantity * theirs.quantity / ours.quantity if ours.quantity else quantity
