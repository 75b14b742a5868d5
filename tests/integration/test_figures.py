"""Figures for the checks on a real ledger: what Odoo said last, how old it is, and the customer's last orders."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr

from domain.check_facts import CreditFact, StockFact
from domain.documents.master import Company
from domain.documents.sales_order import SalesOrder
from domain.errors import TryAgain
from domain.facts import OrderFacts
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import run_rules
from infra.simulators.tax.__main__ import server as tax_server
from infra.simulators.tax.engine import Engine
from ledger.book import Ledger
from tasks.figures import with_figures
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.builders import BOLT, CUSTOMERS, NUT, a_customer, a_profile, an_order, some_facts
from tests.integration.ledger.conftest import ledger, ledger_url, server, template

__all__ = ["ledger", "ledger_url", "server", "template"]
OURS = Company(record_id=1, name="Our company", currency="EUR", credit_limits=True)


@dataclass
class Figures:
    """An Odoo that answers until it is away."""

    away: bool = False
    asked: list[tuple[str, Sequence[int]]] = field(default_factory=list)

    def credit(self, customers: Sequence[int], company: int, now: datetime) -> list[CreditFact]:
        self._answer("credit", customers)
        return [
            CreditFact(customer_id=one, company_id=company, limit=Decimal(20), owed=Decimal(0),
                       to_invoice=Decimal(0), read_at=now)
            for one in customers
        ]  # fmt: skip

    def free(self, products: Sequence[int], warehouse: int, now: datetime) -> list[StockFact]:
        self._answer("free", products)
        return [StockFact(product_id=one, warehouse_id=warehouse, free=Decimal(4), read_at=now) for one in products]

    def _answer(self, what: str, ids: Sequence[int]) -> None:
        self.asked.append((what, list(ids)))
        if self.away:
            raise TryAgain("Odoo cannot be reached.")


@pytest.fixture
def house(ledger_url: str, ledger: Ledger, tmp_path: Path) -> Resources:
    made = Resources(Settings(home=tmp_path, ledger_url=SecretStr(ledger_url), odoo_database="books"))
    made.__dict__["figures"] = Figures()
    assert ledger
    return made


def _judged(house: Resources, profile: PartnerProfile, orders: list[SalesOrder], facts: OrderFacts) -> list[list[str]]:
    mapped = [resolve(order, facts, profile) for order in orders]
    known = with_figures(house, orders, mapped, profile, facts)
    return [
        [f"{one.code} {one.message}" for one in run_rules(order, ours, known, profile)]
        for order, ours in zip(orders, mapped, strict=True)
    ]


def _facts() -> OrderFacts:
    return some_facts(products=(BOLT.model_copy(update={"storable": True}), NUT), companies=[OURS])


def test_figures_are_asked_once_a_batch_kept_and_used_while_odoo_is_away(house: Resources) -> None:
    profile = a_profile(checks={"credit": {"oldest_minutes": 1}, "stock": {"oldest_minutes": 1}})
    orders = [an_order(number="PO-1"), an_order(number="PO-2")]
    figures = cast("Figures", house.figures)

    first = _judged(house, profile, orders, _facts())
    assert [[one[:13].strip() for one in said] for said in first] == [["SO-CREDIT-002", "SO-STOCK-001"]] * 2
    assert figures.asked == [("credit", [50]), ("free", [10])]

    figures.away = True
    again = _judged(house, profile, orders[:1], _facts())
    assert [one[:13].strip() for one in again[0]] == ["SO-CREDIT-002", "SO-STOCK-001"], "the last figures count"

    with house.ledger.open() as book:
        old = 'read_at":"' + (datetime.now(UTC) - timedelta(minutes=9)).isoformat()
        book._connection.exec_driver_sql(
            "UPDATE mirror_records SET data = convert_to(regexp_replace(convert_from(data, 'UTF8'),"
            " 'read_at\":\"[^\"]+', %s), 'UTF8')",
            (old,),
        )
        book.commit("tests.older")
    late = _judged(house, profile, orders[:1], _facts())
    assert [one[:13].strip() for one in late[0]] == ["SO-CREDIT-003", "SO-STOCK-002"]
    assert "9 minutes old, 1 are allowed (Odoo cannot be reached" in late[0][0]


def test_a_profile_without_such_checks_asks_nothing(house: Resources) -> None:
    assert _judged(house, a_profile(), [an_order()], _facts()) == [[]]
    assert cast("Figures", house.figures).asked == []


def test_the_tax_engine_is_asked_for_each_order_and_an_engine_that_is_away_holds(house: Resources) -> None:
    people = [a_customer(street="Hafen 1", zip_code="20457", city="Hamburg", country="DE"), *CUSTOMERS[1:]]
    facts = some_facts(customers=people)
    france = some_facts(customers=[people[0].model_copy(update={"country": "FR"}), *CUSTOMERS[1:]])
    profile = a_profile(checks={"tax": {}})
    engine = Engine()
    here = tax_server(engine, 0)
    threading.Thread(target=here.serve_forever, daemon=True).start()
    house.settings = house.settings.model_copy(
        update={
            "tax_url": f"http://127.0.0.1:{here.server_port}",
            "tax_account": "simulated",
            "tax_key": SecretStr("simulated-key"),
        }
    )
    try:
        assert _judged(house, profile, [an_order()], facts) == [[]]
        ((said,),) = _judged(house, profile, [an_order()], france)
    finally:
        here.shutdown()
        here.server_close()
    assert said.startswith("SO-TAX-001 Product BOLT-M8: the tax engine says 5.00 EUR of tax, Odoo will put 4.75")
    assert "the engine has FRANCE 20 %, Odoo 19 % (19 %)" in said
    ((away,),) = _judged(house, profile, [an_order()], facts)
    assert away.startswith("SO-TAX-002")
    assert len(engine.asked) == 2


def test_without_a_tax_engine_configured_the_order_is_held_and_says_so(house: Resources) -> None:
    ((said,),) = _judged(house, a_profile(checks={"tax": {}}), [an_order()], _facts())
    assert "No tax engine is configured" in said
