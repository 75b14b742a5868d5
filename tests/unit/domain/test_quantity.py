"""Units convert by their factors; a dozen is twelve; nothing is lost on the way there and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents.master import UnitOfMeasure
from domain.values.quantity import convert, convertible, decimals, fits_digits, is_pack, is_whole, rounded
from tests.builders import DOZEN, EACH, KILO

GRAM = UnitOfMeasure(record_id=4, name="g", factor=Decimal("0.001"), reference_id=3)
CASE = UnitOfMeasure(record_id=5, name="Case of 24", factor=Decimal(24), reference_id=1)
WHOLE = UnitOfMeasure(record_id=6, name="Piece", factor=Decimal(1), reference_id=1, rounding=Decimal(1))
QUANTITIES = st.decimals(min_value=-(10**7), max_value=10**7, places=4)


def test_a_dozen_is_twelve() -> None:
    assert convert(Decimal(1), DOZEN, EACH) == 12
    assert convert(Decimal(24), EACH, DOZEN) == 2
    assert convert(Decimal(3), CASE, DOZEN) == 6
    assert convert(Decimal(250), GRAM, KILO) == Decimal("0.25")


def test_three_times_a_tenth_is_three_tenths() -> None:
    assert sum([convert(Decimal("0.1"), KILO, KILO)] * 3) == Decimal("0.3")


def test_kilograms_never_become_pieces() -> None:
    assert not convertible(KILO, EACH)
    with pytest.raises(ValueError, match="kg cannot be converted to Units"):
        convert(Decimal(1), KILO, EACH)


@given(QUANTITIES, st.sampled_from([(DOZEN, EACH), (CASE, EACH), (CASE, DOZEN), (KILO, GRAM)]))
def test_packs_convert_to_pieces_and_back_without_loss(
    quantity: Decimal, pair: tuple[UnitOfMeasure, UnitOfMeasure]
) -> None:
    pack, piece = pair
    assert convert(convert(quantity, pack, piece), piece, pack) == quantity


@given(QUANTITIES, st.sampled_from([(EACH, DOZEN), (EACH, CASE)]))
def test_pieces_that_make_no_whole_pack_lose_less_than_a_billionth(
    quantity: Decimal, pair: tuple[UnitOfMeasure, UnitOfMeasure]
) -> None:
    piece, pack = pair
    assert abs(convert(convert(quantity, piece, pack), pack, piece) - quantity) < Decimal("1e-9")


def test_a_pack_holds_a_whole_number_above_one() -> None:
    assert is_pack(DOZEN, EACH)
    assert is_pack(CASE, DOZEN)
    assert not is_pack(EACH, EACH)
    assert not is_pack(EACH, DOZEN)
    assert not is_pack(KILO, EACH)


@pytest.mark.parametrize(
    ("text", "whole"), [("2", True), ("2.000", True), ("2.5", False), ("-3", True), ("1E+2", True)]
)
def test_whole_numbers_are_seen_however_written(text: str, whole: bool) -> None:
    assert is_whole(Decimal(text)) is whole


def test_digits_come_from_the_units_rounding() -> None:
    assert decimals(EACH) == 2
    assert decimals(WHOLE) == 0
    assert rounded(Decimal("0.3335"), EACH) == Decimal("0.33")
    assert rounded(Decimal("2.5"), WHOLE) == 3
    assert not fits_digits(Decimal("0.3335"), EACH)
    assert fits_digits(Decimal("0.3300"), EACH)


@given(QUANTITIES)
def test_what_was_rounded_fits(quantity: Decimal) -> None:
    assert fits_digits(rounded(quantity, EACH), EACH)
