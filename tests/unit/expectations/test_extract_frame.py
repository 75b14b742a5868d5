"""Orders as the extract gate sees them."""

from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest

from domain.documents.envelope import PartyReference
from expectations.sales_order import EXTRACT, extract_frame, extract_frame_from_json, population_frame
from tests.builders import a_line, an_order
from tests.expected_documents import Earlier, keyed, some_orders


def columns(*orders, house_account=False):
    frame = extract_frame(keyed(orders), house_account=house_account)
    return {name: frame[name].to_list() for name in frame.columns}


def test_a_row_is_a_line_with_its_documents_head():
    seen = columns(an_order(a_line(1), a_line(2, sku="NUT-M8")), an_order(number="PO-2"))
    assert seen["external_id"] == ["order-0", "order-0", "order-1"]
    assert seen["number"][2] == "PO-2"
    assert seen["product"] == ["BOLT-M8", "NUT-M8", "BOLT-M8"]


def test_identical_lines_stay_two_lines():
    assert columns(an_order(a_line(1), a_line(2)))["place"] == [1, 2]


def test_a_document_without_lines_keeps_its_row_so_that_its_head_is_judged():
    payload = an_order().model_copy(update={"lines": ()}).model_dump_json().encode()
    frame = extract_frame_from_json([("order-0", payload)])
    assert frame.height == 1
    assert frame["position"].to_list() == [None]
    assert EXTRACT.summary(frame)["lines"].to_list() == [0.0]


def test_two_documents_with_one_key_keep_their_own_line_numbers():
    payload = an_order(a_line(1), a_line(2)).model_dump_json().encode()
    frame = extract_frame_from_json([("same", payload), ("same", payload)])
    assert frame["misplaced"].to_list() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("price", "digits"),
    [("2.50", 3), ("0.0001", 1), ("1E+3", 1), ("123456789012345", 15), ("2.5000000000000001", 17), ("-7.25", 3)],
)
def test_digits_of_a_price_are_those_that_count(price, digits):
    seen = columns(an_order(a_line(unit_price=Decimal(price))))
    assert seen["price_digits"] == [digits]


def test_a_price_that_is_not_stated_is_not_a_price_of_zero():
    frame = extract_frame(keyed([an_order(a_line(unit_price=None)), an_order(a_line(unit_price=Decimal(0)))]))
    summary = EXTRACT.summary(frame)
    assert summary["free"].to_list() == [0.0, 1.0]
    assert summary["unpriced"].to_list() == [1.0, 1.0]


def test_a_house_account_stands_in_for_every_customer():
    nobody = an_order(customer=PartyReference())
    assert columns(nobody)["no_customer"] == [1.0]
    assert columns(nobody, house_account=True)["no_customer"] == [None]


@pytest.mark.parametrize("known_by", ["code", "gln"])
def test_a_customer_is_named_by_code_or_gln(known_by):
    named = an_order(customer=PartyReference.model_validate({known_by: "4012345000009"}))
    assert columns(named)["no_customer"] == [0.0]


def test_a_product_is_named_by_any_of_its_codes():
    line = a_line().model_copy(update={"sku": "", "partner_sku": "THEIRS-1"})
    assert columns(an_order(line))["product"] == ["THEIRS-1"]


def test_no_date_is_left_to_the_rules_and_a_wild_one_is_not():
    assert columns(an_order(ordered_at=None))["year"] == [None]
    assert columns(an_order(ordered_at=datetime(9999, 1, 1, tzinfo=UTC)))["year"] == [9999]


def test_an_empty_batch_makes_an_empty_frame():
    assert extract_frame([]).height == 0


def test_the_ledgers_numbers_of_a_document_are_those_that_its_lines_give():
    """Documents of the population and of the batch are compared: both must be measured alike."""
    orders = some_orders(9)
    measured = EXTRACT.summary(extract_frame(keyed(orders)))
    remembered = population_frame(
        Earlier(
            key,
            sum((line.quantity * (line.unit_price or 0) for line in order.lines), Decimal(0)),
            len(order.lines),
            sum((line.quantity for line in order.lines), Decimal(0)),
        )
        for key, order in keyed(orders)
    )
    shared = remembered.columns
    assert measured.select(shared).equals(remembered.select(pl.col(shared)))
