"""A web shop that misbehaves, over the real receiver and the real ledger (F20, F23, F24, F29): nothing lost, nothing twice."""

from __future__ import annotations

import dataclasses
from collections import Counter as Counts
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import permutations

import httpx
import pytest
import sqlalchemy
import yaml

from domain import seams
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import SalesOrderChange
from domain.errors import Misconfigured, StopTheRun, TryAgain
from domain.work import BatchLimits
from entrypoints.consumer import Consumer
from entrypoints.doctoring import _inbox
from entrypoints.webhooks import make_app
from infra.simulators.shopify.events import Event
from ledger.published import NumberRow
from tasks.availability.writers import WRITERS
from tasks.capture import capture
from tasks.pull import pull
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tasks.shop.orders import cancel_refused
from tests.integration.ledger.conftest import ledger, ledger_url, server, template
from tests.integration.receiver.conftest import serving
from tests.shopping import LOCATION, STARTED, TWO, Counter, Sold, profile

__all__ = ["ledger", "ledger_url", "server", "template"]
ALL_TURNS = 24
PULL = {"token": "shop_token", "every_minutes": 5, "first_days": 60}


@pytest.fixture
def counter(monkeypatch):
    made = Counter()
    monkeypatch.setattr("tasks.pull._since", lambda how, cursor: STARTED if not cursor else _kept(how, cursor))
    return made


def _kept(how, cursor):
    from datetime import datetime, timedelta

    return datetime.fromisoformat(cursor) - timedelta(minutes=how.overlap_minutes)


@pytest.fixture
def house(tmp_path, ledger_url, counter):
    partners = tmp_path / "partners"
    partners.mkdir()
    known = profile({"pull": PULL, "cancel_rejected": True}, dates={"past_days": 0, "future_days": 0})
    (partners / "webshop.yaml").write_text(yaml.safe_dump(known.model_dump(mode="json", exclude_defaults=True)))
    secrets = {"webshop": counter.shop.secret, "shop_token": counter.shop.token}
    made = Resources(Settings(home=tmp_path / "home", ledger_url=ledger_url, partners=partners, secrets=secrets))
    made._shops["webshop"] = counter.client
    yield made
    made.ledger.close()


