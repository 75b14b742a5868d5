"""Each rule about products, units and quantities fires on its fault, and is silent without it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.findings import Finding, Severity
from domain.rules import decide
from tests.builders import (
    BOLT_DOZEN_GTIN,
    BOLT_GTIN,
    NUT_GTIN,
    PRODUCTS,
    a_line,
    a_product,
    a_profile,
    an_order,
    codes_of,
    findings_of,
    some_facts,
)


def _line(**changes: object) -> list[str]:
    return codes_of(an_order(a_line(**changes)))


def _one(**changes: object) -> Finding:
    (found,) = findings_of(an_order(a_line(**changes)))
    return found


def test_a_line_without_any_product_code_is_refused() -> None:
    found = _one(sku="", description="some bolts")
    assert (found.code, found.severity, found.path) == ("SO-LINE-001", Severity.REJECT, "lines[1].sku")


def test_an_unknown_sku_is_an_exception_that_names_it() -> None:
    found = _one(sku="BOLT-M9")
    assert (found.code, found.severity, found.value) == ("SO-LINE-002", Severity.EXCEPTION, "BOLT-M9")
    assert "master" in found.next_step.lower()


def test_a_sku_is_found_whatever_its_case_and_blanks() -> None:
    assert _line(sku=" bolt-m8 ") == []


def test_a_partners_code_is_ours_only_by_the_profiles_table() -> None:
    order = an_order(a_line(sku="", partner_sku="4711"))
    assert codes_of(order) == ["SO-LINE-002"]
    assert codes_of(order, profile=a_profile(products={"4711": "BOLT-M8"})) == []


def test_an_archived_product_is_an_exception() -> None:
    assert _one(sku="OLD-1").code == "SO-LINE-003"


def test_the_profiles_table_may_name_the_successor_of_an_archived_product() -> None:
    assert codes_of(an_order(a_line(sku="OLD-1")), profile=a_profile(products={"OLD-1": "BOLT-M8"})) == []


def test_a_product_that_is_not_for_sale_is_held() -> None:
    found = _one(sku="PART-1")
    assert (found.code, found.severity) == ("SO-LINE-007", Severity.HOLD)


@pytest.mark.parametrize("unit", ["EA", "ea", " Ea ", "Units", "units", ""])
def test_an_agreed_unit_one_of_ours_or_none_is_silent(unit: str) -> None:
    assert _line(unit=unit) == []


def test_an_unknown_unit_is_refused() -> None:
    found = _one(unit="PALLET")
    assert (found.code, found.severity, found.path) == ("SO-LINE-004", Severity.REJECT, "lines[1].unit")


@pytest.mark.parametrize(
    "gtin",
    ["4006381333932", "400638133393", "4006381333931 ", "٤٠٠٦٣٨١٣٣٣٩٣١", "4006381333931\u200b"],
)
def test_a_gtin_with_a_wrong_check_digit_or_strange_characters_is_refused(gtin: str) -> None:
    found = findings_of(an_order(a_line(gtin=gtin)))
    assert [one.code for one in found] == ["SO-LINE-005"]
    assert decide(found) == "refused"


@pytest.mark.parametrize("gtin", [BOLT_GTIN, BOLT_GTIN.zfill(14)])
def test_a_gtin_is_found_in_any_of_its_lengths(gtin: str) -> None:
    assert _line(sku="", gtin=gtin) == []


def test_a_bad_gtin_alone_is_not_called_an_unknown_product_too() -> None:
    assert _line(sku="", gtin="4006381333932") == ["SO-LINE-005"]


def test_a_gtin_of_another_product_contradicts_the_sku() -> None:
    found = _one(gtin=NUT_GTIN)
    assert (found.code, found.severity) == ("SO-LINE-006", Severity.REJECT)
    assert "BOLT-M8" in found.message
    assert "NUT-M8" in found.message


def test_a_unit_of_another_family_is_refused() -> None:
    assert _line(unit="KG") == ["SO-LINE-008"]


def test_a_fraction_of_a_pack_is_refused() -> None:
    found = _one(unit="DZ", quantity=Decimal("2.5"), unit_price=Decimal(30))
    assert (found.code, found.severity) == ("SO-LINE-009", Severity.REJECT)
    assert "12 Units" in found.message


def test_whole_packs_are_silent_however_they_are_written() -> None:
    assert _line(unit="DZ", quantity=Decimal("2.000"), unit_price=Decimal(30)) == []


def test_digits_that_odoo_would_round_away_are_refused() -> None:
    found = _one(quantity=Decimal("0.3335"))
    assert found.code == "SO-LINE-010"
    assert "0.33" in found.message


def test_digits_that_odoo_keeps_are_silent() -> None:
    assert _line(quantity=Decimal("0.33")) == []
    assert _line(quantity=Decimal("0.330")) == []


def test_a_quantity_of_zero_is_refused() -> None:
    assert _one(quantity=0).code == "SO-LINE-011"


def test_a_negative_quantity_is_refused_where_it_does_not_mean_a_return() -> None:
    profile = a_profile(returns={"negative_quantity": False})
    assert codes_of(an_order(a_line(quantity=-1)), profile=profile) == ["SO-LINE-012"]


def test_a_quantity_beyond_reason_is_held_and_breaks_nothing() -> None:
    for quantity in (Decimal(4006381333931), Decimal("1E+400"), Decimal("10000000.01")):
        assert _line(quantity=quantity) == ["SO-LINE-016"], quantity
    assert _line(quantity=Decimal(10_000_000)) == []


def test_a_repeated_item_is_only_a_warning_and_said_once() -> None:
    found = findings_of(an_order(a_line(1), a_line(2), a_line(3)))
    assert [(one.code, one.severity) for one in found] == [("SO-LINE-013", Severity.WARN)]
    assert decide(found) == "checked"


def test_two_different_items_are_not_repeated() -> None:
    assert codes_of(an_order(a_line(1), a_line(2, sku="NUT-M8", unit_price=Decimal(1)))) == []


def test_a_sku_of_two_products_is_not_guessed() -> None:
    facts = some_facts(products=(*PRODUCTS, a_product(record_id=99, gtin="", pack_gtins=())))
    assert codes_of(an_order(), facts) == ["SO-LINE-014"]


def test_of_two_skus_that_differ_in_case_only_the_one_that_was_written_is_meant() -> None:
    other = a_product(record_id=99, sku="bolt-m8", gtin="", pack_gtins=())
    facts = some_facts(products=(*PRODUCTS, other))
    assert codes_of(an_order(a_line(sku="bolt-m8")), facts) == []
    assert codes_of(an_order(a_line(sku="Bolt-M8")), facts) == ["SO-LINE-014"]


def test_an_archived_product_with_the_same_sku_does_not_disturb() -> None:
    facts = some_facts(products=(*PRODUCTS, a_product(record_id=99, active=False)))
    assert codes_of(an_order(), facts) == []


def test_the_gtin_of_a_pack_with_the_unit_of_a_piece_is_held() -> None:
    assert _one(gtin=BOLT_DOZEN_GTIN, unit="EA").code == "SO-LINE-015"


def test_the_gtin_of_a_pack_says_the_unit_where_none_is_stated() -> None:
    assert _line(gtin=BOLT_DOZEN_GTIN, unit="", unit_price=Decimal(30)) == []
    assert _line(gtin=BOLT_DOZEN_GTIN, unit="DZ", unit_price=Decimal(30)) == []


def test_every_line_gets_its_own_finding_with_its_own_place() -> None:
    found = findings_of(an_order(a_line(1, sku="X"), a_line(2), a_line(3, sku="Y")))
    assert [(one.path, one.value) for one in found] == [("lines[1].sku", "X"), ("lines[3].sku", "Y")]
