"""A look at stock that dies at any commit is taken up by the next: the numbers end as if nothing had happened.

The ledger is real; Odoo's stock is played, because what counts here is what was kept and what was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from connectors.odoo.reference_records import ReferenceRecord
from domain import seams
from domain.promising.promises import Part
from domain.promising.terms import Incoming, Quant, Source, Stock
from ledger.book import Ledger
from ledger.promises import Promised
from ledger.reservations import Reserve
from tasks.availability.looking import look, reconcile_numbers
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.ledger.conftest import ledger, ledger_url, server, template
from tests.integration.ledger.orders import Clerk, order, resolved
from tests.unit.readers.made import a_profile

__all__ = ["ledger", "ledger_url", "server", "template"]
DAY = datetime.now(UTC).date()
PATH = ("checked", "ready", "drafted", "verified", "confirmed", "done")


class KilledError(BaseException):
    """The process dies here."""


class Yard:
    """Stock of three products, as Odoo would tell it."""

    def __init__(self) -> None:
        self.units = {1: 10, 2: 20, 3: 30}
        self.receipt = DAY + timedelta(days=3)
        self.written: dict[int, datetime] = {}
        self.told: dict[int, datetime] = {}

    def set(self, **changes: Any) -> None:
        """Something was moved, or a receipt put off."""
        for name, value in changes.items():
            if name == "receipt":
                self.receipt = value
                self.written[3] = datetime.now(UTC)
            else:
                number = int(name[1:])
                self.units[number] = value
                self.written[number] = datetime.now(UTC)

    def newest(self) -> datetime | None:
        return max(self.written.values(), default=datetime.now(UTC))

    def changed(self, since: datetime) -> tuple[list[int], datetime]:
        found = [number for number, at in self.written.items() if at >= since and self.told.get(number) != at]
        self.told |= {number: self.written[number] for number in found}
        return found, max([since, *(self.written[number] for number in found)])

    def forget(self) -> None:
        self.told = {}

    def read(self, products: Sequence[int] | None = None) -> Iterator[list[ReferenceRecord]]:
        now = datetime.now(UTC)
        for number in self.units if products is None else products:
            place = Quant(
                record_id=number, warehouse="WH", location="WH/Stock", quantity=Decimal(self.units[number]), reserved=0
            )
            coming = Incoming(record_id=7, warehouse="WH", expected_on=self.receipt, quantity=Decimal(9))
            made = Stock(
                record_id=number, sku=f"SKU-{number}", read_at=now, quants=(place,), incoming=(coming,)[: number == 3]
            )
            data = made.model_dump_json().encode()
            yield [ReferenceRecord(number, (("sku", made.sku),), active=True, data=data, write_date=now)]


@pytest.fixture
def house(tmp_path: Path, ledger: Ledger, ledger_url: str) -> Iterator[Resources]:
    partners = tmp_path / "partners"
    partners.mkdir()
    for channel, section in (("web", {"share": 50}), ("shop", {"buffer": 1})):
        profile = a_profile("x12", channel=channel, source_id=channel, availability=section)
        text = yaml.safe_dump(profile.model_dump(mode="json", exclude_defaults=True))
        (partners / f"{channel}.yaml").write_text(text)
    made = Resources(
        Settings(home=tmp_path, ledger_url=SecretStr(ledger_url), partners=partners, odoo_database="played")
    )
    made.stock = Yard()  # type: ignore[assignment]
    yield made
    seams.install(None)
    made.ledger.close()


def _numbers(house: Resources) -> dict[tuple[str, str], int]:
    with house.ledger.open() as book:
        rows = book.published.listed()
        assert [row for row in rows if row.sent_at is None] == []
        assert book.published.take_marks() == []
        return {(row.channel, row.sku): row.number for row in rows}


def _settled(house: Resources) -> None:
    for _ in range(6):
        if not look(house).changed:
            return
    raise AssertionError("it does not settle")


def _expected(units: dict[int, int]) -> dict[tuple[str, str], int]:
    halves = {number: (have // 2, have - have // 2 - 1) for number, have in units.items()}
    return {
        **{("web", f"SKU-{number}"): web for number, (web, _) in halves.items()},
        **{("shop", f"SKU-{number}"): max(0, shop) for number, (_, shop) in halves.items()},
    }


def _an_order_that_waits_for_the_receipt(clerk: Clerk, number: str) -> int:
    batch = clerk.work(order(number), name=f"{number}.csv")
    (document,) = clerk.ids(batch)
    clerk.move(batch, [document], "read")
    clerk.move(batch, [document], "mapped", resolved=resolved())
    part = Part(Decimal(4), DAY + timedelta(days=3), Source(model="stock.move", record="7"))
    with clerk.ledger.open() as book:
        book.promises.give([Promised(document, 1, "SKU-3", "WH", (part,))])
        book.commit("test.promise")
    for state in PATH:
        clerk.move(batch, [document], state)
    clerk.release(batch)
    return document


def _something_happens(house: Resources, clerk: Clerk, turn: int) -> dict[int, int]:
    """A count, a reservation that has run out, and every second time a receipt that slips."""
    yard: Yard = house.stock  # type: ignore[assignment]
    yard.set(_1=40 + turn, _2=60 + turn)
    batch = clerk.work(order(f"R-{turn}"), name=f"R-{turn}.csv")
    (document,) = clerk.ids(batch)
    with clerk.ledger.open() as book:
        line = Reserve(document, 1, "SKU-2", "WH", Decimal(3))
        book.reservations.hold("web", [line], until=datetime.now(UTC) - timedelta(hours=1))
        book.commit("test.hold")
    yard.set(receipt=DAY + timedelta(days=10 + turn))
    return dict(yard.units)


def _killed_at(where: tuple[str, str]) -> None:
    def hook(kind: str, name: str) -> None:
        if (kind, name) == where:
            seams.install(None)
            raise KilledError

    seams.install(hook)


@pytest.mark.parametrize("work", [look, reconcile_numbers])
def test_whatever_commit_it_dies_at_the_next_look_ends_where_an_undisturbed_one_does(
    house: Resources, ledger: Ledger, work: Any
) -> None:
    clerk = Clerk(ledger)
    _settled(house)
    passed: list[tuple[str, str]] = []
    seams.install(lambda kind, name: passed.append((kind, name)))
    _an_order_that_waits_for_the_receipt(clerk, "calm")
    passed.clear()
    units = _something_happens(house, clerk, 0)
    passed.clear()
    work(house)
    seams.install(None)
    _settled(house)
    assert _numbers(house) == _expected(units)

    points = [one for one in dict.fromkeys(passed) if one[1].startswith("tasks.availability")]
    assert len(points) >= 10
    for turn, point in enumerate(points, start=1):
        waiting = _an_order_that_waits_for_the_receipt(clerk, f"P-{turn}")
        units = _something_happens(house, clerk, turn)
        _killed_at(point)
        with pytest.raises(KilledError):
            work(house)
        house.stock.forget()  # the process is another one
        _settled(house)
        assert _numbers(house) == _expected(units), point
        with ledger.open() as book:
            assert [row.code for row in book.exceptions.of([waiting])] == ["AV-LATE-001"], point
            assert {row.state for row in book.promises.of([waiting])} == {"in danger"}
