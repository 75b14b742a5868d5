"""What was shipped is told in whole pieces of the partner's lines, or it is said why not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.documents.master import UnitOfMeasure
from domain.documents.resolved_order import ResolvedLine
from domain.documents.sales_order import SalesOrderLine
from domain.shipments import NotInPieces, ShippedLine, pieces_of

EACH, DOZEN, KILO = 1, 2, 3
UNITS = {
    EACH: UnitOfMeasure(record_id=EACH, name="Units", factor=Decimal(1), reference_id=EACH),
    DOZEN: UnitOfMeasure(record_id=DOZEN, name="Dozens", factor=Decimal(12), reference_id=EACH),
    KILO: UnitOfMeasure(record_id=KILO, name="kg", factor=Decimal(1), reference_id=KILO),
}


def line(position, named, quantity, ours=None, *, uom=EACH, product=7):
    theirs = SalesOrderLine(position=position, partner_line=named, sku="A", quantity=Decimal(quantity))
    posted = Decimal(quantity if ours is None else ours)
    return theirs, ResolvedLine(position=position, sku="A", product_id=product, uom_id=uom, quantity=posted)


def left(position, quantity, *, uom=EACH, product=7):
    return ShippedLine(
        order_external_id="x", position=position, product_id=product, uom_id=uom, quantity=Decimal(quantity)
    )


def told(shipped, *lines):
    return pieces_of(shipped, {theirs.position: (theirs, ours) for theirs, ours in lines}, UNITS)


def test_parts_of_a_line_and_lines_that_stand_for_one_of_theirs():
    assert told([left(1, 2), left(1, 1)], line(1, "501", 5)) == {"501": 3}
    assert told([left(1, 1), left(2, 2)], line(1, "501", 1), line(2, "501.2", 2)) == {"501": 3}


def test_charges_are_in_no_parcel():
    assert told([left(1, 1)], line(1, "ship-9", 1)) == {}


def test_units_are_converted_and_packs_counted_as_the_partner_counts_them():
    assert told([left(1, 24)], line(1, "501", 3, uom=DOZEN)) == {"501": 2}
    assert told([left(1, 20)], line(1, "501", 5, 50)) == {"501": 2}, "five boxes of ten"


@pytest.mark.parametrize(
    ("shipped", "why"),
    [
        (left(2, 1), "stands in no version"),
        (left(1, 1, product=8), "another product left"),
        (left(1, 1, uom=KILO), "cannot be converted"),
        (left(1, "0.5"), "0.5 pieces left"),
    ],
)
def test_what_is_no_whole_number_of_their_pieces_is_said(shipped, why):
    with pytest.raises(NotInPieces, match=why):
        told([shipped], line(1, "501", 5))
