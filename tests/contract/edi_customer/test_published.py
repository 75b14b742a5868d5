"""The simulated EDI customer held to what others published: its documents to definitions, its reader to their files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from infra.simulators.edi_customer import edifact, x12
from infra.simulators.edi_customer.answers import Receipt, Response, Stock, understood
from infra.simulators.edi_customer.segments import Interchange, read
from infra.simulators.edi_customer.x12 import Envelope, Judged, Refusal
from tests.published import edifact_message, edifact_order, x12_segment_order, x12_specification
from tests.unit.edi_customer.made import AT, a_cancellation, a_change, an_order

DATA = Path(__file__).parents[4] / "shared" / "data" / "edi"
ENVELOPE = Envelope("COBALT", "BRIGHTWATER", 7, AT)
WANTED = (an_order(), a_change(), a_cancellation("PO-2"))
REFUSED = Judged("855", "0001", Refusal("BAK", 2, 2, "??"))


def _tags(interchange: Interchange, kind: str) -> list[list[str]]:
    return [[one.tag for one in message.segments] for message in interchange.messages if message.kind == kind]


@pytest.mark.parametrize("kind", ["850", "860", "997"])
def test_x12_documents_are_as_published(kind: str) -> None:
    nodes = x12_specification(kind)
    texts = (x12.orders(WANTED, ENVELOPE), x12.receipt("PR", "7", [REFUSED], ENVELOPE))
    bodies = [body for text in texts for body in _tags(read(text.decode()), kind)]
    assert bodies
    for body in bodies:
        assert x12_segment_order(nodes, body) == []
    assert x12_segment_order(nodes, ["ZZ9", *bodies[0]]) != []


@pytest.mark.parametrize("kind", ["ORDERS", "ORDCHG"])
def test_edifact_documents_are_as_published(kind: str) -> None:
    nodes = edifact_message("D96A", kind)
    bodies = _tags(read(edifact.orders(WANTED, ENVELOPE).decode()), kind)
    assert bodies
    for body in bodies:
        assert edifact_order(nodes, ["UNH", *body, "UNT"]) == []
    assert edifact_order(nodes, ["UNH", "ZZ9", *bodies[0], "UNT"]) != []


def _transcript(*parts: str) -> Interchange:
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"NOT TESTED: {'/'.join(parts)} is not on this machine")
    return read(path.read_text(encoding="utf-8-sig"))


def test_a_receipt_of_somebody_else_is_understood() -> None:
    (message,) = _transcript("x12", "EdiFabric__997.txt").messages
    said = understood(message)
    assert isinstance(said, Receipt)
    assert (said.about, said.whole, said.sets) == ("000000001", "rejected", {"ST02": "rejected"})
    assert said.errors == ["ST02 AK3*TXI*54**8", "ST02 AK4*1*963*7*C1"]


def test_a_contrl_of_somebody_else_is_understood() -> None:
    messages = _transcript("edifact", "EdiFabric__EDIFACT_CONTRL.txt").messages
    assert [understood(one) for one in messages] == [Receipt("131", "accepted"), Receipt("131", "accepted")]


@pytest.mark.parametrize(
    ("name", "number", "verdict", "change", "lines"),
    [
        ("EdiFabric__PurchaseOrdersAcknowledgement.txt", "1234567", "AP", False, 3),
        ("Inteligenz__ORD_855_Example1_Adobe.txt", "0132710645", "accepted", False, 1),
        ("Inteligenz__ORD_865_FromMclaneCo.txt", "3249785", "accepted", True, 7),
    ],
)
def test_answers_of_somebody_else_are_understood(
    name: str, number: str, verdict: str, change: bool, lines: int
) -> None:
    (message,) = _transcript("x12", name).messages
    said = understood(message)
    assert isinstance(said, Response)
    assert (said.number, said.verdict, said.change, len(said.lines)) == (number, verdict, change, lines)


def test_an_ordrsp_of_somebody_else_is_understood() -> None:
    (message,) = _transcript("edifact", "EdiFabric__EANCOM_PurchaseOrderResponse.txt").messages
    said = understood(message)
    assert isinstance(said, Response)
    assert (said.number, said.verdict, said.theirs) == ("652744", "changed", "ORSP12856")
    assert [(one.line, one.verdict, one.ordered, one.price) for one in said.lines] == [
        ("1", "accepted", None, None), ("2", "changed", Decimal(48), Decimal(550)), ("3", "rejected", None, None),
    ]  # fmt: skip


def test_an_inventory_report_of_somebody_else_is_read_without_a_word_about_its_quantities() -> None:
    """It states quantities of kinds (34, QH, QB, 87) that mean nothing here: none is taken for what can be sold."""
    (message,) = _transcript("x12", "Inteligenz__ORD_846_Example1.txt").messages
    assert understood(message) == Stock()
