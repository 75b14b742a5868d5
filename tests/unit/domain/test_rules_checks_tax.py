"""Tax by an engine beside Odoo's: equal is silent, different is explained line by line, no answer holds."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.check_facts import CheckFacts
from domain.documents.envelope import PartyReference
from domain.facts import OrderFacts
from domain.resolve import resolve
from domain.tax_answers import LineTax, TaxAnswer
from domain.taxes import tax_question
from tests.builders import CUSTOMERS, a_customer, a_line, a_profile, an_order, codes_of, findings_of, some_facts

PROFILE = a_profile(checks={"tax": {}})
NAME = resolve(an_order(), some_facts(), PROFILE).external_id


def _said(*taxes: str, why_not: str = "") -> OrderFacts:
    lines = tuple(LineTax(place, Decimal(tax), "GERMANY 19.00 %") for place, tax in enumerate(taxes, 1))
    return some_facts().asked(CheckFacts(datetime(2026, 3, 10, tzinfo=UTC), taxes={NAME: TaxAnswer(lines, why_not)}))


@pytest.mark.parametrize("tax", ["4.75", "4.77", "4.73"])
def test_the_same_tax_within_two_cents_is_silent(tax: str) -> None:
    assert codes_of(an_order(), _said(tax), PROFILE) == []


def test_another_tax_is_held_with_both_sides_explained() -> None:
    order = an_order(a_line(), a_line(2, sku="NUT-M8", unit_price=1))
    found = findings_of(order, _said("4.75", "0.70"), PROFILE)
    assert [(one.code, one.path) for one in found] == [("SO-TAX-001", "lines[2].subtotal")]
    assert "says 0.70 EUR of tax, Odoo will put 1.90" in found[0].message
    assert "the engine has GERMANY 19.00 %, Odoo 19 % (19 %)" in found[0].message


def test_no_answer_holds_and_says_why() -> None:
    (found,) = findings_of(an_order(), _said(why_not="the tax engine is away"), PROFILE)
    assert (found.code, "engine is away" in found.message) == ("SO-TAX-002", True)


def test_a_profile_without_the_check_and_a_dry_run_are_silent() -> None:
    assert codes_of(an_order(), _said("9.99")) == []
    assert codes_of(an_order(), some_facts(), PROFILE) == []


def test_the_question_names_the_known_place_and_the_amounts_without_tax() -> None:
    people = [a_customer(street="Hafen 1", zip_code="20457", city="Hamburg", country="DE"), *CUSTOMERS[1:]]
    facts = some_facts(customers=people)
    question = tax_question(resolve(an_order(), facts, PROFILE), facts)
    assert question is not None
    assert (question.place.line, question.place.postal_code, question.place.country) == ("Hafen 1", "20457", "DE")
    assert [(line.position, line.amount) for line in question.lines] == [(1, Decimal("25.00"))]
    stated = PartyReference(address=("Rue 1", "Paris"), country="FR")
    elsewhere = tax_question(resolve(an_order(ship_to=stated), facts, PROFILE), facts, stated)
    assert elsewhere is not None
    assert elsewhere.place.country == "FR"
    unknown = resolve(an_order(customer=PartyReference(code="?")), facts, PROFILE)
    assert tax_question(unknown, facts) is None
