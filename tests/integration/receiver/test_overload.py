"""Senders that come too many, too slow, too large or hang up: nobody else waits for them, and all are told."""

import asyncio
import threading
import time

import pytest

from domain.signing import HEADERS, sign
from entrypoints import webhooks
from entrypoints.receiving import hooks as hooks_module
from entrypoints.receiving.bodies import BodyRoom
from entrypoints.receiving.group import GroupLimits
from tests.integration.receiver.conftest import SECRETS, serving
from tests.integration.receiver.test_hooks import deliveries, push
from tests.pushing import Senders, connection, order, pushed


def request(body, message="m-1"):
    return pushed(message, body, channel="edi", secret=SECRETS["edi"])


def slow_take(monkeypatch, gate):
    take = webhooks.accept_many

    def later(*given):
        gate.wait(20)
        return take(*given)

    monkeypatch.setattr(webhooks, "accept_many", later)


def test_a_flood_hears_429_with_the_seconds_to_wait_and_loses_nothing(house, monkeypatch):
    gate = threading.Event()
    slow_take(monkeypatch, gate)
    app = webhooks.make_app(house, GroupLimits(waiting=20))
    pushes = [request(order(f"PO-{number}"), f"m-{number}") for number in range(40)]
    with serving(app) as address:
        port = int(address.rpartition(":")[2])
        threading.Timer(1.0, gate.set).start()
        first = asyncio.run(Senders("127.0.0.1", port, 40).send(pushes))
        assert {one.status for one in first} == {202, 429}
        busy = {one.key for one in first if one.status == 429}
        assert sum(one.status == 202 for one in first) == 10  # one channel holds half of what may wait
        assert all(b"RC-BUSY-001" in one.body for one in first if one.status == 429)
        again = asyncio.run(Senders("127.0.0.1", port, 4).send([one for one in pushes if one.key in busy]))
    assert {one.status for one in again} == {202}
    assert len(deliveries(house)) == 40


def test_429_says_when_to_come_again(house, monkeypatch):
    monkeypatch.setattr(hooks_module, "BodyRoom", lambda: BodyRoom(free=10))
    with serving(webhooks.make_app(house)) as address:
        import httpx

        with httpx.Client(base_url=address) as client:
            answer = push(client)
    assert (answer.status_code, answer.json()["code"]) == (429, "RC-BUSY-001")
    assert int(answer.headers["retry-after"]) > 0
    assert deliveries(house) == []


def test_slow_senders_hold_nobody_up_and_are_let_go(house, monkeypatch):
    monkeypatch.setattr(BodyRoom.body.__wrapped__, "__defaults__", (1.0,))
    body = order("PO-1")
    whole = request(body).request
    cut = whole[: -len(body) + 100]

    async def story(port):
        async with connection("127.0.0.1", port) as (reader, writer):
            writer.write(cut)
            quick = await Senders("127.0.0.1", port, 4).send([request(body, f"m-{n}") for n in range(8)])
            return quick, await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)

    with serving(webhooks.make_app(house)) as address:
        quick, head = asyncio.run(story(int(address.rpartition(":")[2])))
    assert {one.status for one in quick} == {202}
    assert head.startswith(b"HTTP/1.1 408 ")


def test_a_sender_that_hangs_up_in_the_middle_leaves_nothing(house):
    body = order("PO-1")
    whole = request(body).request

    async def story(port):
        async with connection("127.0.0.1", port) as (_, writer):
            writer.write(whole[:-10])
            await writer.drain()
        await asyncio.sleep(0.2)
        return await Senders("127.0.0.1", port, 1).send([request(body)])

    with serving(webhooks.make_app(house)) as address:
        (after,) = asyncio.run(story(int(address.rpartition(":")[2])))
    assert after.status == 202
    assert len(deliveries(house)) == 1


@pytest.mark.parametrize(
    "message",
    ["../../../etc/passwd", "a'; DROP TABLE deliveries; --", "{{7*7}}", "%s%n", "x" * 3000, "=cmd|' /C calc'!A0"],
)
def test_what_a_sender_calls_its_message_is_never_more_than_a_name(client, house, message):
    assert push(client, message=message).status_code == 202
    assert push(client, message=message).status_code == 202
    (row,) = deliveries(house)
    assert row["name"].isprintable()
    assert len(row["name"]) < 400


def test_a_header_with_a_line_end_is_no_request(house):
    body = order("PO-1")
    bad = request(body).request.replace(b"webhook-id: m-1", b"webhook-id: m-1\nx-admin: 1\x00")

    async def story(port):
        return await Senders("127.0.0.1", port, 1).send([type(request(body))("bad", bad)])

    with serving(webhooks.make_app(house)) as address:
        (answer,) = asyncio.run(story(int(address.rpartition(":")[2])))
    assert answer.status in {400, 401}
    assert deliveries(house) == []


def test_a_redelivery_after_days_is_known_and_a_replay_outside_the_window_is_refused(client, house):
    """F25, F51: senders sign a redelivery anew; who replays cannot."""
    body = order("PO-1")
    names = HEADERS["standard-webhooks"]

    def sent(stamp):
        headers = sign("standard-webhooks", SECRETS["edi"], body, names=names, message_id="m-1", stamp=str(int(stamp)))
        return client.post("/hooks/edi", content=body, headers=headers)

    old = time.time()
    first = sent(old)
    with house.ledger.open() as book:
        book._connection.exec_driver_sql("UPDATE deliveries SET registered_at = now() - interval '1 year'")
        book.commit("test.older")
    assert sent(time.time() - 3600).json()["code"] == "RC-SIGN-003"
    assert sent(time.time() + 3600).json()["code"] == "RC-SIGN-003"
    again = sent(time.time() + 1)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (202, first.content)
    assert len(deliveries(house)) == 1
