"""Each rule about dates, totals, likeness and returns fires on its fault, and is silent without it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.alike import alike_hash
from domain.documents.envelope import BusinessKey
from domain.documents.master import Tax
from domain.documents.sales_order import SalesOrder
from domain.facts import AlikeOrder
from domain.findings import Severity
from domain.keys import external_id
from domain.rules import decide
from tests.builders import TODAY, a_line, a_profile, an_order, codes_of, findings_of, some_facts


def test_an_order_without_lines_is_refused() -> None:
    assert codes_of(an_order().model_copy(update={"lines": ()})) == ["SO-HEAD-001"]


def test_an_order_without_a_date_that_exists_is_refused() -> None:
    found = findings_of(an_order(ordered_at=None))
    assert [one.code for one in found] == ["SO-DATE-001"]
    assert decide(found) == "refused"


@pytest.mark.parametrize(
    ("ordered", "expected"),
    [
        (datetime(2025, 12, 10, tzinfo=UTC), []),
        (datetime(2025, 12, 9, 23, 59, tzinfo=UTC), ["SO-DATE-002"]),
        (datetime(1926, 3, 10, tzinfo=UTC), ["SO-DATE-002"]),
        (datetime(2026, 3, 11, 23, 0, tzinfo=UTC), []),
        (datetime(2026, 3, 12, 1, 0, tzinfo=UTC), ["SO-DATE-003"]),
    ],
)
def test_the_order_date_must_lie_in_the_window_to_the_day(ordered: datetime, expected: list[str]) -> None:
    assert codes_of(an_order(ordered_at=ordered)) == expected


def test_the_window_can_be_switched_off_for_old_data() -> None:
    old = an_order(ordered_at=datetime(2011, 12, 9, tzinfo=UTC))
    assert codes_of(old, profile=a_profile(dates={"past_days": 0})) == []


def test_the_order_date_counts_in_the_partners_zone() -> None:
    order = an_order(ordered_at=datetime(2025, 12, 9, 23, 30, tzinfo=UTC))
    assert codes_of(order, profile=a_profile(timezone="Europe/Berlin")) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (date(2026, 3, 10), []),
        (date(2027, 3, 10), []),
        (date(2027, 3, 11), ["SO-DATE-004"]),
        (date(2026, 3, 9), ["SO-DATE-005"]),
        (date(1926, 3, 20), ["SO-DATE-004"]),
    ],
)
def test_the_wanted_date_must_be_sane(wanted: date, expected: list[str]) -> None:
    assert codes_of(an_order(requested_date=wanted)) == expected
    assert codes_of(an_order(a_line(requested_date=wanted))) == expected


@pytest.mark.parametrize("stated", ["25.00", "25", "24.99", "25.01"])
def test_a_stated_total_within_the_tolerance_is_silent(stated: str) -> None:
    assert codes_of(an_order(stated_total=Decimal(stated))) == []


def test_a_wrong_total_holds_the_order() -> None:
    found = findings_of(an_order(stated_total=Decimal("25.02")))
    assert [one.code for one in found] == ["SO-TOTAL-001"]
    assert "25.02" in found[0].message
    assert "25.00" in found[0].message
    assert decide(found) == "held"


def test_a_total_rounded_a_line_or_at_the_end_is_right_either_way() -> None:
    lines = [a_line(place, quantity=1, unit_price=Decimal("2.505")) for place in (1, 2, 3, 4)]
    tolerant = a_profile(price_tolerance={"absolute": "0.01"})
    for total in ("10.02", "10.04"):
        codes = codes_of(an_order(*lines, stated_total=Decimal(total)), profile=tolerant)
        assert "SO-TOTAL-001" not in codes, total


def test_a_total_is_checked_with_our_prices_where_none_are_stated() -> None:
    unpriced = a_line(unit_price=None)
    assert codes_of(an_order(unpriced, stated_total=Decimal("25.00"))) == []
    assert codes_of(an_order(unpriced, stated_total=Decimal("26.00"))) == ["SO-TOTAL-001"]


def test_a_total_is_right_with_or_without_the_tax_that_prices_include() -> None:
    facts = some_facts(taxes=(Tax(record_id=7, name="25 % included", amount=Decimal(25), price_include=True),))
    for total, expected in (("25.00", []), ("20.00", []), ("22.00", ["SO-TOTAL-001"])):
        assert codes_of(an_order(stated_total=Decimal(total)), facts) == expected


def test_a_total_that_cannot_be_checked_is_only_a_warning() -> None:
    found = findings_of(an_order(a_line(sku="NEW", unit_price=None), stated_total=Decimal(1)))
    assert {one.code: one.severity for one in found}["SO-TOTAL-003"] is Severity.WARN


def test_a_wrong_line_count_holds_the_order() -> None:
    assert codes_of(an_order(stated_line_count=2)) == ["SO-TOTAL-002"]
    assert codes_of(an_order(stated_line_count=1)) == []


def _seen_before(order: SalesOrder, seen: date, name: str = "other") -> list[str]:
    facts = some_facts(alike={alike_hash(order): [AlikeOrder(name, "PO-0", seen)]})
    return codes_of(order, facts, a_profile(alike_days=7))


def test_an_alike_order_within_the_window_holds_this_one() -> None:
    assert _seen_before(an_order(), date(2026, 3, 3)) == ["SO-ALIKE-001"]


def test_an_alike_order_before_the_window_is_silent() -> None:
    assert _seen_before(an_order(), date(2026, 3, 2)) == []


def test_an_order_is_not_alike_to_itself() -> None:
    order = an_order()
    assert _seen_before(order, TODAY, external_id(order.key)) == []


def test_of_two_alike_orders_only_the_later_is_held() -> None:
    first, second = an_order(number="PO-1"), an_order(number="PO-2")
    taken = [AlikeOrder(external_id(one.key), one.number, TODAY) for one in (first, second)]
    facts, profile = some_facts(alike={alike_hash(first): taken}), a_profile(alike_days=7)
    assert codes_of(first, facts, profile) == []
    assert codes_of(second, facts, profile) == ["SO-ALIKE-001"]


def test_likeness_is_off_unless_the_profile_gives_days() -> None:
    order = an_order()
    facts = some_facts(alike={alike_hash(order): [AlikeOrder("other", "PO-0", TODAY)]})
    assert codes_of(order, facts) == []


def test_a_negative_line_sets_the_document_aside_as_a_return() -> None:
    found = findings_of(an_order(a_line(), a_line(2, sku="NUT-M8", quantity=-1, unit_price=Decimal(1))))
    assert [one.code for one in found] == ["SO-RET-001"]
    assert decide(found) == "held"


def test_a_number_with_the_agreed_prefix_is_a_return() -> None:
    profile = a_profile(returns={"number_prefixes": ["C"]})
    assert codes_of(an_order(number="C536379"), profile=profile) == ["SO-RET-001"]
    assert codes_of(an_order(number="536379"), profile=profile) == []


def test_a_cancellation_is_set_aside() -> None:
    key = BusinessKey(
        source_id="acme-orders", company="main", partner="acme", type="sales_order", number="PO-1", purpose="cancel"
    )
    assert codes_of(an_order(key=key)) == ["SO-RET-001"]
