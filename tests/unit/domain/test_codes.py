"""GTIN and GLN: check digits, lengths, one normal form, ASCII digits only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values.codes import check_digit, check_gln, check_gtin, gtin14, gtin_forms

BODIES = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


@pytest.mark.parametrize("code", ["96385074", "036000291452", "4006381333931", "10614141000415", "5901234123457"])
def test_published_gtins_are_right(code: str) -> None:
    assert check_gtin(code) == ""


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("4006381333932", "its last digit is 2, but the others ask for 1"),
        ("400638133393", "its last digit"),
        ("40063813339", "it has 11 digits"),
        ("", "other characters"),
        ("40063813339AB", "other characters"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "other characters"),
        ("４００６３８１３３３９３１", "other characters"),  # noqa: RUF001 - full-width digits are meant
        ("400638133393¹", "other characters"),
    ],
)
def test_what_is_no_gtin_says_why(code: str, why: str) -> None:
    assert why in check_gtin(code)


def test_a_gln_has_thirteen_digits_only() -> None:
    assert check_gln("4000001000005") == ""
    assert "13" in check_gln("96385074")


@given(BODIES)
def test_a_code_with_its_check_digit_is_right(body: str) -> None:
    assert check_gtin(body + check_digit(body)) == ""


@given(BODIES, st.data())
def test_one_wrong_digit_is_always_seen(body: str, data: st.DataObject) -> None:
    code = body + check_digit(body)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[place]]))
    assert check_gtin(code[:place] + other + code[place + 1 :]) != ""


@given(BODIES)
def test_every_form_of_a_gtin_has_the_same_normal_form(body: str) -> None:
    code = body + check_digit(body)
    forms = gtin_forms(code)
    assert code in forms
    assert {gtin14(form) for form in forms} == {gtin14(code)}
    assert len(gtin14(code)) == 14


def test_forms_drop_zeros_only() -> None:
    assert gtin_forms("036000291452") == ("00036000291452", "0036000291452", "036000291452")
    assert gtin_forms("10614141000415") == ("10614141000415",)
    assert gtin_forms("no code") == ("no code",)


def test_a_check_digit_is_not_made_of_letters() -> None:
    with pytest.raises(ValueError, match="0 to 9"):
        check_digit("12A4567")
