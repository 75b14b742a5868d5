"""Each rule about parties, company and currency fires on its fault, and is silent without it."""

from __future__ import annotations

import pytest

from domain.documents.envelope import PartyReference
from domain.documents.master import Company, PriceList
from domain.findings import Severity
from domain.rules import decide
from tests.builders import CUSTOMER_GLN, CUSTOMERS, a_customer, a_profile, an_order, codes_of, findings_of, some_facts


def _by(code: str = "", gln: str = "", **more: object) -> PartyReference:
    return PartyReference.model_validate({"code": code, "gln": gln} | more)


def test_an_order_that_is_right_has_no_findings() -> None:
    assert codes_of(an_order()) == []


def test_a_customer_is_found_by_gln_alone() -> None:
    assert codes_of(an_order(customer=_by(gln=CUSTOMER_GLN))) == []


def test_a_customer_code_is_found_whatever_its_case_and_blanks() -> None:
    assert codes_of(an_order(customer=_by(" c-1 "))) == []


def test_an_order_without_customer_is_an_exception() -> None:
    found = findings_of(an_order(customer=_by(name="Someone")))
    assert [one.code for one in found] == ["SO-PARTY-001"]
    assert decide(found) == "exception"


def test_an_order_without_customer_goes_to_the_house_account_if_the_profile_names_one() -> None:
    assert codes_of(an_order(customer=_by()), profile=a_profile(house_account="C-3")) == []


def test_a_house_account_does_not_take_orders_of_unknown_customers() -> None:
    assert codes_of(an_order(customer=_by("NOBODY")), profile=a_profile(house_account="C-3")) == ["SO-PARTY-002"]


def test_an_unknown_customer_is_an_exception_that_names_the_code() -> None:
    (found,) = findings_of(an_order(customer=_by("NOBODY")))
    assert (found.code, found.value, found.path, found.severity) == (
        "SO-PARTY-002",
        "NOBODY",
        "customer.code",
        Severity.EXCEPTION,
    )


def test_the_profiles_table_makes_a_partners_customer_code_ours() -> None:
    profile = a_profile(customers={"Store-7": "C-1"})
    assert codes_of(an_order(customer=_by("STORE-7")), profile=profile) == []


def test_an_archived_customer_holds_the_order() -> None:
    found = findings_of(an_order(customer=_by("C-2")))
    assert [one.code for one in found] == ["SO-PARTY-003"]
    assert decide(found) == "held"


def test_an_archived_customer_whose_code_an_active_one_has_taken_over_is_silent() -> None:
    twice = (*CUSTOMERS, a_customer(record_id=60, code="C-2", gln=""))
    assert codes_of(an_order(customer=_by("C-2")), some_facts(customers=twice)) == []


def test_a_code_of_two_active_customers_is_not_guessed() -> None:
    twice = (*CUSTOMERS, a_customer(record_id=60, code="C-1", gln="", name="Acme again"))
    (found,) = findings_of(an_order(), some_facts(customers=twice))
    assert found.code == "SO-PARTY-004"
    assert "Acme again" in found.message


@pytest.mark.parametrize("gln", ["4000001000006", "400000100000", "٤٠٠٠٠٠١٠٠٠٠٠٥"])
def test_a_gln_with_a_wrong_check_digit_is_refused(gln: str) -> None:
    found = findings_of(an_order(customer=_by("C-1", gln)))
    assert "SO-PARTY-005" in [one.code for one in found]
    assert decide(found) == "refused"


def test_code_and_gln_of_two_customers_contradict() -> None:
    assert codes_of(an_order(customer=_by("C-3", CUSTOMER_GLN))) == ["SO-PARTY-006"]


def test_code_and_gln_of_one_customer_agree() -> None:
    assert codes_of(an_order(customer=_by("C-1", CUSTOMER_GLN))) == []


def test_an_unknown_delivery_address_is_an_exception() -> None:
    assert codes_of(an_order(ship_to=_by("NOWHERE"))) == ["SO-PARTY-007"]


