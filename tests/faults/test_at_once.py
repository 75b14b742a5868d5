"""The same thing a hundred times at once: one effect."""

import hashlib
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from connectors.odoo.json2 import Json2Port, OdooAddress
from connectors.odoo.sales import OdooSales
from domain.documents.resolved_order import ResolvedOrder
from domain.work import BatchLimits
from ledger.intake import Arrival, accept
from tasks.carry_out import Effect, carry_out
from tasks.draft import _create
from tasks.intake import collect
from tests.faults import scenarios

TIMES = 100


def at_once(what, times=TIMES):
    """Call it so many times, as nearly at one moment as threads can; every answer."""
    gate = threading.Barrier(times)

    def one(number):
        gate.wait(timeout=60)
        return what(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.fixture(scope="module")
def expected(world):
    return scenarios.calm(world)


def test_a_folder_that_a_hundred_look_into_at_once_gives_each_file_once(world):
    for number in range(3):
        world.drop(f"once{number}.csv", world.orders(f"ONCE{number}-"))
    house = world.house
    taken = at_once(lambda _: collect(house, "faults"))
    assert sum(taken) >= 3
    rows = world.ledger_rows("SELECT name, state FROM deliveries WHERE name LIKE 'once%%' ORDER BY 1")
    assert rows == [(f"once{number}.csv", "captured") for number in range(3)]


def test_a_file_dropped_a_hundred_times_under_a_hundred_names_makes_its_orders_once(world, expected):
    rows = world.orders("MANY-")
    for number in range(TIMES):
        world.drop(f"many{number}.csv", rows)
    house = world.house
    at_once(lambda _: collect(house, "faults"), times=8)
    states = Counter(state for (state,) in world.ledger_rows("SELECT state FROM deliveries WHERE name LIKE 'many%%'"))
    assert states == {"captured": 1, "duplicate": TIMES - 1}
    world.finish()
    assert world.fingerprint("MANY-") == expected
    assert world.fingerprint("ONCE1-") == expected
    world.assert_invariants()


def ready_documents(world, prefix):
    """Orders that stand before the draft, and the batch that has them."""
    world.drop(f"{prefix}.csv", world.orders(prefix))
    assert world.run(kill=["commit", "tasks.intents.record.before", 1])["status"] == -9
    world.let_leases_run_out()
    house = world.house
    batch = house.claim("faults", BatchLimits(lease_seconds=120), "a test")
    with house.ledger.open() as book:
        rows = book.documents.in_batch(batch, ["ready"])
    assert len(rows) == 4
    return house, batch, rows


def test_the_same_load_sent_a_hundred_times_at_once_makes_each_order_once(world, expected):
    house, batch, rows = ready_documents(world, "LOADS-")
    orders = [ResolvedOrder.model_validate_json(row.resolved) for row in rows]
    key = house.settings.odoo_keys["sales"]
    address = OdooAddress(house.settings.odoo_url, house.settings.odoo_database, key)
    ports = [Json2Port(address, calls_in_flight=16, read_seconds=300) for _ in range(TIMES)]
    answers = at_once(lambda number: OdooSales(ports[number]).draft(orders))
    outcomes = Counter(one.outcome for some in answers for one in some)
    assert outcomes["created"] >= 4
    assert outcomes["existing"] >= 4
    assert set(outcomes) <= {"created", "existing", "try_again"}
    records = {(one.external_id, one.record_id) for some in answers for one in some if one.record_id}
    assert len(records) == 4, "whoever was answered was told the same record"
    assert len(world.fingerprint("LOADS-")) == 4
    house.give_back(batch)
    world.finish()
    assert world.fingerprint("LOADS-") == expected


def test_the_same_work_carried_out_many_times_at_once_has_one_effect(world, expected):
    house, batch, rows = ready_documents(world, "ROWS-")
    house.ledger  # noqa: B018 - connected before the threads begin
    acts = []

    def act(open_rows):
        acts.append(len(open_rows))
        return _create(house, open_rows)

    def once(_):
        try:
            return carry_out(house, batch, rows, Effect("create", house.odoo_target), act)
        except Exception as trouble:  # noqa: BLE001 - told below
            return trouble

    answers = at_once(once, times=40)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert sum(acts) >= 4
    intents = world.ledger_rows(
        "SELECT count(*) FROM intents n JOIN documents d ON d.id = n.document_id WHERE d.number LIKE 'ROWS-%%'"
    )
    moves = world.ledger_rows(
        "SELECT count(*) FROM audit a JOIN documents d ON d.id = a.document_id"
        " WHERE d.number LIKE 'ROWS-%%' AND a.kind = 'moved' AND a.data ->> 'to' = 'drafted'"
    )
    assert intents == moves == [(4,)]
    assert len(world.fingerprint("ROWS-")) == 4
    house.give_back(batch)
    world.finish()
    assert world.fingerprint("ROWS-") == expected


def test_a_settled_intent_is_never_acted_on_again(world, expected):
    house, batch, rows = ready_documents(world, "SETTLED-")
    first = carry_out(house, batch, rows, Effect("create", house.odoo_target), lambda some: _create(house, some))
    assert first.passed == 4

    def never(some):
        message = f"asked again for {len(some)}"
        raise AssertionError(message)

    carry_out(house, batch, rows, Effect("create", house.odoo_target), never)
    house.give_back(batch)
    world.finish()
    assert world.fingerprint("SETTLED-") == expected
    world.assert_invariants()


def test_the_same_bytes_accepted_a_hundred_times_at_once_are_one_delivery(world):
    house, content = world.house, b"number,date\nX-1,2026-01-01\n"
    ledger, archive = house.ledger, house.archive

    def once(number):
        arrival = Arrival("elsewhere", "elsewhere", "faults", f"{number}.csv", "csv", datetime.now(UTC))
        return accept(ledger, archive, arrival, content)

    answers = at_once(once)
    originals = [one for one in answers if one.duplicate_of is None]
    assert len(answers) == TIMES
    assert len({one.id for one in originals}) == 1
    assert {one.duplicate_of for one in answers if one.duplicate_of} == {originals[0].id}
    assert archive.read(hashlib.sha256(content).hexdigest()) == content
