"""Addresses in words: what people write differently is the same, what is another house is not, and each says why."""

from __future__ import annotations

import pytest

from domain.address_words import folded, words_of
from domain.addresses import AddressMatch, matched
from domain.documents.envelope import PartyReference
from domain.new_address import NewAddress, new_address
from domain.postal import postal_key, split_place, without_postal_code
from tests.builders import a_customer

PLACES = {
    "HAMBURG": a_customer(street="Am Hafen 12a", street2="Tor 2", zip_code="20457", city="Hamburg", country="DE"),
    "BERLIN": a_customer(record_id=61, street="Müllerstraße 5", zip_code="10115", city="Berlin", country="DE"),
    "ERIE": a_customer(record_id=62, street="12 St. John Ave", zip_code="16507", city="Erie", country="US"),
    "LONDON": a_customer(record_id=63, street="10 Downing Street", zip_code="SW1A 2AA", city="London", country="GB"),
    "AMSTERDAM": a_customer(record_id=64, street="Damrak 1-5", zip_code="1012 LG", city="Amsterdam", country="NL"),
    "AARHUS": a_customer(record_id=65, street="Åboulevarden 3", zip_code="8000", city="Århus C", country="DK"),
    "OTTAWA": a_customer(record_id=66, street="80 Wellington St", zip_code="K1A 0A2", city="Ottawa", country="CA"),
    "BOX": a_customer(record_id=67, street="P.O. Box 77", zip_code="00-950", city="Warszawa", country="PL"),
}


def _match(*lines: str, country: str = "") -> AddressMatch:
    return matched(PartyReference(address=lines, country=country), list(PLACES.values()))


@pytest.mark.parametrize(
    ("place", "lines"),
    [
        ("HAMBURG", ("Tor 2", "AM HAFEN 12 A", "D-20457 HAMBURG")),
        ("HAMBURG", ("am hafen 12-a, tor 2, 20457 hamburg",)),
        ("HAMBURG", ("Am Hafen Nr. 12/a", "  ", "Tor 02", "DE 20457 Hamburg")),
        ("BERLIN", ("Mueller-Str. 5", "10115 Berlin")),
        ("BERLIN", ("MULLERSTRASSE 5", "Berlin 10115")),
        ("ERIE", ("12 Saint John Avenue", "Erie 16507-1234")),
        ("ERIE", ("12 ST JOHN AVE.", "ERIE 16507")),
        ("LONDON", ("10 Downing St", "London sw1a2aa")),
        ("AMSTERDAM", ("Damrak 1 - 5", "1012lg Amsterdam")),
        ("AARHUS", ("Aaboulevarden 3", "DK-8000 Aarhus C")),
        ("OTTAWA", ("80 Wellington Street", "Ottawa K1A0A2")),
        ("BOX", ("PO Box 77", "00950 Warszawa")),
        ("OTTAWA", ("80 Welington Street", "Ottawa K1A 0A2")),
    ],
)
def test_what_people_write_differently_is_the_same_place(place: str, lines: tuple[str, ...]) -> None:
    found = _match(*lines)
    assert found.customer == PLACES[place], found
    assert found.score >= 90
    assert "is the same" in found.why


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("Am Hafen 12b", "Tor 2", "20457 Hamburg"), "number 12b, 2 here, 12a, 2 there"),
        (("Am Hafen 12a", "Tor 3", "20457 Hamburg"), "number 12a, 3 here"),
        (("Am Hafen 12a", "Tor 2", "20459 Hamburg"), "postal code 20457 is not named"),
        (("10 Downing Street", "London"), "postal code SW1A 2AA is not named"),
        (("Andere Gasse 12a", "Tor 2", "20457 Hamburg"), "only on one side"),
    ],
)
def test_another_house_code_or_street_is_not_and_the_nearest_says_why(lines: tuple[str, ...], why: str) -> None:
    found = _match(*lines)
    assert found.customer is None
    assert found.nearest
    assert why in found.why
    assert found.score < 90


def test_another_country_is_another_place() -> None:
    found = _match("Müllerstraße 5", "10115 Berlin", country="AT")
    assert (found.customer, found.why.startswith("another country (DE)")) == (None, True)


def test_words_that_only_say_that_a_number_comes_are_left_out_and_directions_stay() -> None:
    assert words_of(folded("No. 7 High Rd")) == words_of(folded("7 high road"))
    assert words_of(folded("12 E Main St")) != words_of(folded("12e Main St"))
    assert words_of(folded("5th Avenue #4")) == words_of(folded("5 Ave Apt 4"))
    assert words_of(" ,;- ").none


@pytest.mark.parametrize(
    ("line", "country", "code", "city"),
    [
        ("20457 Hamburg", "DE", "20457", "Hamburg"),
        ("D-20457 Hamburg", "DE", "20457", "Hamburg"),
        ("Erie, PA 16507-1234", "US", "16507-1234", "Erie, PA"),
        ("London SW1A 2AA", "GB", "SW1A 2AA", "London"),
        ("1012 LG Amsterdam", "NL", "1012 LG", "Amsterdam"),
        ("Warszawa", "PL", "", "Warszawa"),
        ("00-950 Warszawa", "PL", "00-950", "Warszawa"),
    ],
)
def test_the_line_of_the_place_is_split_by_the_countrys_format(line: str, country: str, code: str, city: str) -> None:
    assert split_place(line, country) == (code, city)


def test_a_postal_code_is_found_however_it_is_written_and_not_inside_another_number() -> None:
    assert postal_key("D-20457", "DE") == postal_key("20 457", "DE") == "20457"
    assert without_postal_code("am hafen 120457", "20457", "DE") is None
    assert without_postal_code("am hafen 1", "", "DE") is None


def _made(*lines: str, name: str = "", country: str = "") -> NewAddress | None:
    return new_address(PartyReference(name=name, address=lines, country=country), PLACES["HAMBURG"])


def test_a_new_address_has_its_fields_and_one_id_in_every_spelling() -> None:
    made = _made("Lange Str. 4 b", "Halle 7", "D-20095  Hamburg", name="Lager  Nord")
    assert made is not None
    assert made.in_words() == "Lager Nord, Lange Str. 4 b, Halle 7, 20095 Hamburg, DE"
    again = _made("LANGE STRASSE 4b, Halle 7, 20095 Hamburg")
    other = _made("Lange Str. 4c", "Halle 7", "20095 Hamburg")
    assert again is not None
    assert other is not None
    assert made.external_id == again.external_id != other.external_id
    apart = _made("Lange Str. 4", "Hamburg", "20095")
    assert apart is not None
    assert (apart.street, apart.zip_code, apart.city) == ("Lange Str. 4", "20095", "Hamburg")


@pytest.mark.parametrize("lines", [(), ("Hamburg",), ("  ", "Hamburg"), ("20095 Hamburg",)])
def test_what_has_no_street_or_no_place_is_not_made(lines: tuple[str, ...]) -> None:
    assert _made(*lines) is None


@pytest.mark.parametrize("lines", [("Lange Str. 4 b", "D-20095 Hamburg"), ("Weg ohne Nummer", "Dorf")])
def test_what_was_made_is_found_by_the_very_words_that_made_it(lines: tuple[str, ...]) -> None:
    made = _made(*lines)
    assert made is not None
    stands = a_customer(
        record_id=99, parent_id=50, street=made.street, street2=made.street2, zip_code=made.zip_code, city=made.city,
        country=made.country,
    )  # fmt: skip
    assert matched(PartyReference(address=lines), [*PLACES.values(), stands]).customer == stands
