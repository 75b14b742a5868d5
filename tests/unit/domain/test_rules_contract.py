"""Contract, transit by country and carriers: each fires on its fault, and is silent without it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.check_facts import CheckFacts
from domain.facts import OrderFacts
from domain.profile import PartnerProfile
from tests.builders import CUSTOMERS, a_customer, a_line, a_profile, an_order, codes_of, findings_of, some_facts

CONTRACT = {"name": "Frame 17", "starts": "2026-03-01", "ends": "2026-03-31", "maximum_quantities": {"bolt-m8": 24}}
NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
"""A Tuesday."""


def _limits(**checks: object) -> PartnerProfile:
    return a_profile(checks=checks)


@pytest.mark.parametrize(("day", "codes"), [(1, []), (10, []), (31, [])])
def test_an_order_within_the_contracts_time_is_silent(day: int, codes: list[str]) -> None:
    order = an_order(ordered_at=datetime(2026, 3, day, 9, tzinfo=UTC))
    facts = some_facts(today=date(2026, 3, day))
    assert [one for one in codes_of(order, facts, _limits(contract=CONTRACT)) if "CONTR" in one] == codes


@pytest.mark.parametrize("day", [datetime(2026, 2, 28, 9, tzinfo=UTC), datetime(2026, 4, 1, 9, tzinfo=UTC)])
def test_an_order_outside_the_contracts_time_is_held(day: datetime) -> None:
    found = findings_of(an_order(ordered_at=day), profile=_limits(contract=CONTRACT))
    said = next(one for one in found if one.code == "SO-CONTR-001")
    assert "Frame 17 runs from 2026-03-01 to 2026-03-31" in said.message
    assert "SO-CONTR-001" not in codes_of(an_order(ordered_at=day), profile=_limits(contract={"name": "Ever"}))


def test_more_than_agreed_for_one_order_is_held_over_all_lines() -> None:
    order = an_order(a_line(quantity=13), a_line(2, unit="DZ", quantity=1, unit_price=30))
    found = [one for one in findings_of(order, profile=_limits(contract=CONTRACT)) if one.code == "SO-LINE-021"]
    assert [(one.path, one.value) for one in found] == [("lines[1].quantity", "25")]
    assert "24 is the most on one order by Frame 17" in found[0].message
    within = an_order(a_line(quantity=12), a_line(2, unit="DZ", quantity=1, unit_price=30))
    assert "SO-LINE-021" not in codes_of(within, profile=_limits(contract=CONTRACT))


def _in(country: str, carrier: str = "") -> OrderFacts:
    return some_facts(customers=[a_customer(country=country, carrier=carrier), *CUSTOMERS[1:]]).asked(CheckFacts(NOW))


@pytest.mark.parametrize(
    ("country", "earliest"), [("DE", date(2026, 3, 11)), ("CA", date(2026, 3, 17)), ("", date(2026, 3, 11))]
)
def test_goods_take_as_long_as_their_country_takes(country: str, earliest: date) -> None:
    profile = _limits(delivery={"lead_days": 1, "country_lead_days": {"CA": 5}})
    assert codes_of(an_order(requested_date=earliest), _in(country), profile) == []
    (found,) = findings_of(an_order(requested_date=date(2026, 3, 10)), _in(country), profile)
    assert (found.code, f"{earliest} is the earliest day" in found.message) == ("SO-DATE-006", True)


@pytest.mark.parametrize(
    ("country", "carrier", "codes"),
    [
        ("CA", "parcel service", ["SO-SHIP-005"]),
        ("US", "Parcel Service", []),
        ("CA", "Freight", []),
        ("CA", "", []),
        ("", "Parcel Service", []),
    ],
)
def test_a_carrier_goes_only_where_it_goes(country: str, carrier: str, codes: list[str]) -> None:
    profile = _limits(shipping={"carrier_countries": {"Parcel Service": ["US"]}})
    assert codes_of(an_order(), _in(country, carrier), profile) == codes
