"""Which of a planner's edits counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import Refused
from domain.planning.overrides import Override, Overrides, Scope, canonical, matching

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def override(number, what, value="", expires_on=None, **scope):
    made_at = NOON + timedelta(minutes=number)
    return Override(
        id=number, scope=Scope(**scope), what=what, value=value, reason="fair", by="mia", made_at=made_at,
        expires_on=expires_on,
    )  # fmt: skip


def test_the_narrowest_scope_goes_before_a_newer_wide_one():
    listed = [
        override(1, "service_level", "0.99", sku="MUG"),
        override(2, "service_level", "0.9", place="WH"),
        override(3, "service_level", "0.8", category="Kitchen"),
        override(4, "service_level", "0.85", category="Kitchen / Cups"),
    ]
    category = "Kitchen / Cups / Blue"
    assert matching(listed, "MUG", "WH", "ACME", today=TODAY, category=category)["service_level"].id == 1
    assert matching(listed, "CUP", "WH", "ACME", today=TODAY, category=category)["service_level"].id == 2
    assert matching(listed, "CUP", "EU", "ACME", today=TODAY, category=category)["service_level"].id == 4
    assert matching(listed, "CUP", "EU", "ACME", today=TODAY) == {}


def test_of_the_same_scope_the_newest_counts_and_each_thing_has_its_own():
    listed = [
        override(1, "demand_factor", "1.2", sku="MUG"),
        override(2, "demand_factor", "1.5", sku="MUG"),
        override(3, "method", "seasonal", sku="MUG"),
    ]
    found = Overrides(listed, TODAY).of("MUG", "WH")
    assert {what: one.id for what, one in found.items()} == {"demand_factor": 2, "method": 3}
    assert found["demand_factor"].number == 1.5


def test_of_a_quantity_and_a_rejection_only_one_counts():
    wide, narrow = override(9, "reject", supplier="ACME"), override(1, "quantity", "40", sku="MUG")
    assert set(Overrides([wide, narrow], TODAY).of("MUG", "WH", "ACME")) == {"quantity"}
    assert set(Overrides([wide, narrow], TODAY).of("CUP", "WH", "ACME")) == {"reject"}


def test_it_counts_until_the_end_of_its_last_day():
    one = override(1, "due_on", "2026-03-20", expires_on=TODAY, sku="MUG")
    assert Overrides([one], TODAY).of("MUG", "WH")["due_on"].day == date(2026, 3, 20)
    assert not Overrides([one], TODAY + timedelta(days=1))


def test_a_due_day_that_is_over_counts_no_more():
    one = override(1, "due_on", "2026-03-02", sku="MUG")
    assert one.counts(TODAY)
    assert not one.counts(TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("what", "value", "kept"),
    [
        ("quantity", " 120.00 ", "120"),
        ("quantity", "1E+3", "1000"),
        ("due_on", "2026-12-01", "2026-12-01"),
        ("reject", "yes", ""),
        ("service_level", "0.980", "0.98"),
        ("supplier", "ACME ", "ACME"),
    ],
)
def test_a_value_is_kept_in_one_form(what, value, kept):
    assert canonical(what, value) == kept


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("quantity", "-1"),
        ("quantity", "NaN"),
        ("quantity", "12,5"),
        ("due_on", "1.12.2026"),
        ("reject", "40"),
        ("service_level", "98"),
        ("demand_factor", "101"),
        ("method", " "),
        ("price", "3"),
    ],
)
def test_what_is_no_value_is_refused_with_what_would_be_one(what, value):
    with pytest.raises(Refused) as refusal:
        canonical(what, value)
    assert refusal.value.value == value or what == "price"
    assert refusal.value.next_step.startswith("Give")
