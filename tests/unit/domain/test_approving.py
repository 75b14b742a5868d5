"""Who may approve what: limits, two persons, never the one who asked; reminders by time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approving import ApprovalPolicy, Request, Waiting, answer, next_step, same_person, who_may

POLICY = ApprovalPolicy.model_validate({
    "approvers": [
        {"person": "mia", "may": ["SO-PRICE-*"], "up_to": {"EUR": 500}},
        {"person": "mia", "may": ["SO-CREDIT-*"], "channels": ["edi-*"], "up_to": {"EUR": 50000}},
        {"person": "ole@desk-7", "up_to": {"EUR": 50000, "USD": 1000}},
        {"person": "boss"},
    ],
    "second_person_above": {"EUR": 20000, "USD": 20000},
    "remind_hours": 4,
    "escalate_hours": 24,
})  # fmt: skip
SMALL = Request(1, ("SO-PRICE-001",), "web", "EUR", Decimal("499.99"))
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("person", "request_", "kind"),
    [
        ("mia@any", SMALL, "given"),
        ("mia@any", replace(SMALL, amount=Decimal("500.01")), "refused"),
        ("mia@any", replace(SMALL, currency="USD"), "refused"),
        ("mia@any", replace(SMALL, codes=("SO-CREDIT-001",)), "refused"),
        ("mia@any", replace(SMALL, codes=("SO-CREDIT-001",), channel="edi-x", amount=Decimal(501)), "given"),
        ("mia@any", replace(SMALL, codes=("SO-CREDIT-001", "SO-PRICE-001"), channel="edi-x"), "given"),
        ("ole@desk-8", SMALL, "refused"),
        ("ole@desk-7", SMALL, "given"),
        ("nobody@x", SMALL, "refused"),
        ("boss@x", replace(SMALL, amount=Decimal(20000)), "given"),
        ("boss@x", replace(SMALL, amount=Decimal(20001)), "first"),
        ("boss@x", replace(SMALL, amount=Decimal(20001), first_by="boss@y"), "refused"),
        ("boss@x", replace(SMALL, amount=Decimal(20001), first_by="ole@desk-7"), "given"),
        ("boss@x", replace(SMALL, currency="GBP"), "first"),
        ("boss@x", replace(SMALL, asked_by=frozenset({"Boss@home"})), "refused"),
    ],
)
def test_a_yes_counts_within_codes_channel_amount_and_persons(person: str, request_: Request, kind: str) -> None:
    said = answer(POLICY, person, request_)
    assert said.kind == kind, said
    assert bool(said.says) == (kind != "given")


def test_without_a_policy_everybody_may_but_not_who_asked() -> None:
    assert answer(ApprovalPolicy(), "x@y", SMALL).kind == "given"
    assert answer(ApprovalPolicy(), "x@y", replace(SMALL, asked_by=frozenset({"x"}))).kind == "refused"
    assert who_may(ApprovalPolicy(), SMALL) == ()


def test_who_may_names_those_whose_yes_counts_now() -> None:
    assert who_may(POLICY, SMALL) == ("mia", "ole@desk-7", "boss")
    large = replace(SMALL, amount=Decimal(30000), first_by="boss")
    assert who_may(POLICY, large) == ("ole@desk-7",)


def test_what_may_not_be_read_as_a_policy() -> None:
    for wrong in ({"approvers": [{"person": ""}]}, {"second_person_above": {"euro": 1}}, {"approver": []},
                  {"approvers": [{"person": "a", "up_to": {"EUR": -1}}]}, {"remind_hours": 0}):  # fmt: skip
        with pytest.raises(ValueError, match="validation error"):
            ApprovalPolicy.model_validate(wrong)


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_who_may_approve_more_may_approve_less(one: Decimal, other: Decimal) -> None:
    less, more = sorted((one, other))
    for person in ("mia", "ole@desk-7", "boss"):
        allowed = [answer(POLICY, person, replace(SMALL, amount=amount)).kind != "refused" for amount in (less, more)]
        assert allowed[0] >= allowed[1]


def test_reminders_come_again_and_escalation_once() -> None:
    def due(hours: float, **told: float) -> str:
        moments = {name: NOW + timedelta(hours=at) for name, at in told.items()}
        return next_step(POLICY, Waiting(NOW, **moments), NOW + timedelta(hours=hours))

    assert [due(3.9), due(4)] == ["", "remind"]
    assert [due(7, reminded_at=4), due(8, reminded_at=4)] == ["", "remind"]
    assert due(24, reminded_at=23) == "escalate"
    assert [due(25, escalated_at=24), due(28, escalated_at=24)] == ["", "remind"]


def test_a_login_without_a_machine_is_that_login_on_any() -> None:
    assert same_person("mia", "Mia@desk")
    assert not same_person("mia@a", "mia@b")
    assert not same_person("mia", "miah@a")
