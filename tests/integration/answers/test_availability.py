"""Numbers of stock leave as an 846, together and each once; answers that leave stop the clocks of what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.odoo.reference_records import ReferenceRecord
from domain.availability_profile import Availability
from domain.errors import TryAgain
from domain.obligations import Clock
from domain.promising.promises import Part
from domain.promising.terms import Source
from ledger.book import Ledger
from ledger.promises import Promised
from ledger.published import NumberIn
from tasks import publishing_inventory
from tasks.availability.looking import look
from tasks.availability.writers import send_numbers
from tasks.outcome_files import write_outcomes
from tasks.runtime.resources import Resources
from tests.integration.answers.conftest import House, make_house
from tests.integration.answers.test_answers import an_interchange
from tests.unit.domain.stock import quant, stock

NEVER = datetime(2999, 1, 1, tzinfo=UTC)
CLOCKS = {"997": Clock(hours=4), "855": Clock(hours=24), "810": Clock(hours=48, after="confirmed")}


@pytest.fixture
def offering(tmp_path: Path, ledger: Ledger, ledger_url: str) -> House:
    house = make_house(tmp_path, ledger_url)
    _says(house, availability=Availability(publish="edi"), obligations=CLOCKS)
    house.take(an_interchange())
    return house


def _says(house: House, **sections: object) -> None:
    profile = house.resources.profile("acme")
    house.resources.profiles = {"acme": profile.model_copy(update=sections)}


def _keep(house: House, *numbers: tuple[str, int, int]) -> None:
    later = [{"on": "2026-12-24", "number": 9, "units": 90}]
    kept = [NumberIn(sku, number, pack, {"later": later}, {"WH": number * pack}, {}) for sku, number, pack in numbers]
    with house.resources.ledger.open() as book:
        book.published.keep("acme", kept)
        book.commit("test.keep")


def test_numbers_leave_as_one_report_in_units_with_what_comes(offering: House) -> None:
    _keep(offering, ("BOLT", 5, 10), ("NUT", 9, 1))
    assert send_numbers(offering.resources).numbers == {"acme": 2}
    (report,) = offering.files("846")
    assert b"LIN*1*VP*BOLT~\nQTY*33*50*EA~\nQTY*29*90*EA~\nDTM*018*20261224~\nLIN*2*VP*NUT~\nQTY*33*9*EA~" in report
    assert send_numbers(offering.resources).numbers == {}


def test_a_report_whose_sending_was_not_written_down_is_the_same_report(
    offering: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.published import PublishedNumbers

    class KilledError(Exception):
        pass

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    _keep(offering, ("BOLT", 5, 1))
    with monkeypatch.context() as patched:
        patched.setattr(PublishedNumbers, "sent", killed)
        with pytest.raises(KilledError):
            send_numbers(offering.resources)
    assert send_numbers(offering.resources).numbers == {"acme": 1}
    assert len(offering.files("846")) == 1
    _keep(offering, ("BOLT", 4, 1))
    _keep(offering, ("BOLT", 5, 1))
    send_numbers(offering.resources)
    assert len(offering.files("846")) == 2  # the same number again, later, is another report


def test_numbers_that_change_soon_after_wait_and_leave_together(offering: House) -> None:
    _says(offering, availability=Availability(publish="edi", send_minutes=60))
    _keep(offering, ("BOLT", 5, 1))
    assert send_numbers(offering.resources).numbers == {"acme": 1}
    _keep(offering, ("BOLT", 4, 1))
    assert send_numbers(offering.resources).numbers == {}
    _says(offering, availability=Availability(publish="edi"))
    assert send_numbers(offering.resources).numbers == {"acme": 1}


class OdoosStock:
    """What Odoo would show: units on hand by SKU; the SKUs that changed since the last reading."""

    def __init__(self, **units: int) -> None:
        self.units, self.touched = dict(units), set(units)

    def count(self, **units: int) -> None:
        self.units |= units
        self.touched |= set(units)

    def newest(self) -> datetime:
        return datetime(2026, 11, 3, tzinfo=UTC)

    def changed(self, _since: datetime) -> tuple[list[int], datetime]:
        return [list(self.units).index(sku) + 1 for sku in sorted(self.touched)], self.newest()

    def forget(self) -> None:
        raise AssertionError

    def read(self, products: Sequence[int] | None) -> Iterator[list[ReferenceRecord]]:
        self.touched.clear()
        yield [
            ReferenceRecord(id=n, codes=(("sku", sku),), active=True, data=self._row(n, sku), write_date=self.newest())
            for n, sku in enumerate(self.units, start=1)
            if products is None or n in products
        ]

    def _row(self, number: int, sku: str) -> bytes:
        return stock(quant(str(self.units[sku]), number=number), sku=sku, record=number).model_dump_json().encode()


def test_what_changed_between_two_looks_of_the_consumer_is_one_report(
    offering: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    odoo = OdoosStock(BOLT=50, NUT=9)
    monkeypatch.setattr(Resources, "stock", odoo)

    def reported(*skus: str, **units: int) -> list[list[bytes]]:
        """Lines of the reports that a look sent after these counts."""
        before = offering.files("846")
        odoo.count(**units)
        look(offering.resources)
        new = [one for one in offering.files("846") if one not in before]
        return [re.findall(rb"LIN\*\d\*VP\*(?:%s)~\nQTY\*33\*\d+" % "|".join(skus).encode(), one) for one in new]

    both = [b"LIN*1*VP*BOLT~\nQTY*33*50", b"LIN*2*VP*NUT~\nQTY*33*9"]
    assert reported("BOLT", "NUT") == [both]
    assert reported("BOLT", "NUT") == []
    assert reported("BOLT", "NUT", BOLT=49, NUT=8) == [[b"LIN*1*VP*BOLT~\nQTY*33*49", b"LIN*2*VP*NUT~\nQTY*33*8"]]
    assert reported("BOLT", "NUT", NUT=7) == [[b"LIN*1*VP*NUT~\nQTY*33*7"]]
    _says(offering, availability=Availability(publish="edi", send_minutes=60))
    assert reported("BOLT", BOLT=40) == [[b"LIN*1*VP*BOLT~\nQTY*33*40"]]
    assert [reported("BOLT", BOLT=units) for units in (39, 38)] == [[], []]
    _says(offering, availability=Availability(publish="edi"))
    assert reported("BOLT") == [[b"LIN*1*VP*BOLT~\nQTY*33*38"]]


def test_a_report_that_a_dead_run_left_leaves_before_the_newer_one(
    offering: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(offering, ("BOLT", 5, 1))
    with monkeypatch.context() as patched:
        patched.setattr(publishing_inventory, "send", lambda *_: (_ for _ in ()).throw(TryAgain("The folder is away.")))
        assert [one.code for one in send_numbers(offering.resources).findings] == ["AV-SEND-001"]
    assert offering.files("846") == []
    _keep(offering, ("BOLT", 4, 1))
    send_numbers(offering.resources)
    sent = sorted((one for one in offering.publications() if one.kind == "846"), key=lambda one: one.sent_at or NEVER)
    assert [one.interchange_number for one in sent] == [2, 3]
    assert len(offering.files("846")) == 2


def test_a_channel_that_wants_no_report_is_told_and_a_writer_that_is_none_too(offering: House) -> None:
    _keep(offering, ("BOLT", 5, 1))
    answers = offering.resources.profile("acme").answers.model_copy(update={"inventory": False})
    _says(offering, answers=answers)
    (found,) = send_numbers(offering.resources).findings
    assert (found.code, found.value) == ("AV-SEND-001", "acme")
    _says(offering, availability=Availability(publish="pigeon"))
    (found,) = send_numbers(offering.resources).findings
    assert (found.code, found.value) == ("AV-SEND-002", "pigeon")
    assert "edi, shopify, table" in found.next_step


def test_answers_that_leave_meet_what_was_owed(offering: House) -> None:
    with offering.resources.ledger.open() as book:
        assert [(one.kind, one.state) for one in book.obligations.list()] == [("855", "due")]
    batch = offering.take(an_interchange("PO-2", 43))
    offering.done(batch)
    with offering.resources.ledger.open() as book:
        rows = {(one.number, one.kind): one for one in book.obligations.list(include_met=True)}
    assert {key: one.state for key, one in rows.items()} == {
        ("PO-1", "997"): "met", ("PO-1", "855"): "due", ("PO-2", "997"): "met", ("PO-2", "855"): "met",
    }  # fmt: skip
    assert rows["PO-2", "855"].met_by


def test_a_later_day_that_was_promised_is_what_the_response_says(offering: House) -> None:
    batch = offering.take(an_interchange("PO-3", 44))
    (row,) = offering.confirm(batch)
    there, receipt = Part(Decimal(3), date(2026, 11, 3)), Source(model="stock.move", record="7")
    with offering.resources.ledger.open() as book:
        parts = (there, Part(Decimal(9), date(2027, 1, 29), receipt))
        book.promises.give([Promised(row.id, 1, "BOLT-M8", "WH", parts)])
        book.commit("test.promise")
    assert write_outcomes(offering.resources, batch, [row], to="done").stop is None
    (answer,) = offering.files("855")
    assert b"BAK*00*AC*PO-3" in answer
    first, second = (part for part in answer.split(b"PO1*")[1:])
    assert b"20270129" in first
    assert b"20270129" not in second
