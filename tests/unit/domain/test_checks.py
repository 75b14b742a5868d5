"""Working days, likeness and exchange: the arithmetic behind the checks."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import CATALOGUE
from domain.check_facts import exchanged
from domain.checks import FIXED_BY_US, SUBSTITUTE, Checks
from domain.findings import Severity
from domain.likeness import likeness
from domain.working_days import WorkingDays, earliest_delivery
from tests.builders import a_line, a_profile, an_order

WEEK = WorkingDays.of((1, 2, 3, 4, 5), ())


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_working_days_count_only_working_days(day: date, days: int) -> None:
    found = WEEK.after(day, days)
    between = [one for one in range(day.toordinal(), found.toordinal() + 1) if WEEK.is_open(date.fromordinal(one))]
    assert WEEK.is_open(found)
    assert len(between) == days + 1


def test_a_calendar_without_any_working_day_has_no_earliest_day() -> None:
    closed = WorkingDays(frozenset(), frozenset())
    moment = datetime(2026, 3, 10, 9)  # noqa: DTZ001 - local, as the calendar is
    assert earliest_delivery(closed, moment, cutoff=time(12), lead_days=1, product_days=1) == date.max


def test_amounts_are_exchanged_over_the_common_currency() -> None:
    rates = {"EUR": Decimal("0.5"), "JPY": Decimal(100)}
    assert exchanged(Decimal(3), "EUR", "JPY", rates) == 600
    assert exchanged(Decimal(3), "EUR", "EUR", {}) == 3
    assert exchanged(Decimal(3), "EUR", "GBP", rates) is None


def test_only_the_same_order_is_likest_and_numbers_that_begin_alike_count() -> None:
    lines = (a_line(), a_line(2, sku="NUT-M8", unit_price=1))
    order, again = an_order(*lines, number="PO-4711"), an_order(*reversed(lines), number="PO-4711-A")
    full = likeness(order, again)
    assert full.score == 100
    assert "numbers PO-4711 and PO-4711-A begin alike" in full.words()
    assert likeness(order, an_order(*lines, number="X")).score == 95
    fewer = likeness(order, an_order(lines[0], number="X"))
    assert 40 < fewer.score < 80
    assert "1 of 2 items are in both" in fewer.words()
    assert likeness(order, an_order(a_line(sku="OTHER"))).score == 0


def test_what_may_be_called_a_fix_is_in_the_catalogue_and_most_is_one_by_default() -> None:
    defaults = {code: CATALOGUE[code].severity for code in FIXED_BY_US}
    assert {code for code, said in defaults.items() if said is not Severity.FIX} == {SUBSTITUTE}
    assert {code for code, known in CATALOGUE.items() if known.severity is Severity.FIX} <= FIXED_BY_US


def test_a_profile_without_checks_checks_nothing_and_history_is_not_held_by_todays_figures() -> None:
    assert a_profile().checks == Checks()
    assert not Checks().live
    every = a_profile(
        checks={
            "credit": {}, "stock": {}, "alike": {}, "delivery": {}, "high_value": 1, "minimum_order": 1,
            "margin_floor_percent": 1, "catalogue": ["A"], "take_our_price_percent": 1, "superseded": {"A": "B"},
            "minimum_quantities": {"A": 2}, "merged": {"C-9": "C-1"},
        }
    )  # fmt: skip
    assert every.of_any_age().checks == Checks(merged={"C-9": "C-1"})


@pytest.mark.parametrize(
    "wrong", [{"credit": {"oldest": 1}}, {"high_value": 0}, {"shipping": {"countries": ["Germany"]}}]
)
def test_a_mistake_in_the_section_is_told(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="checks"):
        a_profile(checks=wrong)
