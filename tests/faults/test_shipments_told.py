"""What was shipped is told to the shop once, whatever dies or gets lost on the way; on the real ledger."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest
import sqlalchemy

from domain import seams
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.errors import TryAgain
from domain.resolve import resolved_json
from domain.shipments import Shipment, ShippedLine
from domain.work import BatchLimits
from tasks.capture import capture
from tasks.runtime.resources import Resources
from tasks.shop.parcels import look
from tasks.shop.telling import again, tell, tell_all
from tests.faults.test_shop import Died, counter, house, ledger, ledger_url, post, rows, server, template
from tests.shopping import TWO

__all__ = ["counter", "house", "ledger", "ledger_url", "post", "server", "template"]
SOON = datetime(2099, 1, 1, tzinfo=UTC)


@dataclass
class Dock:
    """What Odoo has done, without an Odoo."""

    waiting: list[Shipment] = field(default_factory=list)
    away: bool = False
    looks: int = 0

    def done(self, since):  # noqa: ARG002 - the reader's own argument
        self.looks += 1
        if self.away:
            raise TryAgain("Odoo is away.")
        return list(self.waiting), SOON

    def forget(self):
        pass


@pytest.fixture
def dock(house):
    change(house, fulfilments=True, notify_customer=False)
    house.settings.shipments_seconds = 0
    house.settings.odoo_database = "books"
    made = house.__dict__["shipments"] = Dock()
    return made


def change(house, **section):
    """The channel's profile, with more in its section."""
    known = house.profile("webshop")
    house.profiles["webshop"] = known.model_copy(update={"shopify": known.shopify.model_copy(update=section)})


@pytest.fixture
def orders(house, counter, post, dock):
    """Two orders of the shop, as they stand once they are posted."""
    sold = [counter.shop.sell(*TWO) for _ in range(2)]
    counter.shop.outbox.deliver(post)
    batch = house.claim("webshop", BatchLimits(), "a test")
    capture.fn(house, batch)
    with house.ledger.open() as book:
        for row in book.documents.in_batch(batch, ["captured"]):
            posted(book, row)
        book.commit("tests.posted")
    house.give_back(batch)
    return sold


def posted(book, row):
    order = SalesOrder.model_validate_json(row.payload)
    lines = tuple(
        ResolvedLine(position=one.position, sku=one.sku, product_id=one.position, uom_id=1, quantity=one.quantity)
        for one in order.lines
    )
    resolved = ResolvedOrder(
        external_id=row.external_id, number=row.number, customer_code="C", currency="USD", ordered_at=None,
        lines=lines, untaxed_total=Decimal(0), source_label="a test",
    )  # fmt: skip
    sql = "INSERT INTO resolutions (document_id, resolved) VALUES (:id, :resolved)"
    book._connection.execute(sqlalchemy.text(sql), {"id": row.id, "resolved": resolved_json(resolved)})


def shipped(house, order, number, pieces, tracking=""):
    """A transfer of some pieces by position."""
    sql = "SELECT external_id FROM documents WHERE key_number = :key"
    ((key,),) = rows(house, sql, key=order["id"].rpartition("/")[2])
    lines = [
        ShippedLine(order_external_id=key, position=place, product_id=place, uom_id=1, quantity=Decimal(many))
        for place, many in pieces.items()
    ]
    return Shipment(record_id=number, name=f"WH/OUT/{number}", tracking=tracking, carrier="UPS", lines=tuple(lines))


def parcels(house):
    found = rows(house, "SELECT subject, state, said FROM publications WHERE kind = 'fulfilment' ORDER BY id")
    return [(subject, state, (said or {}).get("code")) for subject, state, said in found]


def sent(order):
    """Pieces and tracking number of each fulfilment."""
    return [
        (
            [(one["lineItem"]["sku"], one["quantity"]) for one in made["fulfillmentLineItems"]],
            [one["number"] for one in made["trackingInfo"]],
        )
        for made in order["fulfillments"]
    ]


@pytest.mark.parametrize("fault", ["", "lost", "timeout", "cut", "502", "throttled", "429:1", "away", "internal"])
def test_parcels_of_an_order_are_told_once_each_whatever_becomes_of_the_answer(house, counter, dock, orders, fault):
    first, second = orders
    dock.waiting = [
        shipped(house, first, 1, {1: 1}),
        shipped(house, first, 2, {1: 1, 2: 4}, "1Z-2"),
        shipped(house, first, 3, {2: 6}),
        shipped(house, second, 4, {2: 10}, "1Z-4"),
    ]
    counter.api.faults.extend(["", fault])
    tell_all(house)
    for _ in range(3):
        assert look(house) == 0
        tell(house, "webshop", running_seconds=0)
    assert sorted(sent(first)) == sorted(
        [([("BOLT-M8", 1)], []), ([("BOLT-M8", 1), ("NUT-M8", 4)], ["1Z-2"]), ([("NUT-M8", 6)], [])]
    )
    assert sent(second) == [([("NUT-M8", 10)], ["1Z-4"])]
    assert {state for _, state, _ in parcels(house)} == {"acknowledged"}
    assert first["displayFulfillmentStatus"] == "FULFILLED"


