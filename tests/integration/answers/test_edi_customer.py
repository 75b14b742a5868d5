"""Lading and the simulated EDI customer, each with its own reader and writer: what one says, the other understands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain import seams
from domain.documents.inventory_report import InventoryRow
from domain.work import Batch
from infra.simulators.edi_customer.customer import EdiCustomer
from tasks.publishing_inventory import publish_inventory
from tests.integration.answers.conftest import House, make_house
from tests.unit.edi_customer.made import AT, a_customer, an_order


@dataclass
class Line:
    """The customer at one end, Lading's capture and answers over a real ledger at the other."""

    house: House
    customer: EdiCustomer
    carried: list[str] = field(default_factory=list)

    def carry(self) -> Batch | None:
        """Bring what the customer put there to Lading, each file by itself, and let it work; the last batch."""
        worked = None
        for path in sorted(self.customer.inbox.iterdir()):
            if not path.name.startswith(".") and path.name not in self.carried:
                self.carried.append(path.name)
                self.house.arrive(path.read_bytes(), name=path.name)
                worked = self.house.work() or worked
        return worked

    def codes(self) -> list[set[str]]:
        """Of the findings, document by document."""
        with self.house.resources.ledger.open() as book:
            rows = book._connection.exec_driver_sql("SELECT findings FROM documents ORDER BY id").all()
        return [{one["code"] for one in found} for (found,) in rows]

    def standings(self) -> list[str]:
        return [one.standing for one in self.customer.state.sent]

    def published(self) -> list[tuple[str, str]]:
        return [(one.kind, one.state) for one in self.house.publications()]


@pytest.fixture(params=["x12", "edifact"])
def line(request: pytest.FixtureRequest, tmp_path: Path, ledger: object, ledger_url: str) -> Iterator[Line]:
    house = make_house(tmp_path, ledger_url, request.param)
    made = a_customer(tmp_path / "customer", request.param)
    made.outcomes = house.home / "channels" / "out"
    yield Line(house, made)
    seams.install(None)
    house.resources.ledger.close()


def _kinds(line: Line) -> tuple[str, str, str]:
    return ("997", "855", "846") if line.customer.syntax == "x12" else ("CONTRL", "ORDRSP", "INVRPT")


def test_an_order_is_acknowledged_and_answered_and_the_answer_acknowledged(line: Line) -> None:
    receipt, answer, report = _kinds(line)
    line.customer.send(an_order())
    batch = line.carry()
    assert batch is not None
    assert line.customer.look() == []
    assert line.standings() == ["accepted"]
    line.house.done(batch)
    publish_inventory(
        line.house.resources, "acme", [InventoryRow(sku="BOLT-M8", quantity=120)], as_of=AT, by="me"
    )  # fmt: skip
    assert line.customer.look() == []
    assert [one.verdict for one in line.customer.state.sent] == ["accepted"]
    assert {name: str(many) for name, many in line.customer.state.stock.items()} == {"BOLT-M8": "120"}
    assert line.customer.state.missing() == []
    line.carry()
    assert line.published() == [(receipt, "sent"), (answer, "acknowledged"), (report, "acknowledged")]


def test_the_customer_refuses_an_answer(line: Line) -> None:
    receipt, answer, _ = _kinds(line)
    line.customer.send(an_order())
    batch = line.carry()
    assert batch is not None
    line.house.done(batch)
    assert line.customer.look(receipts=False) == []
    line.carry()
    assert line.published() == [(receipt, "sent"), (answer, "sent")], "no word yet: late, not lost"
    line.customer.look(refuse={answer})
    line.carry()
    assert line.published() == [(receipt, "sent"), (answer, "refused")]
    assert "AK-ACK-002" in line.codes()[-1]


def test_numbers_left_out_and_a_number_with_new_content_are_found(line: Line) -> None:
    line.customer.send(an_order("PO-1"), fault="twice")
    line.customer.send(an_order("PO-2"), fault="gap")
    line.customer.send(an_order("PO-3"), fault="repeat")
    line.carry()
    assert line.codes() == [set(), {"AK-NUM-001"}, {"AK-NUM-002"}]
    assert line.customer.look() == []
    assert line.standings() == ["accepted"] * 3, "the file that came twice got one receipt"


def test_half_a_file_is_refused_and_its_order_can_be_sent_again(line: Line) -> None:
    line.customer.send(an_order(), fault="cut")
    line.customer.send(an_order())
    line.carry()
    line.customer.look()
    assert line.standings() == ["rejected", "accepted"]


def test_what_nobody_agreed_on_is_noted_and_costs_no_other_document(line: Line) -> None:
    line.customer.send(an_order("PO-1"), fault="drift")
    line.customer.send(an_order("PO-2"))
    line.carry()
    assert line.customer.look() == []
    assert line.standings() == ["noted", "accepted"]


def test_a_ta1_that_was_asked_for_is_understood(tmp_path: Path, ledger: object, ledger_url: str) -> None:
    house = make_house(tmp_path, ledger_url, "x12", x12={"interchange": "asked"})
    made = a_customer(tmp_path / "customer")
    made.outcomes, made.asks = house.home / "channels" / "out", True
    line = Line(house, made)
    made.send(an_order("PO-1"))
    made.send(an_order("PO-2"), fault="cut")
    line.carry()
    assert made.look() == []
    assert made.state.technical == {1: "A 000", 2: "R 023"}
    house.resources.ledger.close()
