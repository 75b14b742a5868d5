"""Taxes of a line are those that Odoo's fiscal positions give; what depends on more than the country is not known."""

from __future__ import annotations

import pytest

from domain.documents.envelope import PartyReference
from domain.documents.master import FiscalPosition, Tax
from domain.resolve import resolve
from tests.builders import a_customer, a_profile, an_order, some_facts

TAXES = (
    Tax(record_id=7, name="19 %", amount=19, company_id=1),
    Tax(record_id=8, name="EU", amount=0),
    Tax(record_id=9, name="Other company's", amount=5, company_id=2),
)
HOME = FiscalPosition(record_id=1, name="Home", auto_apply=True, sequence=10, country="DE", company_id=1)
EUROPE = FiscalPosition(
    record_id=2, name="EU", auto_apply=True, sequence=20, countries=("DE", "FR"), tax_map=((7, 8),), company_id=1
)
ABROAD = FiscalPosition(record_id=3, name="Abroad", auto_apply=True, sequence=30, tax_map=((7, 0),))
POSITIONS = (ABROAD, EUROPE, HOME)


def _taxes(
    *positions: FiscalPosition, position: int | None = None, country: str = "DE", to: str | None = None
) -> tuple[int, ...] | None:
    customer = a_customer(fiscal_position_id=position, country=country)
    branch = a_customer(record_id=51, code="C-1-B", gln="", parent_id=50, country=to or "")
    facts = some_facts(customers=(customer, branch), fiscal_positions=positions, taxes=TAXES)
    order = an_order(ship_to=PartyReference(code="C-1-B")) if to is not None else an_order()
    return resolve(order, facts, a_profile()).lines[0].tax_ids


def test_without_positions_taxes_are_the_products_own() -> None:
    assert _taxes() == (7,)


def test_a_position_that_applies_to_nobody_by_itself_changes_nothing() -> None:
    assert _taxes(EUROPE.model_copy(update={"auto_apply": False})) == (7,)


def test_the_customers_own_position_goes_before_those_by_country() -> None:
    assert _taxes(*POSITIONS, position=2) == (8,)
    assert _taxes(*POSITIONS, position=3) == ()


@pytest.mark.parametrize(("country", "expected"), [("DE", (7,)), ("FR", (8,)), ("US", ()), ("", (7,))])
def test_by_country_the_first_position_that_fits_is_taken(country: str, expected: tuple[int, ...]) -> None:
    assert _taxes(*POSITIONS, country=country) == expected


def test_a_company_s_own_position_goes_before_a_shared_one_whatever_its_sequence() -> None:
    shared = ABROAD.model_copy(update={"sequence": 1})
    assert _taxes(shared, HOME) == (7,)


def test_positions_of_another_company_and_archived_ones_do_not_count() -> None:
    assert _taxes(EUROPE.model_copy(update={"company_id": 2})) == (7,)
    assert _taxes(EUROPE.model_copy(update={"active": False})) == (7,)


def test_a_position_without_taxes_removes_all() -> None:
    assert _taxes(HOME.model_copy(update={"removes_all": True})) == ()


def test_what_depends_on_a_vat_number_a_state_or_a_postal_code_is_not_known() -> None:
    opaque = HOME.model_copy(update={"opaque": True})
    assert _taxes(opaque) is None
    assert _taxes(opaque, ABROAD, country="US") == ()


def test_a_delivery_to_another_country_is_not_known() -> None:
    assert _taxes(*POSITIONS, to="FR") is None
    assert _taxes(*POSITIONS, to="DE") == (7,)


def test_a_position_that_is_not_there_is_not_known() -> None:
    assert _taxes(position=77) is None


def test_taxes_of_an_unknown_customer_are_not_known() -> None:
    facts = some_facts(customers=(), taxes=TAXES)
    assert resolve(an_order(), facts, a_profile()).lines[0].tax_ids is None


def test_taxes_of_another_company_are_not_ours() -> None:
    product_taxes = some_facts(taxes=TAXES[2:])
    assert resolve(an_order(), product_taxes, a_profile()).lines[0].tax_ids == ()