@pytest.fixture
def post(house):
    """A webhook through the real receiver; its status."""
    with serving(make_app(house)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield lambda body, headers: client.post("/hooks/webshop", content=body, headers=headers).status_code


def read_all(house):
    while (batch := house.claim("webshop", BatchLimits(), "a test")) is not None and batch.delivery:
        capture.fn(house, batch)
        house.give_back(batch)


def rows(house, sql, **values):
    with house.ledger.open() as book:
        return [tuple(row) for row in book._connection.execute(sqlalchemy.text(sql), values)]


def documents(house):
    return rows(house, "SELECT number, type, purpose, state FROM documents ORDER BY id")


def due(house):
    """As if the time until the next look had passed."""
    with house.ledger.open() as book:
        book._connection.execute(sqlalchemy.text("UPDATE cursors SET looked_at = now() - interval '1 hour'"))
        book.commit("tests.due")


def later(house, batch):
    """As if the time had passed that a lost call may still be running; the next run's batch."""
    house.give_back(batch)
    with house.ledger.open() as book:
        book._connection.execute(sqlalchemy.text("UPDATE threads SET available_at = now()"))
        book.commit("tests.later")
    return house.claim("webshop", BatchLimits(), "a test")


def balanced(house):
    with house.ledger.open() as book:
        return book.reconcile().balanced


def test_webhooks_that_were_dropped_are_found_by_the_next_look_and_the_others_are_not_asked_for(house, counter, post):
    for number in range(10):
        counter.shop.sell(Sold("A", number + 1, "5.00"))
    lost = counter.shop.outbox.waiting[2::3]
    counter.shop.outbox.waiting = [one for one in counter.shop.outbox.waiting if one not in lost]
    assert counter.shop.outbox.deliver(post) == 7
    read_all(house)
    assert pull(house, "webshop") == 3
    assert counter.api.requests.count("LadingOrder") == 3
    read_all(house)
    assert Counts(row[1:] for row in documents(house)) == {("sales_order", "original", "captured"): 10}
    assert pull(house, "webshop") == 0, "it is not time yet"
    due(house)
    assert pull(house, "webshop") == 0
    assert counter.api.requests.count("LadingOrder") == 3, "what is known is looked at, not fetched"
    assert balanced(house)


def test_headers_stay_with_a_delivery_and_its_signature_does_not(house, counter, post):
    counter.shop.sell(*TWO)
    counter.shop.outbox.deliver(post)
    ((headers,),) = rows(house, "SELECT headers FROM deliveries")
    assert headers["x-shopify-topic"] == "orders/create"
    assert {"x-shopify-webhook-id", "x-shopify-triggered-at", "x-shopify-api-version"} <= set(headers)
    assert not any("hmac" in name for name in headers)


def test_a_receiver_that_was_away_until_the_shop_gave_up(house, counter, post):
    orders = [counter.shop.sell(*TWO) for _ in range(9)]
    counter.shop.outbox.deliver(lambda *_: 503)
    assert not counter.shop.outbox.subscribed
    counter.shop.cancel(counter.shop.sell(*TWO))
    assert pull(house, "webshop") == len(orders), "what was cancelled before anybody knew of it is left alone"
    read_all(house)
    assert len(documents(house)) == len(orders)


def test_the_same_order_by_webhook_and_by_pull_is_one_document(house, counter, post):
    counter.shop.sell(*TWO)
    assert pull(house, "webshop") == 1
    counter.shop.outbox.deliver(post)
    read_all(house)
    assert [row[3] for row in documents(house)] == ["captured", "duplicate"]
    assert balanced(house)


def histories():
    """What happens to an order, and what must be wanted of it in the end."""
    return {
        "edited there and back": ("edit", "back"),
        "paid and edited": ("pay", "edit"),
        "edited and cancelled": ("edit", "cancel"),
        "edited there and back, and cancelled": ("edit", "back", "cancel"),
    }


@pytest.mark.parametrize("name", histories())
def test_whatever_the_order_of_arrival_the_last_moment_is_what_is_wanted(house, counter, post, name):
    """All n! orders of up to four webhooks and 30 of the 120 of five, every fourth: one order document, and its latest
    change is what the shop has."""
    steps = histories()[name]
    wanted: dict[str, tuple[str, ...]] = {}
    events: list[list[Event]] = []
    turns = list(permutations(range(1 + len(steps) + ("cancel" in steps))))
    turns = turns[:: 4 if len(turns) > ALL_TURNS else 1]
    for _ in turns:
        order = counter.shop.sell(*TWO)
        for step in steps:
            _do(counter, order, step)
        wanted[order["id"].rpartition("/")[2]] = () if order["cancelledAt"] else _lines(order)
        events.append(counter.shop.outbox.waiting)
        counter.shop.outbox.waiting = []
    assert {len(some) for some in events} == {len(turns[0])}
    for place in range(len(turns[0])):
        counter.shop.outbox.waiting = [some[turn[place]] for some, turn in zip(events, turns, strict=True)]
        counter.shop.outbox.deliver(post)
        read_all(house)
    assert {key: ended(house, key) for key in wanted} == wanted
    assert not rows(house, "SELECT 1 FROM documents WHERE state = 'exception'")
    assert balanced(house)


def _do(counter, order, step):
    if step == "cancel":
        counter.shop.cancel(order)
    elif step == "pay":
        counter.shop.pay(order)
    else:
        counter.shop.edit(order, {"BOLT-M8": 1 if step == "edit" else 2})


def _lines(order):
    return tuple(f"{one['sku']} {one['currentQuantity']}" for one in order["lineItems"] if one["currentQuantity"])


def ended(house, key):
    """What the ledger would have delivered of an order after its documents were worked in their turn."""
    found = rows(
        house,
        "SELECT d.type, d.purpose, p.payload FROM documents d JOIN payloads p ON p.document_id = d.id"
        " WHERE d.key_number = :key AND d.state = 'captured'"
        " ORDER BY d.type = 'sales_order_change', d.ordered_at NULLS LAST, d.id",
        key=key,
    )
    kinds = Counts(kind for kind, *_ in found)
    cancels = [purpose for _, purpose, _ in found if purpose == "cancel"]
    assert len(cancels) <= 1
    if not kinds["sales_order"]:
        return () if cancels else "lost"
    assert kinds["sales_order"] == 1
    order = SalesOrder.model_validate_json(bytes(found[0][2]))
    for _, purpose, payload in found[1:]:
        if purpose == "change":
            order = SalesOrderChange.model_validate_json(bytes(payload)).complete
    return () if cancels else tuple(f"{line.sku} {line.quantity:f}" for line in order.lines)


def test_other_content_of_the_very_same_moment_waits_for_a_person(house, counter, post):
    order = counter.shop.sell(*TWO)
    counter.shop.outbox.deliver(post)
    order["note"] = "forged"
    counter.shop._tell("orders/updated", order)
    counter.shop.outbox.deliver(post)
    read_all(house)
    assert [row[3] for row in documents(house)] == ["captured", "exception"]
    ((codes,),) = rows(house, "SELECT findings FROM documents WHERE state = 'exception'")
    assert [one["code"] for one in codes] == ["ID-KEY-002"]


def test_a_forged_webhook_is_refused_and_one_of_another_shop_waits(house, counter, post):
    counter.shop.sell(*TWO)
    (event,) = counter.shop.outbox.waiting
    headers = counter.shop.outbox.headers(event)
    assert post(event.body + b" ", headers) == 401
    assert post(event.body, headers | {"X-Shopify-Hmac-Sha256": ""}) == 401
    assert post(event.body, headers | {"X-Shopify-Shop-Domain": "evil.myshopify.com"}) == 202
    read_all(house)
    ((state, codes),) = rows(house, "SELECT state, findings FROM documents")
    assert (state, [one["code"] for one in codes]) == ("exception", ["SH-SHOP-001"])


def test_a_storm_of_429_leaves_the_pull_for_later_and_webhooks_alone(house, counter, post):
    for _ in range(4):
        counter.shop.sell(*TWO)
    lost, counter.shop.outbox.waiting = counter.shop.outbox.waiting[:2], counter.shop.outbox.waiting[2:]
    counter.api.faults.extend(["429", "429:1", "429:Mon, 02 Mar 2099 14:00:00 GMT", "throttled", "500", "429:junk"])
    with pytest.raises(TryAgain):
        pull(house, "webshop")
    assert counter.shop.outbox.deliver(post) == 2
    assert pull(house, "webshop") == 0, "it is left alone for half a minute"
    due(house)
    counter.api.faults.extend(["throttled", "429:2"])
    assert pull(house, "webshop") == 4, "of two the webhooks are not read yet"
    read_all(house)
    assert Counts(row[3] for row in documents(house)) == {"captured": 4, "duplicate": 2}
    assert len(lost) == 2


def test_a_look_that_failed_is_done_again_in_half_a_minute_and_not_in_five(house, counter):
    counter.shop.sell(*TWO)
    counter.api.faults.append("away")
    with pytest.raises(TryAgain):
        pull(house, "webshop")
    with house.ledger.open() as book:
        book._connection.execute(sqlalchemy.text("UPDATE cursors SET looked_at = looked_at - interval '30 seconds'"))
        book.commit("tests.later")
    assert pull(house, "webshop") == 1


@pytest.mark.parametrize(
    ("fault", "trouble"), [("drop:updatedAt", StopTheRun), ("loop", StopTheRun), ("denied", Misconfigured)]
)
def test_drift_and_lost_rights_stop_the_pull_and_not_the_webhooks(house, counter, post, fault, trouble):
    counter.shop.sell(*TWO)
    counter.api.faults.extend([fault] * 3)
    with pytest.raises(trouble):
        pull(house, "webshop")
    assert counter.shop.outbox.deliver(post) == 1
    read_all(house)
    assert [row[3] for row in documents(house)] == ["captured"]


def test_only_one_process_looks_at_a_time(house, counter):
    counter.shop.sell(*TWO)
    taken = []
    with house.ledger.open() as first, house.ledger.open() as second:
        taken.append(first.cursors.take_turn("webshop-orders", "orders", 300))
        first.commit("tests.first")
        taken.append(second.cursors.take_turn("webshop-orders", "orders", 300))
        second.commit("tests.second")
    assert taken == ["", None]


def test_numbers_of_stock_leave_by_the_shops_writer(house, counter):
    from datetime import UTC, datetime

    counter.shop.stock.keep("BOLT-M8", LOCATION, 7)
    fields = {one.name for one in dataclasses.fields(NumberRow)}
    told = {"told": "{}"} if "told" in fields else {"terms": {}}
    rows_ = [
        NumberRow(channel="webshop", sku=sku, number=number, pack=1, at=datetime.now(UTC), **told)
        for sku, number in (("BOLT-M8", 4), ("NOT-THERE", 2), ("BOLT-M8-OLD", -1))
    ]
    WRITERS["shopify"](house, "webshop", rows_)
    assert list(counter.shop.stock.levels.values()) == [4]


def test_doctor_asks_the_shop_and_names_what_is_wrong(house, counter, monkeypatch):
    monkeypatch.setattr("entrypoints.doctoring.open_shop", lambda *_: counter.client)
    known, found = house.settings, house.profile("webshop")
    (well,) = _inbox(known, "webshop", found)
    assert well.ok
    counter.api.faults.append("denied")
    (ill,) = _inbox(known, "webshop", found)
    assert not ill.ok
    assert "lacks rights" in ill.what
    monkeypatch.undo()
    known.secrets.pop("shop_token")
    (missing,) = _inbox(known, "webshop", found)
    assert "LADING_SECRETS__SHOP_TOKEN" in missing.next_step


def test_many_processes_that_read_moments_of_one_order_at_once_make_one_order(house, counter, post):
    """Each delivery is a batch of its own, and all are split at the same time."""
    for _ in range(3):
        order = counter.shop.sell(*TWO)
        for turn in range(5):
            counter.shop.edit(order, {"NUT-M8": 9 - turn})
    counter.shop.outbox.deliver(post)
    limits = BatchLimits(documents=1)
    batches = []
    while (batch := house.claim("webshop", limits, f"process {len(batches)}")) is not None and batch.delivery:
        batches.append(batch)
    assert len(batches) == 18
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda batch: capture.fn(house, batch), reversed(batches)))
    kinds = rows(house, "SELECT key_number, type, count(*) FROM documents WHERE state = 'captured' GROUP BY 1, 2")
    assert sorted(count for _, kind, count in kinds if kind == "sales_order") == [1, 1, 1]
    for key in {key for key, *_ in kinds}:
        assert ended(house, key) == ("BOLT-M8 2", "NUT-M8 5")
    assert not rows(house, "SELECT 1 FROM documents WHERE state = 'exception'")
    assert balanced(house)


