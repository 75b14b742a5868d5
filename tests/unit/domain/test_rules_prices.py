"""Each rule about prices fires on its fault, and is silent without it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.findings import Severity
from domain.rules import decide
from tests.builders import a_line, a_profile, an_entry, an_order, codes_of, findings_of, some_facts


def _priced(price: str | None, **changes: object) -> list[str]:
    return codes_of(an_order(a_line(unit_price=price, **changes)))


@pytest.mark.parametrize("price", ["2.50", "2.5", "2.49", "2.51", None])
def test_a_price_within_a_cent_or_none_is_silent(price: str | None) -> None:
    assert _priced(price) == []


@pytest.mark.parametrize("price", ["2.48", "2.52", "25.00", "0.25"])
def test_a_wrong_price_holds_the_order(price: str) -> None:
    found = findings_of(an_order(a_line(unit_price=price)))
    assert [one.code for one in found] == ["SO-PRICE-001"]
    assert "2.50" in found[0].message
    assert decide(found) == "held"


def test_the_profiles_percent_widens_the_tolerance() -> None:
    order = an_order(a_line(unit_price=Decimal("2.60")))
    assert codes_of(order, profile=a_profile(price_tolerance={"percent": "4"})) == []
    assert codes_of(order, profile=a_profile(price_tolerance={"percent": "3.9"})) == ["SO-PRICE-001"]


def test_the_price_list_counts_not_the_list_price() -> None:
    facts = some_facts(entries=[an_entry()])
    assert codes_of(an_order(a_line(unit_price=Decimal("2.25"))), facts) == []
    assert codes_of(an_order(), facts) == ["SO-PRICE-001"]


def test_the_price_of_a_pack_is_that_of_what_it_holds() -> None:
    assert _priced("30.00", unit="DZ") == []
    assert _priced("2.50", unit="DZ") == ["SO-PRICE-001"]


def test_no_price_on_either_side_is_an_exception() -> None:
    facts = some_facts(entries=[an_entry(kind="formula", percent=None, formula="cost * 2")])
    assert codes_of(an_order(a_line(unit_price=None)), facts) == ["SO-PRICE-002"]


def test_a_stated_price_that_cannot_be_checked_is_only_a_warning() -> None:
    facts = some_facts(entries=[an_entry(kind="formula", percent=None, formula="cost * 2")])
    (found,) = findings_of(an_order(), facts)
    assert (found.code, found.severity) == ("SO-PRICE-005", Severity.WARN)


def test_a_negative_price_is_refused() -> None:
    assert _priced("-2.50") == ["SO-PRICE-003"]


def test_a_price_of_zero_is_held() -> None:
    assert _priced("0.00") == ["SO-PRICE-004"]


def test_a_profile_may_change_what_a_finding_does() -> None:
    order = an_order(a_line(unit_price=Decimal(9)))
    found = findings_of(order, profile=a_profile(severities={"SO-PRICE-001": "reject"}))
    assert decide(found) == "refused"


def test_the_price_of_an_unknown_product_is_not_judged() -> None:
    assert _priced("9.99", sku="NEW") == ["SO-LINE-002"]
