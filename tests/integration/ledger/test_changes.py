"""An order and its changes in one thread: who is worked first, what a parked thread wakes for, what a change moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

from domain.documents.sales_order_change import CHANGE_TYPE, ChangeKey
from domain.keys import change_key, external_id
from domain.work import Batch
from ledger.values import DocumentIn
from tests.integration.ledger.orders import Clerk, order

LATER = datetime.now(UTC) + timedelta(hours=5)


def a_change(
    number: str, ordinal: int = 1, *, version: str = "1", purpose: Literal["change", "cancel"] = "change"
) -> DocumentIn:
    own = order(number)
    assert own.key is not None
    key = change_key(own.key, purpose, version)
    return order(
        number, ordinal, key=key, external_id=external_id(key), type=CHANGE_TYPE, content=f"{purpose} {version}"
    )


def heads(clerk: Clerk, batch: Batch) -> list[tuple[str, str]]:
    with clerk.ledger.open() as book:
        rows = book.documents.in_batch(batch, ["captured", "read"])
    return [(row.type, row.key.version if isinstance(row.key, ChangeKey) else "") for row in rows]


def park(clerk: Clerk, batch: Batch) -> None:
    with clerk.ledger.open() as book:
        book.claims.postpone(batch, clerk.ids(batch), LATER)
        book.commit("test.park")
    clerk.release(batch)


def test_an_order_is_worked_before_its_changes_whatever_came_first(clerk: Clerk) -> None:
    batch = clerk.work(a_change("PO-1", 1, version="10"), a_change("PO-1", 2, version="9"), order("po-1", 3))
    assert heads(clerk, batch) == [("sales_order", "")]
    clerk.go(batch, clerk.ids(batch), "done")
    assert heads(clerk, batch) == [(CHANGE_TYPE, "9")]


def test_a_change_on_its_way_is_not_overtaken_by_an_older_one(clerk: Clerk) -> None:
    batch = clerk.work(a_change("PO-1", 1, version="3"))
    clerk.go(batch, clerk.ids(batch), "mapped")
    clerk.work(a_change("PO-1", 1, version="2"), name="older.csv")
    with clerk.ledger.open() as book:
        (head,) = book.documents.in_batch(batch, ["captured", "mapped"])
    assert head.state == "mapped"


def test_a_parked_change_wakes_when_its_order_comes_and_not_before(clerk: Clerk) -> None:
    park(clerk, clerk.work(a_change("PO-1")))
    assert clerk.claim() is None
    batch = clerk.work(order("PO-1"), name="order.csv")
    assert heads(clerk, batch) == [("sales_order", "")]


def test_a_thread_that_waits_for_a_lost_answer_is_not_woken(clerk: Clerk) -> None:
    batch = clerk.work(a_change("PO-1"))
    (number,) = clerk.ids(batch)
    clerk.sql(
        "INSERT INTO intents (key, document_id, operation, target, payload_hash, state)"
        f" VALUES ('k', {number}, 'amend', 'odoo', 'h', 'unknown')"
    )
    park(clerk, batch)
    later = clerk.work(a_change("PO-1", version="2"), name="more.csv")
    assert heads(clerk, later) == []


def test_an_order_sees_the_cancellation_that_waits_behind_it(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1), a_change("PO-1", 2, purpose="cancel"), order("PO-2", 3))
    with clerk.ledger.open() as book:
        rows = book.documents.in_batch(batch, ["captured"])
        cancels = book.documents.cancels([row.thread_id for row in rows])
    assert {row.number: row.thread_id in cancels for row in rows} == {"PO-1": True, "PO-2": False}


def test_the_same_change_is_a_duplicate_and_another_version_is_not(clerk: Clerk) -> None:
    clerk.work(a_change("PO-1", version="1"))
    batch = clerk.work(a_change("PO-1", 1, version="1"), a_change("PO-1", 2, version="2"), name="again.csv")
    rows = clerk.sql("SELECT version, state FROM documents ORDER BY id")
    assert rows == [("1", "captured"), ("1", "duplicate"), ("2", "captured")]
    with clerk.ledger.open() as book:
        thread = book.documents.of_threads([row.thread_id for row in book.documents.get([1])])
    assert batch.channel == "web"
    assert len(thread) == 3


def line(position: int, quantity: int) -> str:
    return f'{{"position":{position},"quantity":"{quantity}","unit":"Units","subtotal":"{quantity}.00"}}'


def moved(clerk: Clerk) -> list[tuple[object, ...]]:
    return clerk.sql("SELECT position, kind, quantity, money FROM line_movements ORDER BY id")


def test_a_change_and_a_cancellation_move_the_lines_of_their_order(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1), a_change("PO-1", 2), a_change("PO-1", 3, version="2", purpose="cancel"))
    clerk.go(batch, clerk.ids(batch), "done")  # two of line 1
    change = clerk.ids(batch)
    for state in ("read", "mapped", "checked", "ready", "drafted", "verified"):
        lines = f'{{"lines":[{line(1, 5)},{line(2, 4)}]}}'
        clerk.move(batch, change, state, **({"resolved": lines.encode()} if state == "mapped" else {}))
    clerk.move(batch, change, "done")
    assert moved(clerk) == [
        (1, "ordered", Decimal(2), Decimal("33.40")),
        (1, "changed", Decimal(3), Decimal("-28.40")),
        (2, "changed", Decimal(4), Decimal("4.00")),
    ]
    cancel = clerk.ids(batch)
    for state in ("read", "mapped", "checked", "ready", "drafted", "verified", "done"):
        clerk.move(batch, cancel, state)
    sums = clerk.sql("SELECT position, sum(quantity), sum(money) FROM line_movements GROUP BY 1 ORDER BY 1")
    assert sums == [(1, 0, 0), (2, 0, 0)]
    assert clerk.sql("SELECT DISTINCT document_id FROM line_movements") == [(1,)]