def test_the_consumer_asks_the_shop_while_nothing_is_pushed(house, counter):
    counter.shop.sell(*TWO)
    consumer = Consumer(house)
    consumer._look_into_inboxes()
    consumer._channels["webshop"].asking.result(30)
    consumer._look_into_inboxes()
    assert rows(house, "SELECT name, state FROM deliveries") == [("pull #89001", "captured")]
    counter.api.faults.append("away")
    due(house)
    consumer._channels["webshop"].pulled_at -= 60
    consumer._look_into_inboxes()
    assert consumer._channels["webshop"].asking.result(30) is None, "trouble is told in the log"


class Died(BaseException):
    """The process is gone."""


def test_a_pull_that_dies_at_any_point_is_taken_up_and_nothing_comes_twice(house, counter):
    for _ in range(3):
        counter.shop.sell(*TWO)
    passed: list[str] = []
    seams.install(lambda kind, name: passed.append(f"{kind} {name}"))
    try:
        pull(house, "webshop")
        points = list(dict.fromkeys(passed))
        assert len(points) >= 8
        for point in points:
            counter.shop.sell(*TWO)
            due(house)
            seams.install(_killer(point))
            with pytest.raises(Died):
                pull(house, "webshop")
            seams.install(None)
            due(house)
            pull(house, "webshop")
    finally:
        seams.install(None)
    read_all(house)
    assert len(documents(house)) == 3 + len(points)
    assert {row[3] for row in documents(house)} == {"captured"}
    assert balanced(house)


