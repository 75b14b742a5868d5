"""What an EDI customer sends, said once: of the simulated customer, and of transcripts in the words of the standards.

The transcripts are golden samples that were written by hand (``tests/samples/edi``): there is no customer here to record.
One that was recorded belongs there, scrubbed (``tests/contract/test_scrubbed.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors import identify, read_documents
from connectors.inspect import neutral_profile
from connectors.ports import Raw, Reading, Trailer
from infra.simulators.edi_customer import edifact, x12
from infra.simulators.edi_customer.x12 import Envelope
from tests.unit.edi_customer.made import AT, a_cancellation, a_change, an_order

SAMPLES = Path(__file__).parents[2] / "samples" / "edi"
ENVELOPE = Envelope("COBALT", "BRIGHTWATER", 7, AT)


@dataclass(frozen=True)
class World:
    """An interchange with an order, and one with changes and cancellations, of one syntax."""

    order: bytes
    changes: bytes
    syntax: str

    def read(self, content: bytes) -> list[Reading | Trailer]:
        raw = Raw("interchange.edi", content)
        known = identify(raw)
        assert known is not None
        assert known[1].format == self.syntax
        return list(read_documents(raw, neutral_profile(known[1].format)))


WORLDS = {
    "simulated x12": lambda: World(
        x12.orders([an_order()], ENVELOPE), x12.orders([a_change(), a_cancellation()], ENVELOPE), "x12"
    ),
    "simulated edifact": lambda: World(
        edifact.orders([an_order()], ENVELOPE), edifact.orders([a_change(), a_cancellation()], ENVELOPE), "edifact"
    ),
    "transcript x12": lambda: World(
        (SAMPLES / "plain_order.edi").read_bytes(), (SAMPLES / "x12_changes.edi").read_bytes(), "x12"
    ),
    "transcript edifact": lambda: World(
        (SAMPLES / "edifact_order.edi").read_bytes(), (SAMPLES / "edifact_changes.edi").read_bytes(), "edifact"
    ),
}


@pytest.fixture(params=sorted(WORLDS))
def world(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]()


def test_an_order_is_read_whole_and_its_interchange_counts_right(world: World) -> None:
    *parts, trailer = world.read(world.order)
    (reading,) = parts
    assert isinstance(reading, Reading)
    order = reading.document
    assert order is not None
    assert order.number
    assert order.customer.code or order.customer.gln
    assert order.currency
    assert len(order.lines) >= 2
    for line in order.lines:
        assert line.sku or line.gtin or line.partner_sku
        assert line.quantity > 0
    assert not [found.code for found in reading.findings if found.severity in {"reject", "exception"}]
    assert trailer == Trailer(documents=1)


def test_changes_and_cancellations_name_their_order_and_what_is_wanted(world: World) -> None:
    changes = [one.change for one in world.read(world.changes) if isinstance(one, Reading)]
    assert all(one is not None and one.number for one in changes)
    purposes = [one.purpose for one in changes if one is not None]
    assert {"change", "cancel"} <= set(purposes)
    first = next(one for one in changes if one is not None and one.purpose == "change")
    assert {"change", "add"} <= {line.action for line in first.lines}
    for line in first.lines:
        assert line.partner_line or line.sku or line.gtin


def test_read_again_it_is_the_same_to_the_byte(world: World) -> None:
    said = [
        one.payload
        for content in (world.order, world.changes)
        for one in world.read(content)
        if isinstance(one, Reading)
    ]
    again = [
        one.payload
        for content in (world.order, world.changes)
        for one in world.read(content)
        if isinstance(one, Reading)
    ]
    assert said == again
