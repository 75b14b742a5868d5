"""New addresses that a person let be made: what comes of them when Odoo refuses, is away, or has them no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from pydantic import SecretStr

from connectors.odoo.create_only import Loaded
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder
from domain.errors import Misconfigured, TryAgain
from domain.facts import OrderFacts
from domain.keys import external_id
from domain.new_address import NewAddress
from domain.work import Batch
from ledger.book import Ledger
from ledger.values import DocumentRow, Move
from tasks.new_addresses import WithAddresses, with_new_addresses
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.builders import CUSTOMERS, a_customer, a_profile, an_order, some_facts
from tests.integration.ledger.conftest import clerk, ledger, ledger_url, server, template
from tests.integration.ledger.orders import Clerk, order, problem

__all__ = ["clerk", "ledger", "ledger_url", "server", "template"]
PROFILE = a_profile(channel="web", checks={"new_addresses": True})
QUAY = PartyReference(address=("3 Quay St", "20095 Hamburg"), country="DE")


@dataclass
class Odoo:
    """Makes addresses, or does not."""

    answer: Literal["created", "refused", "try_again"] = "created"
    known: list[NewAddress] = field(default_factory=list)
    asked: int = 0
    keeps: bool = True

    def make(self, wanted: Sequence[NewAddress]) -> dict[str, Loaded]:
        self.asked += 1
        if self.answer == "created" and self.keeps:
            self.known += wanted
        return {one.external_id: Loaded(self.answer, 70, says="no such right") for one in wanted}

    def facts(self) -> OrderFacts:
        made = [
            a_customer(record_id=70 + place, code="", gln="", parent_id=50, street=one.street, zip_code=one.zip_code,
                       city=one.city, country=one.country)
            for place, one in enumerate(self.known)
        ]  # fmt: skip
        return some_facts(customers=[*CUSTOMERS, *made])


@dataclass
class Work:
    """One order, released with its new address."""

    house: Resources
    clerk: Clerk
    odoo: Odoo
    order: SalesOrder
    batch: Batch

    def row(self) -> DocumentRow:
        with self.house.ledger.open() as book:
            (row,) = book.documents.get(self.clerk.ids(self.batch) or [1])
        return row

    def go(self) -> WithAddresses:
        """As the map stage does it."""
        asked = [(self.row(), self.order)]
        return with_new_addresses(self.house, self.batch, asked, PROFILE, self.odoo.facts())


@pytest.fixture
def work(ledger_url: str, ledger: Ledger, clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    house, odoo = Resources(Settings(home=tmp_path, ledger_url=SecretStr(ledger_url), odoo_database="books")), Odoo()
    house.__dict__.update(ledger=ledger, addresses=odoo)
    monkeypatch.setattr("tasks.new_addresses.refresh", lambda _house, *, oldest_seconds: oldest_seconds)
    monkeypatch.setattr("tasks.new_addresses.facts_for", lambda *_: odoo.facts())
    asked = an_order(ship_to=QUAY)
    document = order(
        asked.number, key=asked.key, external_id=external_id(asked.key), payload=asked.model_dump_json().encode()
    )
    first = clerk.work(document)
    clerk.move(first, clerk.ids(first), "held", findings=(problem("SO-PARTY-014"),))
    clerk.release(first)
    with ledger.open() as book:
        (waiting,) = book.exceptions.list()
        book.exceptions.decide([waiting.id], "release", by="Ada", reason="new depot", waived_codes=["SO-PARTY-014"])
        book.commit("test.release")
    batch = clerk.claim()
    assert batch is not None
    return Work(house, clerk, odoo, asked, batch)


def test_it_is_made_before_the_order_is_mapped_and_never_asked_for_again(work: Work) -> None:
    made = work.go()
    assert (len(made.go_on), made.moves, made.stop, work.odoo.asked) == (1, (), None, 1)
    assert made.facts.addresses[50][0].street == "3 Quay St"
    assert (len(work.go().go_on), work.odoo.asked) == (1, 1), "a run that died before it mapped finds it"


def test_without_the_release_nothing_is_made(work: Work) -> None:
    row = work.row()
    asked = [
        (DocumentRow(**{name: getattr(row, name) for name in row.__slots__} | {"waived": frozenset()}), work.order)
    ]
    made = with_new_addresses(work.house, work.batch, asked, PROFILE, work.odoo.facts())
    assert (list(made.go_on), work.odoo.asked) == (asked, 0)
    off = with_new_addresses(work.house, work.batch, [(row, work.order)], a_profile(channel="web"), work.odoo.facts())
    assert (len(off.go_on), work.odoo.asked) == (1, 0)


def test_what_odoo_refuses_waits_for_master_data_with_its_words(work: Work) -> None:
    work.odoo.answer = "refused"
    assert list(work.go().go_on) == []
    with work.house.ledger.open() as book:
        ((*_, found),) = [one.findings for one in book.exceptions.list()]
    assert (found.code, "3 Quay St, 20095 Hamburg, DE" in found.message) == ("OD-ADDR-001", True)
    assert "no such right" in found.message


def test_a_missing_key_is_told_at_the_order_and_stops_nobody(work: Work) -> None:
    def make(_wanted: Sequence[NewAddress]) -> dict[str, Loaded]:
        raise Misconfigured("There is no key for making addresses.")

    work.odoo.make = make  # type: ignore[method-assign]
    made = work.go()
    assert (list(made.go_on), made.stop, work.clerk.ids(work.batch)) == ([], None, [])
    with work.house.ledger.open() as book:
        ((*_, found),) = [one.findings for one in book.exceptions.list()]
    assert (found.code, "no key" in found.message) == ("OD-ADDR-001", True)


def test_while_odoo_is_away_the_order_waits_and_goes_on_later(work: Work) -> None:
    work.odoo.answer = "try_again"
    made = work.go()
    assert (list(made.go_on), isinstance(made.stop, TryAgain), work.row().state) == ([], True, "read")
    work.odoo.answer = "created"
    assert len(work.go().go_on) == 1


def test_one_that_was_made_and_is_gone_is_not_made_twice(work: Work) -> None:
    work.odoo.keeps = False
    made = work.go()
    (move,) = made.moves
    assert isinstance(move, Move)
    assert (move.to, [one.code for one in move.findings or ()][-1]) == ("exception", "OD-ADDR-002")
    assert list(made.go_on) == []