def _killer(point):
    def die(kind, name):
        if f"{kind} {name}" == point:
            raise Died

    return die


@pytest.fixture
def claimed(house, counter, post):
    """Captured orders in a batch."""
    for _ in range(2):
        counter.shop.sell(*TWO)
    counter.shop.outbox.deliver(post)
    batch = house.claim("webshop", BatchLimits(), "a test")
    capture.fn(house, batch)
    with house.ledger.open() as book:
        yield batch, book.documents.in_batch(batch, ["captured"])


@pytest.mark.parametrize("fault", ["", "lost", "timeout", "502", "throttled", "429:1"])
def test_a_refused_order_is_cancelled_in_the_shop_once_whatever_becomes_of_the_answer(house, counter, claimed, fault):
    batch, found = claimed
    counter.api.faults.extend(["", fault])
    _, told = cancel_refused(house, batch, found)
    if len(told) < len(found):
        assert rows(house, "SELECT state FROM intents WHERE state = 'unknown'") == [("unknown",)]
        batch = later(house, batch)
        _, told = cancel_refused(house, batch, found)
    assert len(told) == len(found)
    cancel_refused(house, batch, found)
    assert rows(house, "SELECT DISTINCT operation, target, state FROM intents") == [
        ("shop-cancel", "shopify:simulated.myshopify.com", "settled")
    ]
    cancelled = [event.about for event in counter.shop.outbox.waiting if event.topic == "orders/cancelled"]
    assert sorted(cancelled) == sorted(f"gid://shopify/Order/{row.key.number}" for row in found)


