"""Checks of the customer fire on their fault, and are silent without it: merged, blocked, its message, credit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.check_facts import CheckFacts, CreditFact
from domain.documents.envelope import PartyReference
from domain.documents.master import Company, Currency
from domain.facts import OrderFacts
from domain.findings import Severity
from domain.resolve import resolve
from domain.rules import Ahead, decide, run_rules
from tests.builders import (
    CUSTOMERS,
    a_customer,
    a_line,
    a_profile,
    an_order,
    codes_of,
    findings_of,
    some_facts,
)

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
CREDIT = a_profile(checks={"credit": {"oldest_minutes": 15}})
OURS = Company(record_id=1, name="Our company", currency="EUR", credit_limits=True)


def _owing(
    limit: str | None = "100", owed: str = "0", to_invoice: str = "0", *, age: int = 0, **changes: object
) -> OrderFacts:
    """Facts with what Acme owes; the order of ten bolts is 25.00 and 29.75 with tax."""
    fact = CreditFact(
        customer_id=50,
        company_id=1,
        limit=None if limit is None else Decimal(limit),
        owed=Decimal(owed),
        to_invoice=Decimal(to_invoice),
        read_at=NOW - timedelta(minutes=age),
    )
    facts = some_facts(companies=[OURS], **changes)  # type: ignore[arg-type]
    return facts.asked(CheckFacts(NOW, {50: fact}, trouble="Odoo is away" if age else ""))


@pytest.mark.parametrize(("owed", "to_invoice"), [("70.25", "0"), ("0", "70.25"), ("50", "20.25"), ("-500", "570.25")])
def test_an_order_up_to_the_limit_goes_on_and_a_cent_more_is_held(owed: str, to_invoice: str) -> None:
    assert codes_of(an_order(), _owing("100", owed, to_invoice), CREDIT) == []
    (found,) = findings_of(an_order(), _owing("99.99", owed, to_invoice), CREDIT)
    assert (found.code, found.severity, found.owner) == ("SO-CREDIT-002", Severity.HOLD, "finance")
    assert "100.00 EUR of at most 99.99" in found.message
    assert "as of 2026-03-10 10:00:00 UTC" in found.message


def test_a_customer_without_limit_and_a_profile_without_the_check_are_silent() -> None:
    assert codes_of(an_order(), _owing(None, "9999"), CREDIT) == []
    assert codes_of(an_order(), _owing("1", "9999"), a_profile()) == []
    assert codes_of(an_order(), some_facts(companies=[OURS]), CREDIT) == [], "nothing was asked: a dry run"


def test_a_branch_uses_the_limit_of_its_house() -> None:
    order = an_order(customer=PartyReference(code="C-1-B"))
    assert codes_of(order, _owing("29.74"), CREDIT) == ["SO-CREDIT-002"]
    assert codes_of(order, _owing("29.75"), CREDIT) == []


def test_orders_before_it_in_the_batch_count() -> None:
    facts, ahead = _owing("60"), Ahead()
    first, second, third = (an_order(number=f"PO-{n}") for n in (1, 2, 3))
    said = []
    for order in (first, second, third):
        resolved = resolve(order, facts, CREDIT)
        found = run_rules(order, resolved, facts, CREDIT, ahead)
        said.append([one.code for one in found])
        if decide(found) == "checked":
            ahead.take(resolved, facts)
    assert said == [[], [], ["SO-CREDIT-002"]]


def test_figures_that_are_old_missing_or_not_kept_by_odoo_hold_and_say_why() -> None:
    assert codes_of(an_order(), _owing(age=15), CREDIT) == []
    (old,) = findings_of(an_order(), _owing(age=16), CREDIT)
    assert (old.code, "16 minutes old" in old.message, "Odoo is away" in old.message) == ("SO-CREDIT-003", True, True)
    missing = some_facts(companies=[OURS]).asked(CheckFacts(NOW, trouble="the bot may not see it"))
    (found,) = findings_of(an_order(), missing, CREDIT)
    assert (found.code, "the bot may not see it" in found.message) == ("SO-CREDIT-003", True)
    (off,) = findings_of(an_order(), some_facts().asked(CheckFacts(NOW)), CREDIT)
    assert (off.code, "does not use credit limits" in off.message) == ("SO-CREDIT-003", True)


def test_an_order_in_another_currency_is_counted_in_the_companys() -> None:
    company = OURS.model_copy(update={"currency": "USD"})
    rates = [Currency(record_id=1, code="USD", rate=Decimal(1)), Currency(record_id=2, code="EUR", rate=Decimal("0.5"))]
    fact = CreditFact(
        customer_id=50, company_id=1, limit=Decimal("59.50"), owed=Decimal(0), to_invoice=Decimal(0), read_at=NOW
    )
    asked = CheckFacts(NOW, {50: fact})
    known = some_facts(companies=[company], currencies=rates).asked(asked)
    assert "SO-CREDIT-002" not in codes_of(an_order(), known, CREDIT)
    less = CheckFacts(NOW, {50: fact.model_copy(update={"limit": Decimal("59.49")})})
    assert "SO-CREDIT-002" in codes_of(an_order(), known.asked(less), CREDIT)
    assert "SO-CREDIT-003" in codes_of(an_order(), some_facts(companies=[company]).asked(asked), CREDIT)


def test_a_tag_that_blocks_holds_also_where_the_house_carries_it() -> None:
    profile = a_profile(checks={"blocked_tags": ["Blocked"]})
    people = [a_customer(tags=("blocked", "Gold")), *CUSTOMERS[1:]]
    facts = some_facts(customers=people)
    (found,) = findings_of(an_order(), facts, profile)
    assert (found.code, decide([found])) == ("SO-CREDIT-001", "held")
    assert codes_of(an_order(customer=PartyReference(code="C-1-B")), facts, profile) == ["SO-CREDIT-001"]
    assert codes_of(an_order(customer=PartyReference(code="C-3")), facts, profile) == []
    assert codes_of(an_order(), facts) == []


def test_the_customers_message_is_told_and_may_hold() -> None:
    facts = some_facts(customers=[a_customer(warning="Ask Ms Roe first"), *CUSTOMERS[1:]])
    (found,) = findings_of(an_order(), facts)
    assert (found.code, found.severity) == ("SO-PARTY-012", Severity.WARN)
    assert "Ask Ms Roe first" in found.message
    assert decide(findings_of(an_order(), facts, a_profile(severities={"SO-PARTY-012": "hold"}))) == "held"


def test_a_merged_customer_is_the_one_that_is_left() -> None:
    profile = a_profile(checks={"merged": {"C-9": "C-1"}}, customers={"STORE-9": "C-9"})
    for code in ("C-9", "c-9", "STORE-9"):
        order = an_order(customer=PartyReference(code=code))
        (found,) = findings_of(order, profile=profile)
        assert (found.code, found.severity, decide([found])) == ("SO-PARTY-011", Severity.FIX, "checked")
        assert resolve(order, some_facts(), profile).customer_id == 50
    assert codes_of(an_order(), profile=profile) == []
    assert codes_of(an_order(customer=PartyReference(code="C-9"))) == ["SO-PARTY-002"]


HOME = a_customer(street="Hauptstraße 5", zip_code="10115", city="Berlin", country="DE")
DEPOT = a_customer(
    record_id=60, code="", gln="", name="Depot", parent_id=50, street="Am Hafen 12a", zip_code="20457", city="Hamburg"
)
PLACES = (HOME, DEPOT, *CUSTOMERS[1:])


@pytest.mark.parametrize(
    "lines",
    [("Am Hafen 12a", "20457 Hamburg"), ("AM HAFEN 12A,", "D-20457 HAMBURG"), ("am hafen  12a", "Hamburg", "20457")],
)
def test_an_address_in_words_is_matched_once_it_is_normalised(lines: tuple[str, ...]) -> None:
    order = an_order(ship_to=PartyReference(name="Acme, depot", address=lines))
    facts = some_facts(customers=PLACES)
    (found,) = findings_of(order, facts)
    assert (found.code, found.severity) == ("SO-PARTY-013", Severity.FIX)
    assert resolve(order, facts, a_profile()).ship_to_id == 60


@pytest.mark.parametrize("street", ["Hauptstr. 5", "Haupt-Strasse 5", "HAUPTSTRASSE 5"])
def test_short_forms_of_streets_are_the_same_street(street: str) -> None:
    order = an_order(ship_to=PartyReference(address=(street, "10115 Berlin"), country="DE"))
    codes = codes_of(order, some_facts(customers=PLACES))
    assert codes == ["SO-PARTY-013"]


@pytest.mark.parametrize(
    ("lines", "country"),
    [
        (("Am Hafen 12b", "20457 Hamburg"), ""),
        (("Am Hafen 12", "20457 Hamburg"), ""),
        (("Am Hafen 12a", "20459 Hamburg"), ""),
        (("Hauptstraße 5", "10115 Berlin"), "AT"),
        (("Neue Lange Gasse 12a", "20457 Hamburg"), ""),
    ],
)
def test_another_house_postal_code_country_or_street_is_held_with_the_nearest(
    lines: tuple[str, ...], country: str
) -> None:
    order = an_order(ship_to=PartyReference(address=lines, country=country))
    facts = some_facts(customers=PLACES)
    found = findings_of(order, facts)
    assert ([one.code for one in found], decide(found)) == (["SO-PARTY-008"], "held")
    assert resolve(order, facts, a_profile()).ship_to_id is None


def test_two_addresses_that_fit_are_none_and_another_customers_is_not_taken() -> None:
    twin = DEPOT.model_copy(update={"record_id": 61, "street2": "Tor 2"})
    order = an_order(ship_to=PartyReference(address=("Am Hafen 12a", "Tor 2", "20457 Hamburg")))
    assert codes_of(order, some_facts(customers=(*PLACES, twin))) == ["SO-PARTY-013"]
    plain = an_order(ship_to=PartyReference(address=("Am Hafen 12a", "20457 Hamburg")))
    same = twin.model_copy(update={"street2": "", "city": "Hamburg Hafen"})
    assert codes_of(plain, some_facts(customers=(*PLACES, same))) == ["SO-PARTY-008"]
    theirs = DEPOT.model_copy(update={"parent_id": 53})
    assert codes_of(plain, some_facts(customers=(HOME, theirs, *CUSTOMERS[1:]))) == ["SO-PARTY-008"]


def test_the_very_same_address_twice_is_one() -> None:
    twin = DEPOT.model_copy(update={"record_id": 61})
    order = an_order(ship_to=PartyReference(address=("Am Hafen 12a", "20457 Hamburg")))
    assert codes_of(order, some_facts(customers=(*PLACES, twin))) == ["SO-PARTY-013"]


def test_a_line_of_another_order_does_not_matter() -> None:
    assert codes_of(an_order(a_line(quantity=1)), _owing("2.98"), CREDIT) == []
    assert codes_of(an_order(a_line(quantity=1)), _owing("2.97"), CREDIT) == ["SO-CREDIT-002"]
