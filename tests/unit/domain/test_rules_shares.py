"""The rules that count what other runs take: a channel's share, and orders on their way that Odoo does not count yet."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.check_facts import CheckFacts, CreditFact, ShareFact
from domain.documents.master import Company
from domain.facts import OrderFacts
from domain.resolve import resolve
from domain.rules import RULES, Ahead, run_rules
from tests.builders import BOLT, NUT, a_line, a_profile, an_order, codes_of, findings_of, some_facts

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
SHARED = a_profile(checks={"allocation": True}, availability={"share": 40})


def _share(units: int | None) -> OrderFacts:
    facts = some_facts(products=(BOLT.model_copy(update={"storable": True}), NUT))
    known = {} if units is None else {BOLT.record_id: ShareFact(Decimal(units), "share 40 %", NOW)}
    return facts.asked(CheckFacts(NOW, share=known))


def test_an_order_beyond_the_share_is_held_and_one_within_it_is_not() -> None:
    assert codes_of(an_order(), _share(10), SHARED) == []
    found = findings_of(an_order(a_line(quantity=6), a_line(2, quantity=5)), _share(10), SHARED)[0]
    assert (found.code, found.path, found.value) == ("SO-STOCK-003", "lines[1].quantity", "11")
    assert "channel acme may take 10 (share 40 %" in found.message
    assert codes_of(an_order(a_line(sku="NUT-M8", unit_price=1)), _share(0), SHARED) == [], "a service has no share"


def test_what_the_batch_takes_before_is_out_of_the_share() -> None:
    facts, ahead = _share(15), Ahead()
    ahead.take(resolve(an_order(), facts, SHARED), facts)
    later = an_order(a_line(quantity=6))
    assert [one.code for one in run_rules(later, resolve(later, facts, SHARED), facts, SHARED, ahead)] == [
        "SO-STOCK-003"
    ]


def test_a_share_that_is_not_known_holds() -> None:
    assert codes_of(an_order(), _share(None), SHARED) == ["SO-STOCK-004"]


def test_the_check_needs_the_section_that_gives_the_share() -> None:
    with pytest.raises(ValidationError, match="needs the section 'availability'"):
        a_profile(checks={"allocation": True})


def test_credit_counts_the_orders_of_other_runs() -> None:
    ours = Company(record_id=1, name="Our company", currency="EUR", credit_limits=True)
    facts, profile = some_facts(companies=[ours], taxes=[]), a_profile(checks={"credit": {}})
    credit = {50: CreditFact(customer_id=50, company_id=1, limit=60, owed=0, to_invoice=10, read_at=NOW)}
    known = CheckFacts(NOW, credit=credit, committed={50: Decimal(25)})
    assert codes_of(an_order(), facts.asked(known), profile) == []
    more = dataclasses.replace(known, committed={50: Decimal("25.01")})
    (found,) = findings_of(an_order(), facts.asked(more), profile)
    assert found.code == "SO-CREDIT-002"
    assert "open orders 10.00, on their way to Odoo 25.01, this order 25.00" in found.message


def test_rules_that_count_are_asked_apart_and_none_is_asked_twice() -> None:
    facts, order = _share(9), an_order(a_line(unit_price="9.99"))
    resolved = resolve(order, facts, SHARED)
    counted = run_rules(order, resolved, facts, SHARED, counted=True)
    others = run_rules(order, resolved, facts, SHARED, counted=False)
    assert [one.code for one in counted] == ["SO-STOCK-003"]
    assert sorted(one.code for one in (*counted, *others)) == sorted(codes_of(order, facts, SHARED))
    assert {code for one in RULES if one.counted for code in one.codes} == {
        "SO-CREDIT-002", "SO-CREDIT-003", "SO-STOCK-001", "SO-STOCK-002", "SO-STOCK-003", "SO-STOCK-004",
    }  # fmt: skip
