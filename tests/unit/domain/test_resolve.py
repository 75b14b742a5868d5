"""Resolving: the customer's words become our records, prices and totals; what is unknown stays empty."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.documents.envelope import PartyReference
from domain.documents.master import Company, Tax
from domain.documents.resolved_order import ResolvedOrder
from domain.facts import needs
from domain.keys import external_id
from domain.resolve import resolve, resolved_json
from tests.builders import (
    BOLT_DOZEN_GTIN,
    BOLT_GTIN,
    CUSTOMERS,
    a_customer,
    a_line,
    a_product,
    a_profile,
    an_entry,
    an_order,
    some_facts,
)

PROFILE = a_profile()


def test_an_order_gets_our_records_price_tax_and_total() -> None:
    resolved = resolve(an_order(), some_facts(), PROFILE, source_label="acme, orders.csv")
    line = resolved.lines[0]
    assert resolved.external_id == external_id(an_order().key)
    assert (resolved.customer_id, resolved.company_id, resolved.warehouse_id, resolved.pricelist_id) == (50, 1, 3, 5)
    assert (line.product_id, line.uom_id, line.quantity, line.price_unit) == (10, 1, 10, Decimal("2.50"))
    assert (line.expected_price, line.tax_ids, line.subtotal) == (Decimal("2.50"), (7,), Decimal("25.00"))
    assert resolved.untaxed_total == Decimal("25.00")
    assert resolved.source_label == "acme, orders.csv"


def test_json_of_an_unchecked_value_is_that_of_a_checked_one() -> None:
    order = an_order(a_line(), a_line(2, sku="?", unit_price=None), ship_to=PartyReference(code="C-1-B"))
    resolved = resolve(order, some_facts(), PROFILE, source_label="x")
    raw = resolved_json(resolved)
    checked = ResolvedOrder.model_validate_json(raw)
    assert checked == resolved
    assert checked.model_dump_json().encode() == raw
    assert ResolvedOrder.model_validate(resolved.model_dump()).model_dump_json().encode() == raw
    assert set(resolved.model_fields_set) == set(ResolvedOrder.model_fields)


def test_where_no_price_is_stated_ours_is_posted_with_its_discount() -> None:
    facts = some_facts(entries=[an_entry(percent=Decimal(20))])
    line = resolve(an_order(a_line(unit_price=None)), facts, PROFILE).lines[0]
    assert (line.price_unit, line.discount, line.expected_price) == (Decimal("2.50"), 20, Decimal("2.000"))
    assert line.subtotal == Decimal("20.00")


def test_a_stated_price_is_posted_without_discount_so_that_no_list_touches_it() -> None:
    facts = some_facts(entries=[an_entry(percent=Decimal(20))])
    line = resolve(an_order(), facts, PROFILE).lines[0]
    assert (line.price_unit, line.discount, line.expected_price) == (Decimal("2.50"), 0, Decimal("2.000"))


def test_quantity_breaks_count_in_the_products_own_unit() -> None:
    facts = some_facts(entries=[an_entry(min_quantity=24, percent=Decimal(50))])
    one, two = (
        resolve(an_order(a_line(unit="DZ", quantity=dozens, unit_price=None)), facts, PROFILE).lines[0]
        for dozens in (1, 2)
    )
    assert (one.expected_price, two.expected_price) == (30, 15)


def test_prices_of_another_day_are_not_remembered_for_this_one() -> None:
    facts = some_facts(entries=[an_entry(starts=date(2026, 3, 1), ends=date(2026, 3, 31), percent=Decimal(50))])
    march = resolve(an_order(), facts, PROFILE).lines[0].expected_price
    april = resolve(an_order(ordered_at=datetime(2026, 4, 2, tzinfo=UTC)), facts, PROFILE).lines[0].expected_price
    assert (march, april) == (Decimal("1.25"), Decimal("2.50"))


def test_what_is_unknown_stays_empty() -> None:
    order = an_order(a_line(sku="?", unit="?"), customer=PartyReference(code="?"))
    resolved = resolve(order, some_facts(), PROFILE)
    line = resolved.lines[0]
    assert (resolved.customer_id, resolved.customer_code, resolved.pricelist_id) == (None, "?", None)
    assert (line.product_id, line.uom_id, line.sku, line.unit, line.expected_price) == (None, None, "", "", None)


def test_an_archived_customer_is_used_only_when_a_person_has_waived_it() -> None:
    order = an_order(customer=PartyReference(code="C-2"))
    assert resolve(order, some_facts(), PROFILE).customer_id is None
    released = resolve(order, some_facts(), PROFILE, waived=["SO-PARTY-003"])
    assert (released.customer_id, released.customer_active) == (52, False)


def test_an_archived_product_has_no_record_to_post() -> None:
    line = resolve(an_order(a_line(sku="OLD-1")), some_facts(), PROFILE).lines[0]
    assert (line.product_id, line.sku, line.product_active) == (None, "OLD-1", False)


def test_a_branch_has_the_price_list_of_its_parent() -> None:
    customers = [one.model_copy(update={"pricelist_id": None}) if one.parent_id else one for one in CUSTOMERS]
    resolved = resolve(an_order(customer=PartyReference(code="C-1-B")), some_facts(customers=customers), PROFILE)
    assert (resolved.customer_id, resolved.pricelist_id) == (51, 5)


def test_customers_of_another_company_do_not_count() -> None:
    facts = some_facts(customers=[a_customer(company_id=2)])
    assert resolve(an_order(), facts, PROFILE).customer_id is None


def test_without_a_company_in_the_profile_two_companies_are_not_guessed() -> None:
    two = [Company(record_id=number, name=f"Company {number}", currency="EUR") for number in (1, 2)]
    assert resolve(an_order(), some_facts(companies=two), PROFILE).company_id is None
    named = a_profile(odoo={"company": "Company 2"})
    assert resolve(an_order(), some_facts(companies=two), named).company_id == 2


def test_a_price_that_includes_its_tax_makes_a_subtotal_without_it() -> None:
    facts = some_facts(taxes=(Tax(record_id=7, name="25 % included", amount=Decimal(25), price_include=True),))
    resolved = resolve(an_order(a_line(quantity=2, unit_price=Decimal("2.50"))), facts, PROFILE)
    assert (resolved.lines[0].price_unit, resolved.lines[0].subtotal) == (Decimal("2.50"), Decimal("4.00"))
    assert (resolved.lines[0].included_tax, resolved.untaxed_total) == (25, Decimal("4.00"))


def test_the_same_records_on_another_day_keep_what_was_computed() -> None:
    facts = some_facts()
    first = resolve(an_order(), facts, PROFILE)
    later = facts.on(date(2026, 3, 11))
    assert later.today == date(2026, 3, 11)
    assert later.memory is facts.memory
    assert resolve(an_order(), later, PROFILE) == first


def test_two_profiles_with_the_same_facts_do_not_share_their_tables() -> None:
    facts, order = some_facts(), an_order(a_line(unit="CS"))
    dozens = resolve(order, facts, a_profile(units={"CS": "Dozens"})).lines[0].uom_id
    pieces = resolve(order, facts, a_profile(units={"CS": "Units"})).lines[0].uom_id
    assert (dozens, pieces) == (2, 1)


def test_needs_name_every_code_in_the_spellings_to_look_it_up_by() -> None:
    order = an_order(
        a_line(sku="bolt-m8", partner_sku="4711", gtin=BOLT_GTIN), customer=PartyReference(code="Store-7", gln="1")
    )
    asked = needs([order], a_profile(products={"4711": "NUT-M8"}, customers={"store-7": "C-1"}, house_account="C-9"))
    assert {"bolt-m8", "BOLT-M8", "NUT-M8"} <= asked.products
    assert {"C-1", "C-9"} <= asked.customers
    assert "1" in asked.glns
    assert {BOLT_GTIN, BOLT_GTIN.zfill(14)} <= asked.gtins
    assert set(asked.product_codes()) == asked.products | asked.gtins
    assert set(asked.customer_codes()) == asked.customers | asked.glns
    assert "" not in asked.products | asked.gtins | asked.customers | asked.glns


ODD = st.one_of(
    st.text(max_size=12), st.sampled_from(["BOLT-M8", "C-1", "EA", "\ud800", "\u202eBOLT", "🧑‍🔧", BOLT_DOZEN_GTIN])
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from([Decimal("1E+999"), Decimal("-1E-999")])


@settings(max_examples=150, deadline=None)
@given(sku=ODD, gtin=ODD, unit=ODD, code=ODD, quantity=NUMBERS, price=st.none() | NUMBERS)
def test_resolving_and_the_rules_never_raise_whatever_was_sent(  # noqa: PLR0917 - each part may be odd
    sku: str, gtin: str, unit: str, code: str, quantity: Decimal, price: Decimal | None
) -> None:
    from tests.builders import findings_of

    line = a_line().model_copy(
        update={"sku": sku, "gtin": gtin, "unit": unit, "quantity": quantity, "unit_price": price}
    )
    order = an_order().model_copy(update={"lines": (line,), "customer": PartyReference.model_construct(code=code)})
    for found in findings_of(order):
        assert found.message
        assert found.value.isprintable()
        found.model_dump_json().encode()


def test_forty_thousand_lines_a_second_on_an_idle_core() -> None:
    products = [a_product(record_id=n, sku=f"S{n}", gtin="", pack_gtins=()) for n in range(1000)]
    facts = some_facts(products=products)
    orders = [an_order(*[a_line(place, sku=f"S{place}") for place in range(1, 101)]) for _ in range(20)]
    best = min(_seconds(orders, facts) for _ in range(3))
    assert 2000 / best > 10_000  # a quarter of the goal: the machine may be busy; benchmarks measure the goal itself


def _seconds(orders: list[object], facts: object) -> float:
    started = time.process_time()
    for order in orders:
        resolve(order, facts, PROFILE)  # type: ignore[arg-type]
    return time.process_time() - started


@pytest.mark.parametrize(("currency", "subtotal"), [("EUR", "3.35"), ("JPY", "3"), ("KWD", "3.345")])
def test_subtotals_are_rounded_half_up_to_the_currencys_digits(currency: str, subtotal: str) -> None:
    order = an_order(a_line(quantity=1, unit_price=Decimal("3.345")), currency=currency)
    assert resolve(order, some_facts(), PROFILE).lines[0].subtotal == Decimal(subtotal)