def test_a_delivery_address_in_words_only_is_held() -> None:
    assert codes_of(an_order(ship_to=_by(name="Site 4", address=("Main street 1",)))) == ["SO-PARTY-008"]


def test_an_archived_delivery_address_is_held() -> None:
    gone = a_customer(record_id=70, code="C-1-X", gln="", parent_id=50, active=False)
    facts = some_facts(customers=(*CUSTOMERS, gone))
    assert codes_of(an_order(ship_to=_by("C-1-X")), facts) == ["SO-PARTY-009"]


def test_another_customers_delivery_address_is_held() -> None:
    assert codes_of(an_order(ship_to=_by("C-3"))) == ["SO-PARTY-010"]


@pytest.mark.parametrize("code", ["C-1", "C-1-B"])
def test_the_customers_own_addresses_are_silent(code: str) -> None:
    assert codes_of(an_order(ship_to=_by(code))) == []


def test_a_company_that_is_not_there_is_an_exception() -> None:
    profile = a_profile(odoo={"company": "No such company"})
    assert "SO-COMP-001" in codes_of(an_order(), profile=profile)


def test_a_company_by_its_name_is_silent() -> None:
    assert codes_of(an_order(), profile=a_profile(odoo={"company": "our COMPANY", "warehouse": "wh"})) == []


def test_a_company_without_warehouse_is_an_exception() -> None:
    assert codes_of(an_order(), some_facts(warehouses=())) == ["SO-COMP-002"]


def test_a_warehouse_that_is_not_there_is_an_exception() -> None:
    assert codes_of(an_order(), profile=a_profile(odoo={"warehouse": "ZZ"})) == ["SO-COMP-002"]


@pytest.mark.parametrize("currency", ["", "EURO", "ZZZ", "eur"])
def test_a_currency_that_does_not_exist_is_refused(currency: str) -> None:
    assert codes_of(an_order(currency=currency)) == ["SO-CUR-001"]


def test_a_currency_that_is_not_agreed_is_refused() -> None:
    found = findings_of(an_order(currency="USD"))
    assert [one.code for one in found] == ["SO-CUR-002"]
    assert decide(found) == "refused"


def test_an_agreed_currency_that_the_price_list_does_not_have_is_an_exception() -> None:
    assert "SO-CUR-003" in codes_of(an_order(currency="USD"), profile=a_profile(currencies=("EUR", "USD")))


def test_an_agreed_currency_of_the_price_list_is_silent_in_a_company_of_another() -> None:
    facts = some_facts(
        pricelists=(PriceList(record_id=5, name="Dollar", currency="USD"),),
        companies=(Company(record_id=1, name="Our company", currency="EUR"),),
    )
    order = an_order(currency="USD")
    assert codes_of(order, facts, a_profile(currencies=("EUR", "USD"))) == ["SO-PRICE-005"]


def test_a_profile_may_let_a_person_approve_a_new_address() -> None:
    order = an_order(ship_to=PartyReference(address=("Lange Str. 4", "20095 Hamburg"), country="DE"))
    facts = some_facts(
        customers=[a_customer(street="Am Hafen 12a", zip_code="20457", city="Hamburg", country="DE"), *CUSTOMERS[1:]]
    )
    (held,) = findings_of(order, facts)
    assert held.code == "SO-PARTY-008"
    assert "The nearest that we know is" in held.message
    (found,) = findings_of(order, facts, a_profile(checks={"new_addresses": True}))
    assert found.code == "SO-PARTY-014"
    assert "released, it is made in Odoo as Lange Str. 4, 20095 Hamburg, DE." in found.message
    nowhere = an_order(ship_to=PartyReference(name="Site 4", address=("Hamburg",)))
    (found,) = findings_of(nowhere, facts, a_profile(checks={"new_addresses": True}))
    assert found.code == "SO-PARTY-008"
