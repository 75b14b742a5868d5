"""Money is exact: half up, by the currency's digits, and sums lose nothing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.values.money import ControlTotals, Money, digits, known_currency, minor_unit, round_money

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "BHD", "CLF"])


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("2.675", "EUR", "2.68"),
        ("-2.675", "EUR", "-2.68"),
        ("2.665", "EUR", "2.67"),
        ("2.6749999", "EUR", "2.67"),
        ("99.5", "JPY", "100"),
        ("99.4999", "JPY", "99"),
        ("1.2345", "KWD", "1.235"),
        ("1.2345", "BHD", "1.235"),
        ("0.005", "EUR", "0.01"),
        ("-0.004", "EUR", "0.00"),
        ("0", "EUR", "0.00"),
        ("123456789012345678901234567890.125", "EUR", "123456789012345678901234567890.13"),
    ],
)
def test_amounts_round_half_up_to_the_currencys_digits(amount: str, currency: str, rounded: str) -> None:
    assert round_money(Decimal(amount), currency) == Decimal(rounded)


def test_a_float_is_refused_because_its_cents_are_lost_already() -> None:
    with pytest.raises(TypeError):
        round_money(2.675, "EUR")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Money(amount=2.675, currency="EUR")  # type: ignore[arg-type]


@given(AMOUNTS, CURRENCIES)
def test_rounding_moves_by_at_most_half_a_minor_unit_and_stays(amount: Decimal, currency: str) -> None:
    rounded = round_money(amount, currency)
    assert abs(rounded - amount) <= minor_unit(currency) / 2
    assert round_money(rounded, currency) == rounded
    assert round_money(-amount, currency) == -rounded


@given(AMOUNTS, CURRENCIES)
def test_rounding_is_what_decimal_calls_half_up(amount: Decimal, currency: str) -> None:
    with localcontext() as context:
        context.prec = 60
        assert round_money(amount, currency) == amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


@given(st.integers(-(10**15), 10**15), CURRENCIES)
def test_minor_units_go_there_and_back(minor: int, currency: str) -> None:
    assert Money.of_minor(minor, currency).minor() == minor


@given(st.integers(-(10**9), 10**9), CURRENCIES, st.integers(1, 50))
def test_shares_add_up_to_the_whole_and_differ_by_one_unit_at_most(minor: int, currency: str, parts: int) -> None:
    shares = Money.of_minor(minor, currency).split(parts)
    assert sum(share.minor() for share in shares) == minor
    assert max(share.minor() for share in shares) - min(share.minor() for share in shares) <= 1


def test_a_hundred_in_three_shares_is_thirty_three_and_a_third_to_the_cent() -> None:
    shares = Money(amount=Decimal(100), currency="EUR").split(3)
    assert [str(share.amount) for share in shares] == ["33.34", "33.33", "33.33"]


def test_different_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="EUR and USD"):
        _ = Money(amount=Decimal(1), currency="EUR") + Money(amount=Decimal(1), currency="USD")


def test_money_adds_negates_rounds_and_shows_itself() -> None:
    total = Money(amount=Decimal("1.005"), currency="EUR") + Money(amount=Decimal(1), currency="EUR")
    assert str(total.rounded()) == "2.01 EUR"
    assert str(-total.rounded()) == "-2.01 EUR"


def test_digits_are_those_of_iso_4217() -> None:
    assert [digits(code) for code in ("EUR", "JPY", "KWD", "BHD", "CLF", "???")] == [2, 0, 3, 3, 4, 2]
    assert known_currency("CHF")
    assert not known_currency("chf")
    assert not known_currency("XXX")


@given(st.lists(st.tuples(AMOUNTS, CURRENCIES), max_size=30))
def test_control_totals_do_not_depend_on_the_order(amounts: list[tuple[Decimal, str]]) -> None:
    forward, backward = ControlTotals(), ControlTotals()
    forward.add_all(amounts)
    backward.add_all(reversed(amounts))
    assert forward.differences(backward) == {}


def test_control_totals_find_a_single_missing_cent_among_huge_sums() -> None:
    ours, theirs = ControlTotals(), ControlTotals({"EUR": Decimal("1000000000000000000000000000.01")})
    ours.add(Decimal(1000000000000000000000000000), "EUR")
    ours.add(Decimal(5), "JPY")
    assert ours.differences(theirs) == {"EUR": Decimal("-0.01"), "JPY": Decimal(5)}
    assert list(ours.by_currency()) == ["EUR", "JPY"]
