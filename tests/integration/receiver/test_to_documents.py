"""What becomes of pushes when they are read: conflicts keep both, what is no order waits for a person, all are counted."""

import httpx
import pytest
import sqlalchemy

from domain.work import BatchLimits
from entrypoints.webhooks import make_app
from tasks.capture import capture
from tests.integration.receiver.conftest import SECRETS, serving
from tests.pushing import order, pushed

URGENT = "urgent_days: 1\n"


@pytest.fixture
def send(house, partners):
    """Push bodies to the channel 'edi', read all that waits; what the documents are then."""
    from tests.pushing import PROFILE

    text = PROFILE.replace("channel: pushed", "channel: orders").replace("[pushed]", "[edi]") + URGENT
    (partners / "orders.yaml").write_text(text)
    with serving(make_app(house)) as address, httpx.Client(base_url=address, timeout=60) as client:

        def sent(*messages):
            for message, body in messages:
                head = pushed(message, body, channel="orders", secret=SECRETS["edi"]).request.partition(b"\r\n\r\n")[0]
                headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[2:])
                assert client.post("/hooks/orders", content=body, headers=headers).status_code == 202
            while (batch := house.claim("orders", BatchLimits(), "a test")) is not None and batch.delivery:
                capture.fn(house, batch)
                house.give_back(batch)
            return documents(house)

        yield sent
    house.ledger.close()


def documents(house):
    sql = (
        "SELECT d.number, d.state, d.findings, t.priority FROM documents d JOIN threads t ON t.id = d.thread_id"
        " ORDER BY d.id"
    )
    with house.ledger.open() as book:
        return [tuple(row) for row in book._connection.execute(sqlalchemy.text(sql))]


def codes(row):
    return [one["code"] for one in row[2]]


def test_many_pushes_of_one_batch_are_read_together(send):
    found = send(*((f"m-{n}", order(f"PO-{n}")) for n in range(5)))
    assert [(row[0], row[1]) for row in found] == [(f"PO-{n}", "captured") for n in range(5)]


def test_the_same_message_with_other_contents_is_a_conflict_that_keeps_both(send, house):
    found = send(("m-1", order("PO-1")), ("m-1", order("PO-1", lines=2)))
    assert [row[1] for row in found] == ["captured", "exception"]
    assert codes(found[1]) == ["ID-KEY-002"]
    with house.ledger.open() as book:
        assert book.reconcile().balanced


def test_an_order_that_another_message_repeats_is_a_duplicate(send):
    found = send(("m-1", order("PO-1")), ("m-2", order("PO-1") + b"\n"))
    assert [row[1] for row in found] == ["captured", "duplicate"]


@pytest.mark.parametrize(
    "body", [b"<html><body>502 Bad Gateway</body></html>", b"[]", b'{"number": "PO-1"', b"\x00\xff\x00", b"null"]
)
def test_what_is_no_order_waits_for_a_person_and_the_next_is_read(send, body):
    found = send(("m-1", body), ("m-2", order("PO-2")))
    assert [row[1] for row in found] == ["exception", "captured"]
    assert codes(found[0])


def test_an_order_wanted_tomorrow_is_urgent(send):
    found = send(("m-1", order("PO-1", wanted="2099-01-01")), ("m-2", order("PO-2", wanted="2020-01-01")))
    assert [(row[0], row[3]) for row in found] == [("PO-1", 100), ("PO-2", 10)]
