"""Checks of goods fire on their fault, and are silent without it: products, stock, value, margin, dates, shipping."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.check_facts import CheckFacts, RecentOrder, StockFact
from domain.documents.envelope import PartyReference
from domain.documents.master import Currency, Product
from domain.facts import OrderFacts
from domain.findings import Severity
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import Ahead, decide, run_rules
from tests.builders import (
    BOLT,
    CUSTOMERS,
    NUT,
    PRODUCTS,
    a_customer,
    a_line,
    a_product,
    a_profile,
    an_entry,
    an_order,
    codes_of,
    findings_of,
    some_facts,
)

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
"""A Tuesday."""
NEW = a_product(record_id=14, template_id=114, sku="BOLT-M8-2", gtin="", name="Bolt M8 II", pack_gtins=(), list_price=3)


def _limits(**checks: object) -> PartnerProfile:
    return a_profile(checks=checks)


def test_a_superseded_product_is_held_with_its_successors_price() -> None:
    facts, profile = some_facts(products=(*PRODUCTS, NEW)), _limits(superseded={"bolt-m8": "BOLT-M8-2"})
    (found,) = findings_of(an_order(), facts, profile)
    assert (found.code, decide([found])) == ("SO-LINE-017", "held")
    assert "had for 3.00 EUR a Units" in found.message
    assert resolve(an_order(), facts, profile).lines[0].sku == "BOLT-M8"
    assert codes_of(an_order(a_line(sku="NUT-M8", unit_price=1)), facts, profile) == []


@pytest.mark.parametrize(
    "codes", [{"sku": "BOLT-M8"}, {"sku": "", "gtin": BOLT.gtin}, {"sku": "", "partner_sku": "4711"}]
)
def test_the_successor_is_taken_where_the_policy_says_so_however_the_product_is_named(codes: dict[str, str]) -> None:
    profile = a_profile(
        checks={"superseded": {"BOLT-M8": "BOLT-M8-2"}},
        severities={"SO-LINE-017": "fix"},
        products={"4711": "BOLT-M8"},
    )
    order, facts = an_order(a_line(unit_price=None, **codes)), some_facts(products=(*PRODUCTS, NEW))
    (found,) = findings_of(order, facts, profile)
    assert (found.code, found.severity, "which was taken" in found.message) == ("SO-LINE-017", Severity.FIX, True)
    line = resolve(order, facts, profile).lines[0]
    assert (line.sku, line.product_id, line.price_unit) == ("BOLT-M8-2", 14, 3)


@pytest.mark.parametrize("severities", [{}, {"SO-LINE-017": "fix"}])
def test_a_successor_that_does_not_exist_is_an_exception_whatever_the_policy(severities: dict[str, str]) -> None:
    profile = a_profile(checks={"superseded": {"BOLT-M8": "GONE"}}, severities=severities)
    found = findings_of(an_order(), profile=profile)
    assert ([one.code for one in found], decide(found)) == (["SO-LINE-019"], "exception")


def test_only_what_we_put_right_may_be_called_a_fix() -> None:
    with pytest.raises(ValidationError, match="nothing puts SO-PRICE-001 right"):
        a_profile(severities={"SO-PRICE-001": "fix"})


def test_the_minimum_quantity_is_over_all_lines_in_the_products_own_unit() -> None:
    profile = _limits(minimum_quantities={"BOLT-M8": "24"})
    dozen = a_line(2, unit="DZ", quantity=1, unit_price=30)
    assert "SO-LINE-018" in codes_of(an_order(a_line(quantity=11), dozen), profile=profile)
    assert "SO-LINE-018" not in codes_of(an_order(a_line(quantity=12), dozen), profile=profile)
    assert codes_of(an_order(a_line(sku="NUT-M8", unit_price=1, quantity=1)), profile=profile) == []


def test_a_product_outside_the_catalogue_is_held() -> None:
    order = an_order(a_line(), a_line(2, sku="NUT-M8", unit_price=1))
    assert codes_of(order, profile=_limits(catalogue=["bolt-m8", "NUT-M8"])) == []
    (found,) = findings_of(order, profile=_limits(catalogue=["BOLT-M8"]))
    assert (found.code, found.path, found.value) == ("SO-LINE-020", "lines[2].sku", "NUT-M8")


def test_a_price_near_ours_becomes_ours_and_both_are_told() -> None:
    profile = _limits(take_our_price_percent="1")
    order = an_order(a_line(unit_price=Decimal("2.52")), stated_total=Decimal("25.20"))
    (found,) = findings_of(order, profile=profile)
    assert (found.code, found.severity, decide([found])) == ("SO-PRICE-006", Severity.FIX, "checked")
    assert "states 2.52 EUR" in found.message
    assert "ours, 2.50" in found.message
    line = resolve(order, some_facts(), profile).lines[0]
    assert (line.price_unit, line.discount, line.subtotal) == (Decimal("2.50"), 0, Decimal("25.00"))


@pytest.mark.parametrize(
    ("price", "codes"),
    [("2.50", []), ("2.475", ["SO-PRICE-006"]), ("2.525", ["SO-PRICE-006"]), ("2.53", ["SO-PRICE-001"])],
)
def test_the_fix_ends_where_the_policy_says(price: str, codes: list[str]) -> None:
    assert codes_of(an_order(a_line(unit_price=price)), profile=_limits(take_our_price_percent="1")) == codes


def test_our_price_comes_with_the_lists_discount() -> None:
    facts = some_facts(entries=[an_entry(percent=Decimal(20))])
    line = resolve(an_order(a_line(unit_price="2.01")), facts, _limits(take_our_price_percent="1")).lines[0]
    assert (line.price_unit, line.discount, line.subtotal) == (Decimal("2.50"), 20, Decimal("20.00"))


def test_a_price_of_another_break_or_a_past_promotion_is_explained() -> None:
    breaks = [
        an_entry(record_id=901, min_quantity=Decimal(100), percent=Decimal(40)),
        an_entry(record_id=902, kind="fixed", fixed_price=Decimal(2), percent=None, ends=date(2026, 2, 1)),
        an_entry(record_id=903, percent=Decimal(0)),
    ]
    facts = some_facts(entries=breaks)
    for stated, said in (("1.50", "from 100"), ("2.00", "fixed price")):
        found = findings_of(an_order(a_line(unit_price=stated)), facts)
        assert [one.code for one in found] == ["SO-PRICE-001", "SO-PRICE-007"]
        assert said in found[1].message
    assert codes_of(an_order(a_line(unit_price="1.99999", quantity=3)), facts, a_profile()) != ["SO-PRICE-001"]
    assert codes_of(an_order(a_line(unit_price="1.23")), facts) == ["SO-PRICE-001"]


def test_an_order_of_high_or_little_value_is_held() -> None:
    assert codes_of(an_order(), profile=_limits(high_value="25")) == []
    (high,) = findings_of(an_order(), profile=_limits(high_value="24.99"))
    assert (high.code, decide([high])) == ("SO-VALUE-001", "held")
    assert codes_of(an_order(), profile=_limits(minimum_order="25")) == []
    assert codes_of(an_order(), profile=_limits(minimum_order="25.01")) == ["SO-VALUE-003"]


def test_value_is_in_the_companys_currency_or_not_known() -> None:
    dollars = a_profile(currencies=["EUR", "USD"], checks={"high_value": "100"})
    order = an_order(currency="USD")
    assert "SO-VALUE-002" in codes_of(order, profile=dollars)
    rates = [Currency(record_id=1, code="EUR", rate=Decimal(1)), Currency(record_id=2, code="USD", rate=Decimal("0.2"))]
    assert "SO-VALUE-001" in codes_of(order, some_facts(currencies=rates), dollars)
    rates[1] = rates[1].model_copy(update={"rate": Decimal("0.25")})
    assert "SO-VALUE-001" not in codes_of(order, some_facts(currencies=rates), dollars)


def _costing(cost: str | None) -> OrderFacts:
    changed = BOLT.model_copy(update={"cost": None if cost is None else Decimal(cost)})
    return some_facts(products=(changed, NUT))


def test_a_margin_below_the_floor_is_held_and_the_cost_is_not_told() -> None:
    profile = _limits(margin_floor_percent="20")
    assert codes_of(an_order(), _costing("2.00"), profile) == []
    (found,) = findings_of(an_order(), _costing("2.01"), profile)
    assert (found.code, found.value) == ("SO-MARGIN-001", "19.6")
    assert "2.01" not in found.message
    dozen = an_order(a_line(unit="DZ", unit_price=30, quantity=2))
    assert codes_of(dozen, _costing("2.01"), profile) == ["SO-MARGIN-001"]
    assert codes_of(dozen, _costing("2.00"), profile) == []


@pytest.mark.parametrize("cost", [None, "0"])
def test_an_unknown_cost_is_a_warning(cost: str | None) -> None:
    (found,) = findings_of(an_order(), _costing(cost), _limits(margin_floor_percent="20"))
    assert (found.code, found.severity, found.value) == ("SO-MARGIN-002", Severity.WARN, "BOLT-M8")


STOCK = a_profile(checks={"stock": {"oldest_minutes": 10}})
STORED = BOLT.model_copy(update={"storable": True})


def _free(quantity: str | None, age: int = 0, product: Product = STORED) -> OrderFacts:
    facts = some_facts(products=(product, NUT))
    known = {}
    if quantity is not None:
        moment = NOW - timedelta(minutes=age)
        known[10, 3] = StockFact(product_id=10, warehouse_id=3, free=Decimal(quantity), read_at=moment)
    return facts.asked(CheckFacts(NOW, stock=known))


def test_more_than_is_free_is_held_counted_over_lines_and_units() -> None:
    assert codes_of(an_order(), _free("10"), STOCK) == []
    (found,) = findings_of(an_order(), _free("9"), STOCK)
    assert (found.code, "9 are free" in found.message) == ("SO-STOCK-001", True)
    both = an_order(a_line(), a_line(2, unit="DZ", quantity=1, unit_price=30))
    assert "SO-STOCK-001" in codes_of(both, _free("21"), STOCK)
    assert "SO-STOCK-001" not in codes_of(both, _free("22"), STOCK)


def test_what_is_kept_for_other_orders_is_not_free() -> None:
    facts = _free("15")
    kept = dataclasses.replace(facts.checks, kept={(10, 3): Decimal(6)})
    (found,) = findings_of(an_order(), facts.asked(kept), STOCK)
    assert (found.code, "less 6 kept for other orders" in found.message) == ("SO-STOCK-001", True)
    assert codes_of(an_order(a_line(quantity=9)), facts.asked(kept), STOCK) == []


def test_a_service_needs_no_stock_and_a_profile_without_the_check_is_silent() -> None:
    assert codes_of(an_order(), _free(None, product=BOLT), STOCK) == []
    assert codes_of(an_order(), _free("0")) == []


@pytest.mark.parametrize(("quantity", "age"), [(None, 0), ("100", 11)])
def test_stock_that_is_not_known_or_old_holds(quantity: str | None, age: int) -> None:
    assert codes_of(an_order(), _free(quantity, age), STOCK) == ["SO-STOCK-002"]


def test_what_the_batch_takes_before_is_gone() -> None:
    facts, ahead = _free("25"), Ahead()
    said = []
    for number in ("PO-1", "PO-2", "PO-3"):
        order = an_order(number=number)
        resolved = resolve(order, facts, STOCK)
        found = run_rules(order, resolved, facts, STOCK, ahead)
        said.append([one.code for one in found])
        if decide(found) == "checked":
            ahead.take(resolved, facts)
    assert said == [[], [], ["SO-STOCK-001"]]


DELIVERY = {"lead_days": 2, "cutoff": "12:00", "weekdays": [1, 2, 3, 4, 5], "holidays": ["2026-03-12"]}


def _asked(at: datetime, product: Product = BOLT) -> OrderFacts:
    return some_facts(products=(product, NUT)).asked(CheckFacts(at))


@pytest.mark.parametrize(
    ("hour", "lead", "earliest"),
    [(10, 0, date(2026, 3, 13)), (13, 0, date(2026, 3, 16)), (10, 4, date(2026, 3, 18)), (10, 1, date(2026, 3, 16))],
)
def test_a_wanted_date_before_the_earliest_is_held(hour: int, lead: int, earliest: date) -> None:
    product = BOLT.model_copy(update={"lead_days": lead})
    facts, profile = _asked(NOW.replace(hour=hour), product), _limits(delivery=DELIVERY)
    assert codes_of(an_order(requested_date=earliest), facts, profile) == []
    found = findings_of(an_order(requested_date=earliest - timedelta(days=1)), facts, profile)
    assert [one.code for one in found] == ["SO-DATE-006"]
    assert f"{earliest} is the earliest day" in found[0].message


def test_a_day_without_deliveries_is_told_with_the_next() -> None:
    facts, profile = _asked(NOW), _limits(delivery=DELIVERY)
    (found,) = findings_of(an_order(a_line(requested_date=date(2026, 3, 21))), facts, profile)
    assert (found.code, found.path, found.severity) == ("SO-DATE-007", "lines[1].requested_date", Severity.WARN)
    assert "2026-03-23" in found.message


def test_the_cutoff_is_in_the_partners_own_zone() -> None:
    late = a_profile(timezone="Asia/Tokyo", checks={"delivery": DELIVERY})
    assert codes_of(an_order(requested_date=date(2026, 3, 13)), _asked(NOW), late) == ["SO-DATE-006"]


TAGGED = BOLT.model_copy(update={"tags": ("Hazardous",)})
HERE = a_customer(country="DE", carrier="Parcel")
RULES = {
    "countries": ["DE", "AT"],
    "restrictions": [{"tag": "hazardous", "not_to": ["AT"]}, {"tag": "Hazardous", "carriers": ["ADR Freight"]}],
}


def _shipped(product: Product = BOLT, **customer: object) -> OrderFacts:
    people = [HERE.model_copy(update=customer), *CUSTOMERS[1:]]
    return some_facts(products=(product, NUT), customers=people)


def test_countries_and_hazards_of_the_delivery_are_kept() -> None:
    profile = _limits(shipping=RULES)
    assert codes_of(an_order(), _shipped(), profile) == []
    assert codes_of(an_order(), _shipped(country="FR"), profile) == ["SO-SHIP-001"]
    assert codes_of(an_order(), _shipped(country=""), profile) == ["SO-SHIP-002"]
    freight = _shipped(TAGGED, country="AT", carrier="adr freight")
    assert codes_of(an_order(), freight, profile) == ["SO-SHIP-003"]
    assert codes_of(an_order(), _shipped(TAGGED), profile) == ["SO-SHIP-004"]
    assert codes_of(an_order(), _shipped(TAGGED, carrier="ADR Freight"), profile) == []
    assert codes_of(an_order(), _shipped(TAGGED, country="FR")) == []


def test_the_address_stated_counts_before_the_customers_own_country() -> None:
    profile = a_profile(checks={"shipping": RULES}, severities={"SO-PARTY-008": "warn"})
    order = an_order(ship_to=PartyReference(address=("Rue 1", "75001 Paris"), country="FR"))
    assert "SO-SHIP-001" in codes_of(order, _shipped(), profile)
    nowhere = an_order(ship_to=PartyReference(address=("Rue 1", "75001 Paris")))
    assert "SO-SHIP-002" in codes_of(nowhere, _shipped(), profile)


def _seen_before(*lines: object, **changes: object) -> CheckFacts:
    earlier = an_order(*lines, number="PO-0", **changes)  # type: ignore[arg-type]
    mine = resolve(an_order(), some_facts(), a_profile()).external_id
    return CheckFacts(NOW, recent={mine: [RecentOrder("PO-0", date(2026, 3, 9), earlier)]})


@pytest.mark.parametrize(
    ("earlier", "held"),
    [
        ((a_line(),), True),
        ((a_line(quantity=11),), False),
        ((a_line(sku="NUT-M8"),), False),
        ((a_line(), a_line(2, sku="NUT-M8", unit_price=1)), False),
    ],
)
def test_an_order_nearly_the_same_is_held_with_score_and_reasons(earlier: tuple[object, ...], held: bool) -> None:
    facts = some_facts().asked(_seen_before(*earlier))
    found = findings_of(an_order(), facts, _limits(alike={"days": 7, "score": 80}))
    assert [one.code for one in found] == (["SO-ALIKE-002"] if held else [])
    if held:
        assert "by 95 of 100: 1 of 1 items are in both; the same quantity of 1 of them" in found[0].message
    assert codes_of(an_order(), facts) == []
