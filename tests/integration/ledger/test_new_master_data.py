"""A product that was made in Odoo a minute ago is found by the order that names it; bad codes cost no call each."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from connectors.odoo.reference_records import ReferenceRecord
from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.master import Product
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from tasks import facts as facts_module
from tasks import mirror
from tasks.facts import facts_for
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.unit.readers.made import a_profile

NOW = datetime.now(UTC)


class Odoo:
    """Master data that grows."""

    def __init__(self) -> None:
        self.products: list[str] = []
        self.looks = 0
        self.marks = 0
        self.whole = True

    def mark(self, since):  # noqa: ARG002 - the reader's own argument
        self.marks += 1
        return tuple((number, sku) for number, sku in enumerate(self.products, 1)) if self.whole else None

    def changed(self, kind, since):  # noqa: ARG002 - the reader's own argument
        self.looks += kind == "product"
        if kind == "product" and self.products:
            yield [_record(number, sku) for number, sku in enumerate(self.products, 1)]


def _record(number, sku):
    one = Product(
        record_id=number,
        template_id=number,
        sku=sku,
        name=sku,
        list_price=Decimal(1),
        uom_id=1,
        active=True,
        saleable=True,
    )
    codes = (("sku", sku),)
    return ReferenceRecord(id=number, codes=codes, active=True, data=one.model_dump_json().encode(), write_date=NOW)


def order(sku):
    key = BusinessKey(source_id="s", company="main", partner="p", type="sales_order", number="1", purpose="original")
    line = SalesOrderLine(position=1, sku=sku, quantity=Decimal(1))
    return SalesOrder(
        key=key, number="1", customer=PartyReference(), ordered_at=NOW, currency="USD", lines=(line,), source_rows=(1,)
    )


@pytest.fixture
def house(tmp_path: Path, ledger_url: str):
    settings = Settings(home=tmp_path, ledger_url=ledger_url, partners=tmp_path, odoo_database="books")
    made = Resources(settings)
    made.__dict__["references"] = Odoo()
    yield made
    made.ledger.close()


def test_what_was_made_since_the_mirror_was_read_is_found_at_once(house, monkeypatch):
    profile = a_profile("csv")
    odoo = house.references
    odoo.products = ["A"]
    assert facts_for(house, [order("A")], profile, look_again=True).products_by_sku
    odoo.products = ["A", "B"]
    assert not facts_for(house, [order("B")], profile).products_by_sku, "as other callers have it: the mirror is fresh"
    monkeypatch.setattr(facts_module, "FRESH_SECONDS", 0.0)
    assert facts_for(house, [order("B")], profile, look_again=True).products_by_sku
    looks = odoo.looks
    assert facts_for(house, [order("A")], profile, look_again=True).products_by_sku
    assert odoo.looks == looks, "what is known is not looked for"


@pytest.fixture
def clock(monkeypatch):
    """Seconds; a test sets them."""
    now = SimpleNamespace(seconds=1_000.0)
    times = SimpleNamespace(monotonic=lambda: now.seconds, time=lambda: 9_000.0 + now.seconds)
    monkeypatch.setattr(mirror, "time", times)
    return now


def ask(house, sku):
    """What an order that names it finds."""
    return set(facts_for(house, [order(sku)], a_profile("csv"), look_again=True).products_by_sku)


def test_codes_that_are_nobodys_have_odoo_read_once_a_minute_while_it_has_nothing_new(house, clock):
    for second in range(60):
        clock.seconds = 1_000 + second
        assert ask(house, f"NO-{second}") == set()
    assert house.references.looks == 2, "once because nothing was read yet, once for the first bad code"
    assert house.references.marks == 19, "every three seconds, a small question"
    clock.seconds = 1_064
    ask(house, "NO-1")
    assert house.references.looks == 3, "after a minute, whatever the marks say"


def test_what_is_made_between_two_orders_that_name_it_is_found(house, clock):
    for second in (0, 10, 20):
        clock.seconds = 1_000 + second
        assert ask(house, "NEW") == set()
    house.references.products = ["NEW"]
    clock.seconds = 1_024
    assert ask(house, "NEW") == {"new"}


def test_where_too_much_changes_to_be_told_the_mirror_is_read_as_before(house, clock):
    house.references.whole = False
    for second in range(0, 30, 4):
        clock.seconds = 1_000 + second
        ask(house, "NO")
    assert house.references.looks == 8


def test_codes_that_are_nobodys_cost_one_look_in_a_while(house):
    profile = a_profile("csv")
    for number in range(5):
        assert not facts_for(house, [order(f"NO-{number}")], profile, look_again=True).products_by_sku
    assert house.references.looks == 1
