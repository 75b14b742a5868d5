"""The UBL reader: what stands in an order, and what is told of one that is not plain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.documents.sales_order import SalesOrder
from tests.unit.readers.made import a_profile, codes, readings

SPACE = "urn:oasis:names:specification:ubl:schema:xsd"
ITEM = "<Item><Name>Bolt</Name><SellersItemIdentification><ID>BOLT-M8</ID></SellersItemIdentification></Item>"
PRICE = '<Price><PriceAmount currencyID="EUR">2.5</PriceAmount></Price>'
BERLIN = "<Delivery><DeliveryLocation><ID>B-1</ID></DeliveryLocation></Delivery>"
KIEL = "<Delivery><DeliveryLocation><ID>K-2</ID></DeliveryLocation></Delivery>"
PERIOD = "<Delivery><RequestedDeliveryPeriod><EndDate>2026-03-10</EndDate></RequestedDeliveryPeriod></Delivery>"
CHARGE = "<AllowanceCharge><Amount>{}</Amount></AllowanceCharge>"


def line(inside: str = PRICE, quantity: str = "12") -> str:
    item = f'<ID>1</ID><Quantity unitCode="C62">{quantity}</Quantity>{inside}{ITEM}'
    return f"<OrderLine><LineItem>{item}</LineItem></OrderLine>"


def an_order(*lines: str, head: str = BERLIN, number: str = "<ID>PO-1</ID>") -> str:
    """A valid one by default."""
    body = "".join(lines or (line(),))
    start = f"{number}<IssueDate>2026-03-02</IssueDate><DocumentCurrencyCode>EUR</DocumentCurrencyCode>"
    return f'<Order xmlns="{SPACE}:Order-2">{start}{head}{body}</Order>'


def document(text: str) -> SalesOrder:
    found = readings(text, a_profile("ubl"), "order.xml")
    assert len(found) == 1
    assert found[0].document is not None
    return found[0].document


def told(text: str) -> list[str]:
    return [code for one in readings(text, a_profile("ubl"), "order.xml") for code in codes(one)]


def test_a_plain_order_is_read_without_a_finding() -> None:
    order = document(an_order())
    assert told(an_order()) == []
    assert (order.number, order.currency, order.ship_to.code if order.ship_to else "") == ("PO-1", "EUR", "B-1")
    assert [(one.sku, one.quantity, one.unit, one.unit_price) for one in order.lines] == [
        ("BOLT-M8", Decimal(12), "C62", Decimal("2.5"))
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (an_order(number=""), ["UB-HEAD-001"]),
        (an_order("<Note>none</Note>"), ["UB-DOC-003"]),
        (an_order(line(quantity="a dozen")), ["UB-LINE-001"]),
        (an_order(head=BERLIN + KIEL), ["UB-HEAD-005"]),
        (an_order(head=BERLIN + PERIOD), []),
        (an_order(line(KIEL + PRICE)), ["UB-LINE-007"]),
        (an_order(line(BERLIN + PRICE)), []),
        (an_order(line(PERIOD + PRICE)), []),
        (an_order(head=BERLIN + CHARGE.format("3")), ["UB-HEAD-004"]),
        (an_order(head=BERLIN + CHARGE.format("three")), ["UB-HEAD-004"]),
        (an_order(head=BERLIN + CHARGE.format("0.00")), []),
        (an_order(line(CHARGE.format("0") + PRICE)), []),
        (an_order(line(CHARGE.format("1") + PRICE)), ["UB-HEAD-004"]),
    ],
)
def test_what_is_not_plain_is_told_and_nothing_else(text: str, wanted: list[str]) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    ("price", "per", "wanted", "codes_"),
    [
        ("8.15", "100", "0.0815", ["UB-LINE-003"]),
        ("1", "3", "0.333333333333", ["UB-LINE-003"]),
        ("1", "1", "1", []),
        ("1", "0", None, ["UB-LINE-002"]),
        ("1", "0.00000000000000000001", None, ["UB-LINE-002"]),
        ("0.00000000000000000001", "999", None, ["UB-LINE-002"]),
    ],
)
def test_a_price_for_many_is_never_one_of_another_size(
    price: str, per: str, wanted: str | None, codes_: list[str]
) -> None:
    text = an_order(line(f"<Price><PriceAmount>{price}</PriceAmount><BaseQuantity>{per}</BaseQuantity></Price>"))
    assert document(text).lines[0].unit_price == (None if wanted is None else Decimal(wanted))
    assert told(text) == codes_


def test_a_constant_of_the_profile_names_the_ship_to_of_every_order() -> None:
    profile = a_profile("ubl", ubl={"constants": {"ship_to.code": "STORE-7"}})
    found = [readings(an_order(head=head), profile)[0].document for head in ("", BERLIN, PERIOD)]
    assert [one.ship_to.code for one in found if one and one.ship_to] == ["STORE-7"] * 3


def test_documents_and_lines_beyond_the_limits_are_refused() -> None:
    few = a_profile("ubl", limits={"documents": 1, "lines_per_document": 1})
    found = readings(an_order(line(), line()) + an_order(), few)
    assert [(one.payload, codes(one)) for one in found] == [(None, ["FI-FILE-004"]), (None, ["FI-FILE-004"])]
    assert "more than 1 documents" in found[1].findings[0].message
