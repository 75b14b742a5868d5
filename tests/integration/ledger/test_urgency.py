"""Urgent orders are claimed before others, alone, and their channel says so."""

from __future__ import annotations

from tests.integration.ledger.orders import Clerk, order


def numbers(clerk: Clerk, batch: object) -> list[object]:
    sql = "SELECT d.number FROM documents d JOIN threads t ON t.id = d.thread_id WHERE t.batch_id = '{}' ORDER BY d.id"
    return [row[0] for row in clerk.sql(sql.format(batch.id))]  # type: ignore[attr-defined]


def test_urgent_orders_are_claimed_first_and_not_with_others(clerk: Clerk) -> None:
    later = [order(f"PO-{n}", n) for n in range(1, 6)]
    urgent = [order("PO-6", 6, priority=10), order("PO-7", 7, priority=10)]
    clerk.release(clerk.work(*later, *urgent, documents=1))
    first, second = clerk.claim(documents=300), clerk.claim(documents=300)
    assert (numbers(clerk, first), numbers(clerk, second)) == (["PO-6", "PO-7"], [f"PO-{n}" for n in range(1, 6)])


def test_urgent_orders_of_a_file_join_the_batch_that_splits_it_before_others(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1), order("PO-2", 2), order("PO-3", 3, priority=10), documents=1)
    assert numbers(clerk, batch) == ["PO-3"]


def test_a_channel_tells_how_urgent_its_first_work_is(clerk: Clerk) -> None:
    clerk.release(clerk.work(order("PO-1", 1), order("PO-2", 2, priority=10), documents=1))
    clerk.deliver(name="edi.x12", channel="edi", source_id="edi", priority=1000)
    with clerk.ledger.open() as book:
        queues = book.claims.queues()
    assert {channel: (queue.waiting, queue.priority) for channel, queue in queues.items()} == {
        "web": (2, 10),
        "edi": (1, 1000),
    }


def test_a_thread_whose_urgent_order_is_done_is_as_urgent_as_its_next_one(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1, priority=10))
    clerk.go(batch, clerk.ids(batch), "done")
    clerk.release(batch)
    clerk.deliver(name="change.csv")
    second = clerk.claim()
    assert second is not None
    clerk.split(second, [order("PO-1", 1, purpose="change")])
    assert clerk.sql("SELECT priority, open_documents FROM threads") == [(100, 1)]
