"""Sums are shared over pieces without losing a cent."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from connectors.shopify.amounts import Purse, shared

CENT = Decimal("0.01")


def test_ten_over_three():
    assert shared(Decimal(10), Decimal(3), CENT) == [(2, Decimal("3.33")), (1, Decimal("3.34"))]


def test_a_yen_has_no_cents():
    assert shared(Decimal(1000), Decimal(3), Decimal(1)) == [(2, 333), (1, 334)]


def test_what_is_not_counted_in_pieces_stays_one_line():
    assert shared(Decimal(10), Decimal("2.5"), CENT) == [(Decimal("2.5"), Decimal(4))]


@given(cents=st.integers(0, 10**9), pieces=st.integers(1, 10**4))
def test_the_parts_are_the_whole(cents, pieces):
    parts = shared(Decimal(cents) * CENT, Decimal(pieces), CENT)
    assert sum(count for count, _ in parts) == pieces
    assert sum(count * price for count, price in parts) == Decimal(cents) * CENT
    assert len(parts) <= 2
    prices = [price for _, price in parts]
    assert max(prices) - min(prices) <= CENT


@given(cents=st.integers(-(10**6), -1), pieces=st.integers(1, 100))
def test_more_discount_than_price_is_exact_too(cents, pieces):
    parts = shared(Decimal(cents) * CENT, Decimal(pieces), CENT)
    assert sum(count * price for count, price in parts) == Decimal(cents) * CENT


def test_without_discount_and_tax_the_stated_price_stays_as_it_is():
    purse = Purse("USD", theirs=False, less_tax=False)
    assert purse.parts(Decimal("0.1234"), ((), ()), (Decimal(7), Decimal(7))) == [(7, Decimal("0.1234"))]
