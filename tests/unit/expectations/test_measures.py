"""What frames measure is what expectations mean."""

from decimal import Decimal

import polars as pl
import pytest

from expectations.odoo_rows import transform_frame
from expectations.read_back import READ_BACK, read_back_frame
from expectations.sales_order import EXTRACT, extract_frame, extract_frame_from_json, population_frame
from tests.builders import a_line, an_order
from tests.expected_documents import Earlier, compared, draft_with_line, keyed, some_orders, some_resolved, with_line

READ_BACK_GROUPS = ("exists", "amount", "count", "product", "taxes", "head")


def measured(**changes):
    return transform_frame([with_line(some_resolved(1)[0], **changes)]).row(0, named=True)


def test_two_documents_with_one_key_keep_their_own_line_numbers():
    payload = an_order(a_line(1), a_line(2)).model_dump_json().encode()
    frame = extract_frame_from_json([("same", payload), ("same", payload)])
    assert frame["misplaced"].to_list() == [0, 0, 0, 0]


def test_a_price_that_is_not_stated_is_not_a_price_of_zero():
    frame = extract_frame(keyed([an_order(a_line(unit_price=None)), an_order(a_line(unit_price=Decimal(0)))]))
    assert EXTRACT.summary(frame)["free"].to_list() == [0.0, 1.0]


def test_what_the_ledger_remembers_of_a_document_is_measured_like_its_lines():
    """Documents of the population and of the batch are compared: both must be measured alike."""
    orders = keyed(some_orders(9))
    from_lines = EXTRACT.summary(extract_frame(orders))
    remembered = population_frame(
        Earlier(
            key,
            sum((line.quantity * (line.unit_price or 0) for line in order.lines), Decimal(0)),
            len(order.lines),
            sum((line.quantity for line in order.lines), Decimal(0)),
        )
        for key, order in orders
    )
    assert from_lines.select(remembered.columns).equals(remembered)


def test_one_cent_is_a_difference():
    right = {"quantity": Decimal(3), "price_unit": Decimal("9.99"), "discount": Decimal("12.5")}
    assert measured(**right, subtotal=Decimal("26.22"))["subtotal_difference"] == pytest.approx(0.0)
    assert measured(**right, subtotal=Decimal("26.23"))["subtotal_difference"] == pytest.approx(0.01)


def test_our_own_price_is_compared_with_what_is_really_paid():
    row = measured(price_unit=Decimal(10), discount=Decimal(50), expected_price=Decimal(5))
    assert row["price_ratio"] == pytest.approx(1.0)


def test_a_price_of_ours_of_zero_gives_no_ratio():
    assert measured(expected_price=Decimal(0))["price_ratio"] is None


def test_every_compared_field_belongs_to_exactly_one_expectation():
    frame = read_back_frame(compared(some_resolved(4), n0=None))
    judged = frame.select(pl.sum_horizontal(pl.col(group).is_not_null() for group in READ_BACK_GROUPS))
    assert set(judged.to_series()) == {1}


def test_a_document_differs_once_however_many_fields_do():
    orders = some_resolved(3)
    draft = draft_with_line(orders[0], quantity=Decimal(99), discount=Decimal(9), uom_id=99)
    summary = READ_BACK.summary(read_back_frame(compared(orders, n0=draft)))
    assert summary["differs"].to_list() == [1.0, 0.0, 0.0]