def test_a_lost_call_is_left_alone_while_it_may_be_running(house, counter, dock, orders):
    dock.waiting = [shipped(house, orders[0], 1, {1: 2})]
    counter.api.faults.extend(["", "lost"])
    tell_all(house)
    asked = len(counter.api.requests)
    assert tell_all(house) == 0
    assert len(counter.api.requests) == asked
    assert parcels(house) == [("#89001 WH/OUT/1", "unknown", None)]
    assert tell(house, "webshop", running_seconds=0) == 1
    assert len(orders[0]["fulfillments"]) == 1


def test_wherever_it_dies_the_next_look_ends_it(house, counter, dock, orders):
    passed: list[str] = []
    dock.waiting = [shipped(house, orders[0], 1, {1: 1}, "1Z-1")]
    seams.install(lambda kind, name: passed.append(f"{kind} {name}"))
    try:
        tell_all(house)
        assert len(passed) >= 10
        for number, point in enumerate(passed):
            dock.waiting = [shipped(house, orders[number % 2], 2 + number, {2: 1}, f"1Z-{point}-{number}")]
            seams.install(dying(passed[:number].count(point), point))
            with pytest.raises(Died):
                tell_all(house)
            seams.install(None)
            tell_all(house)
            tell(house, "webshop", running_seconds=0)
    finally:
        seams.install(None)
    numbers = [number for order in orders for _, (number,) in sent(order)]
    assert len(numbers) == len(set(numbers)) == 1 + len(passed)


def dying(before, point):
    """At this point, the so many-th time that it is passed."""
    left = [before]

    def die(kind, name):
        if f"{kind} {name}" == point:
            left[0] -= 1
            if left[0] < 0:
                raise Died

    return die


def test_processes_that_tell_at_once_tell_each_parcel_once(house, counter, dock, orders):
    dock.waiting = [shipped(house, orders[1], number, {2: 1}) for number in range(1, 9)]
    assert look(house) == 8
    houses = [house, *(Resources(house.settings) for _ in range(3))]
    for one in houses[1:]:
        one._shops["webshop"] = counter.client
        one.profiles = house.profiles
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda one: tell(one, "webshop"), houses)) == 8
    for one in houses[1:]:
        one.ledger.close()
    assert len(orders[1]["fulfillments"]) == 8


def test_what_the_shop_does_not_take_goes_to_a_person_and_can_be_told_again(house, counter, dock, orders):
    held, cancelled = orders
    counter.shop.hold(held)
    counter.shop.cancel(cancelled)
    kit = shipped(house, held, 3, {1: 1})
    dock.waiting = [
        shipped(house, held, 1, {1: 2}),
        shipped(house, cancelled, 2, {1: 2}),
        kit.model_copy(update={"lines": (kit.lines[0].model_copy(update={"product_id": 99}),)}),
    ]
    tell_all(house)
    assert parcels(house) == [
        ("#89001 WH/OUT/1", "refused", "SH-SENT-001"),
        ("#89002 WH/OUT/2", "refused", "SH-SENT-002"),
        ("#89001 WH/OUT/3", "refused", "SH-SENT-003"),
    ]
    counter.shop.hold(held, "OPEN")
    with house.ledger.open() as book:
        assert again(house, book.publications.listed("webshop", "refused")) == 3
    tell(house, "webshop")
    assert [state for _, state, _ in parcels(house)] == ["acknowledged", "refused", "refused"]
    assert sent(held) == [([("BOLT-M8", 2)], [])]


def test_nothing_is_asked_or_told_that_no_profile_wants(house, counter, dock, orders):
    dock.waiting = [shipped(house, orders[0], 1, {1: 2})]
    change(house, fulfilments=False)
    tell_all(house)
    assert (dock.looks, parcels(house)) == (0, [])


def test_an_odoo_that_is_away_keeps_nothing_from_being_told_that_waits(house, counter, dock, orders):
    dock.waiting = [shipped(house, orders[0], 1, {1: 2})]
    look(house)
    dock.away = True
    assert tell_all(house) == 1


def test_a_line_that_was_taken_off_after_it_was_sent_is_told_all_the_same(house, counter, dock, orders, post):
    counter.shop.edit(orders[0], {"NUT-M8": 0})
    counter.shop.outbox.deliver(post)
    batch = house.claim("webshop", BatchLimits(), "a test")
    capture.fn(house, batch)
    house.give_back(batch)
    with house.ledger.open() as book:
        book._connection.execute(sqlalchemy.text("UPDATE documents SET state = 'done' WHERE purpose = 'change'"))
        book.commit("tests.changed")
    dock.waiting = [shipped(house, orders[0], 1, {1: 1}, "1Z-1"), shipped(house, orders[0], 2, {2: 3}, "1Z-2")]
    assert look(house) == 2
    contents = [house.archive.read(sha) for (sha,) in rows(house, "SELECT sha256 FROM publications ORDER BY id")]
    assert [list(orjson.loads(one)["pieces"].values()) for one in contents] == [[1], [3]]