def test_a_shop_that_is_away_keeps_the_refusal_waiting(house, counter, claimed):
    batch, found = claimed
    counter.api.faults.extend(["away", "away"])
    outcome, told = cancel_refused(house, batch, found)
    assert isinstance(outcome.stop, TryAgain)
    assert told == []


def test_the_consumer_outlives_a_ledger_without_a_free_connection(house, counter, post):
    """F10: nothing is picked up meanwhile, nothing is lost, and the next look finds what waits."""
    counter.shop.sell(*TWO)
    assert counter.shop.outbox.deliver(post) == 1
    consumer, engine = Consumer(house), house.ledger._engine
    engine.pool._timeout = 0.2
    with ExitStack() as taken:
        for _ in range(engine.pool.size() + engine.pool._max_overflow):
            taken.enter_context(engine.connect())
        assert consumer._pick_up() == {}
    assert consumer._pick_up()["webshop"].waiting == 1
    assert rows(
        house, "SELECT count(pg_terminate_backend(pid)) > 0 FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    ) == [(True,)]  # fmt: skip
    assert consumer._pick_up()["webshop"].waiting == 1
    read_all(house)
    first, *rest = [row[3] for row in documents(house)]
    assert (first, set(rest) <= {"duplicate"}) == ("captured", True), "the shop may be asked for it at the same moment"
