"""Prices come from the entry that Odoo would take: most specific first, then quantity, then dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.documents.master import PriceListEntry
from domain.price_entries import in_order
from domain.pricing import ListedPrices, PriceAnswer, expected_price
from tests.builders import BOLT, TODAY, an_entry


def _price(*entries: PriceListEntry, quantity: int | str = 1, on: date = TODAY) -> PriceAnswer:
    ordered = in_order(entries).get(5, ())
    return expected_price(BOLT, Decimal(quantity), ordered, on, list_currency="EUR", pricelist_currency="EUR")


def _fixed(price: str, **changes: object) -> PriceListEntry:
    return an_entry(kind="fixed", percent=None, fixed_price=Decimal(price), **changes)


def test_without_entries_the_list_price_counts() -> None:
    assert _price() == PriceAnswer(Decimal("2.50"), Decimal(0), Decimal("2.50"), "list price")


def test_a_percentage_is_taken_off_the_list_price_and_kept_as_a_discount() -> None:
    answer = _price(an_entry(percent=Decimal(20)))
    assert (answer.base, answer.discount, answer.price) == (Decimal("2.50"), Decimal(20), Decimal("2.000"))


def test_a_fixed_price_has_no_discount() -> None:
    answer = _price(_fixed("2.10"))
    assert (answer.base, answer.discount, answer.price) == (Decimal("2.10"), Decimal(0), Decimal("2.10"))
    assert "entry 900" in answer.source


def test_the_product_goes_before_its_template_its_category_and_all() -> None:
    entries = [
        _fixed("4", record_id=1),
        _fixed("3", record_id=2, applied_on="category", category_id=31),
        _fixed("2", record_id=3, applied_on="template", template_id=110),
        _fixed("1", record_id=4, applied_on="product", product_id=10),
    ]
    found = []
    while entries:
        found.append(_price(*entries).price)
        entries.pop()
    assert found == [1, 2, 3, 4]


def test_the_nearest_category_goes_first() -> None:
    parent = _fixed("4", record_id=9, applied_on="category", category_id=30)
    own = _fixed("3", record_id=1, applied_on="category", category_id=31)
    assert _price(parent, own).price == 3
    assert _price(parent).price == 4
    assert _price(_fixed("9", applied_on="category", category_id=77)).source == "list price"


def test_the_largest_quantity_that_is_reached_goes_first() -> None:
    breaks = [
        _fixed("2", record_id=1),
        _fixed("1.80", record_id=2, min_quantity=10),
        _fixed("1.50", record_id=3, min_quantity=100),
    ]
    prices = [_price(*breaks, quantity=quantity).price for quantity in (1, "9.99", 10, 99, 100)]
    assert prices == [Decimal(text) for text in ("2", "2", "1.80", "1.80", "1.50")]


def test_a_specific_entry_goes_before_a_larger_quantity_of_a_general_one() -> None:
    general = _fixed("1", record_id=1, min_quantity=10)
    own = _fixed("2", record_id=2, applied_on="product", product_id=10)
    assert _price(general, own, quantity=50).price == 2


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 2, 28), "2.50"),
        (date(2026, 3, 1), "2"),
        (date(2026, 3, 31), "2"),
        (date(2026, 4, 1), "2.50"),
    ],
)
def test_dated_entries_count_on_their_days_only(on: date, expected: str) -> None:
    dated = _fixed("2", starts=date(2026, 3, 1), ends=date(2026, 3, 31))
    assert _price(dated, on=on).price == Decimal(expected)


def test_of_two_equal_entries_the_newer_goes_first() -> None:
    assert _price(_fixed("2", record_id=1), _fixed("3", record_id=2)).price == 3


def test_a_formula_is_not_known_and_says_so() -> None:
    answer = _price(an_entry(kind="formula", percent=None, formula="cost"))
    assert answer.price is None
    assert not answer.known
    assert "formula" in answer.source


def test_a_list_price_in_another_currency_is_not_known_but_a_fixed_price_is() -> None:
    def in_dollars(*entries: PriceListEntry) -> Decimal | None:
        return expected_price(BOLT, Decimal(1), entries, TODAY, list_currency="EUR", pricelist_currency="USD").price

    assert in_dollars() is None
    assert in_dollars(an_entry()) is None
    assert in_dollars(_fixed("3")) == 3


def test_entries_of_other_products_do_not_count() -> None:
    assert _price(_fixed("1", applied_on="product", product_id=77)).source == "list price"
    assert _price(_fixed("1", applied_on="template", template_id=77)).source == "list price"


def _formula(**terms: object) -> PriceListEntry:
    return an_entry(kind="formula", **({"percent": None, "base": "list"} | terms))


@pytest.mark.parametrize(
    ("terms", "per_unit", "expected"),
    [
        ({"percent": Decimal(10)}, 1, "2.25"),
        ({"percent": Decimal(-10)}, 1, "2.75"),
        ({"percent": Decimal(10), "round_to": Decimal("0.5")}, 1, "2.5"),
        ({"percent": Decimal(10), "round_to": Decimal("0.5")}, 3, "7.0"),
        ({"round_to": Decimal(1), "surcharge": Decimal("-0.01")}, 1, "2.99"),
        ({"round_to": Decimal(10), "surcharge": Decimal("-0.01")}, 6, "19.94"),
        ({"percent": Decimal(50), "margin_min": Decimal("-0.5")}, 1, "2.00"),
        ({"percent": Decimal(-50), "margin_max": Decimal("0.25")}, 2, "5.50"),
        ({"base": "cost", "percent": Decimal(-50)}, 1, "1.50"),
    ],
)
def test_a_formula_rounds_the_unit_ordered_and_counts_the_rest_by_product_unit(
    terms: dict[str, object], per_unit: int, expected: str
) -> None:
    bolt = BOLT.model_copy(update={"cost": Decimal(1)})
    entries = [_formula(**terms)]
    money = {"list_currency": "EUR", "pricelist_currency": "EUR"}
    answer = expected_price(bolt, Decimal(per_unit), entries, TODAY, per_unit=Decimal(per_unit), **money)
    assert (answer.price, answer.base, answer.discount) == (Decimal(expected), Decimal(expected), 0)


def test_a_formula_on_a_cost_that_was_not_read_is_not_known() -> None:
    answer = _price(_formula(base="cost"))
    assert not answer.known
    assert "cost" in answer.source


def _chained(
    *entries: PriceListEntry, below: list[PriceListEntry], currency: str = "EUR", quantity: int = 1
) -> PriceAnswer:
    lists = {8: ListedPrices(currency, in_order(below).get(8, ())), 5: ListedPrices("EUR", entries)}
    money = {"list_currency": "EUR", "pricelist_currency": "EUR"}
    return expected_price(BOLT, Decimal(quantity), entries, TODAY, lists=lists, **money)


def test_percentages_of_a_chain_are_shown_as_one_discount_off_the_lowest_base() -> None:
    below = [an_entry(pricelist_id=8, percent=Decimal("12.5"))]
    on_it = an_entry(base="pricelist", base_pricelist_id=8, percent=Decimal(5))
    answer = _chained(on_it, below=below)
    assert (answer.base, answer.price) == (Decimal("2.50"), Decimal("2.078125"))
    assert answer.discount == Decimal("16.88")


def test_below_a_percentage_a_formula_is_the_base_and_its_quantities_count() -> None:
    below = [_formula(pricelist_id=8, surcharge=Decimal(1)), _fixed("2", pricelist_id=8, min_quantity=10, record_id=7)]
    on_it = an_entry(base="pricelist", base_pricelist_id=8, percent=Decimal(50))
    prices = [_chained(on_it, below=below, quantity=quantity) for quantity in (1, 10)]
    assert [(one.base, one.discount, one.price) for one in prices] == [
        (Decimal("3.50"), 50, Decimal("1.75")),
        (Decimal(2), 50, Decimal(1)),
    ]


def test_a_markup_is_no_negative_discount() -> None:
    answer = _price(an_entry(percent=Decimal(-20)))
    assert (answer.base, answer.discount, answer.price) == (Decimal("3.0"), 0, Decimal("3.0"))


@pytest.mark.parametrize(("number", "currency"), [(77, "EUR"), (8, "USD"), (5, "EUR")])
def test_a_chain_to_nowhere_to_another_currency_or_in_a_circle_is_not_known(number: int, currency: str) -> None:
    answer = _chained(an_entry(base="pricelist", base_pricelist_id=number), below=[], currency=currency)
    assert not answer.known
    assert answer.source
