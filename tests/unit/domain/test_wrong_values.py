"""Messages of pydantic's in words for whoever wrote the value."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.profile import PartnerProfile
from domain.wrong_values import going_on, in_plain_words


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Input should be a valid tuple", "Input should be a list, with brackets around it"),
        ("Tuple should have at least 1 item after validation, not 0", "There should be at least 1 item, not 0"),
        ("Input should be a valid string", "Input should be a text"),
        ("Extra inputs are not permitted", "There is no such field"),
        ("Input should be a valid dictionary or instance of Transport", "Input should be a table of names and values"),
        ("Value error, our own words", "our own words"),
    ],
)
def test_no_type_of_a_programming_language_is_left(said, plain):
    assert in_plain_words(said) == plain


def test_an_abbreviation_stays_as_it_is():
    assert going_on("Value error, UBL has no envelope") == "UBL has no envelope"
    assert going_on("Input should be 3") == "input should be 3"


def test_it_is_what_pydantic_says_today():
    with pytest.raises(ValidationError) as caught:
        PartnerProfile.model_validate({"answers": {"orders": True}, "units": 5, "channel": 7})
    said = [in_plain_words(one["msg"]) for one in caught.value.errors()]
    assert not [one for one in said if "tuple" in one.lower() or "dictionary" in one or "string" in one], said
