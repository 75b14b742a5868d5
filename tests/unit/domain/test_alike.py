"""Likeness: same customer, items and quantities; numbers, prices, dates and order of lines do not count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.alike import alike_hash, alike_hash_of
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder
from tests.builders import a_line, an_order

NUTS = a_line(2, sku="NUT-M8", quantity=5)
ORDER = an_order(a_line(), NUTS)


@pytest.mark.parametrize(
    "other",
    [
        an_order(a_line(), NUTS, number="PO-2", ordered_at=None),
        an_order(NUTS.model_copy(update={"position": 1}), a_line(2)),
        an_order(a_line(quantity=Decimal("10.000"), unit_price=Decimal(9)), NUTS),
        an_order(a_line(sku=" bolt-m8 "), NUTS),
        an_order(a_line(quantity=4), a_line(3, quantity=6), NUTS),
    ],
)
def test_orders_that_ask_for_the_same_are_alike(other: SalesOrder) -> None:
    assert alike_hash(other) == alike_hash(ORDER)


@pytest.mark.parametrize(
    "other",
    [
        an_order(a_line(quantity=11), NUTS),
        an_order(a_line(unit="DZ"), NUTS),
        an_order(a_line()),
        an_order(a_line(), NUTS, customer=PartyReference(code="C-3")),
    ],
)
def test_orders_that_ask_for_something_else_are_not(other: SalesOrder) -> None:
    assert alike_hash(other) != alike_hash(ORDER)


def test_likeness_can_be_had_from_the_parts_without_the_document() -> None:
    parts = [("NUT-M8", Decimal(5), "EA"), ("BOLT-M8", Decimal(10), "EA")]
    assert alike_hash_of("acme", "C-1", parts) == alike_hash(ORDER)
