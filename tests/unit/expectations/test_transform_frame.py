"""Orders about to be posted, as the transform gate sees them."""

from decimal import Decimal

import pytest

from expectations.odoo_rows import TRANSFORM, transform_frame
from tests.expected_documents import some_resolved, with_line


def first(**changes):
    order = some_resolved(1)[0]
    return transform_frame([with_line(order, **changes)]).row(0, named=True)


def test_right_orders_lack_nothing_and_add_up():
    frame = transform_frame(some_resolved(6))
    assert frame["head_lacks"].null_count() == frame.height
    assert frame["line_lacks"].null_count() == frame.height
    assert set(frame["subtotal_difference"]) == {0.0}
    assert set(frame["total_difference"]) == {0.0}


def test_what_a_line_lacks_is_named():
    assert first(product_id=None, price_unit=None)["line_lacks"] == "product, price"


@pytest.mark.parametrize(("quantity", "decimals"), [("10", 0), ("1E+2", 0), ("2.50", 1), ("0.333", 3)])
def test_only_decimals_that_matter_count(quantity, decimals):
    assert first(quantity=Decimal(quantity))["decimals"] == decimals


def test_the_amount_is_computed_anew_with_its_discount():
    row = first(quantity=Decimal(3), price_unit=Decimal("9.99"), discount=Decimal("12.5"), subtotal=Decimal("26.22"))
    assert row["computed"] == "26.22"
    assert row["subtotal_difference"] == pytest.approx(0.0)


def test_one_cent_is_a_difference():
    row = first(quantity=Decimal(3), price_unit=Decimal("9.99"), discount=Decimal("12.5"), subtotal=Decimal("26.23"))
    assert row["subtotal_difference"] == pytest.approx(0.01)


def test_our_own_price_is_compared_with_what_is_really_paid():
    row = first(price_unit=Decimal(10), discount=Decimal(50), expected_price=Decimal(5))
    assert row["price_ratio"] == pytest.approx(1.0)


def test_a_price_of_ours_of_zero_gives_no_ratio():
    assert first(expected_price=Decimal(0))["price_ratio"] is None


def test_two_documents_under_one_id_are_counted():
    order = some_resolved(1)[0]
    assert set(transform_frame([order, order])["documents_of_key"]) == {2}
    assert set(transform_frame(some_resolved(3))["documents_of_key"]) == {1}


def test_an_empty_batch_makes_an_empty_frame():
    assert transform_frame([]).height == 0
    assert TRANSFORM.summary(transform_frame([])).height == 0
