"""A thread is found by any reference to it, from the file to the record."""

from __future__ import annotations

import pytest

from tests.integration.ledger.orders import Clerk, order, sha


@pytest.fixture
def done(clerk: Clerk) -> Clerk:
    batch = clerk.work(order("PO-4711"), name="orders-0302.csv")
    ids = clerk.ids(batch)
    with clerk.ledger.open() as book:
        book.runs.link(batch, "run-1", name="web 2026-03-02", url="http://prefect/runs/1")
        book.commit("test.run")
    clerk.go(batch, ids, "done")
    return clerk


@pytest.mark.parametrize(
    "reference",
    ["PO-4711", "po-4711 ", "S00077", "orders-0302.csv", sha("orders-0302.csv"), order("PO-4711").external_id,
     order("PO-4711").external_id.removeprefix("__lading__."), "document:1", "delivery:1"],
)  # fmt: skip
def test_any_reference_leads_to_the_whole_thread(done: Clerk, reference: str) -> None:
    with done.ledger.open() as book:
        (thread,) = book.trace(reference)
    (document,) = thread.documents
    assert (document.number, document.state, document.record_id, document.record_name) == (
        "PO-4711",
        "done",
        77,
        "S00077",
    )
    assert document.delivery.name == "orders-0302.csv"
    steps = [event.data["to"] for event in document.events if event.kind in {"registered", "moved"}]
    assert steps == ["captured", "read", "mapped", "checked", "ready", "drafted", "verified", "confirmed", "done"]
    assert all(earlier.at <= later.at for earlier, later in zip(document.events, document.events[1:], strict=False))
    assert [run.url for run in document.runs] == ["http://prefect/runs/1"]
    assert [(each.kind, str(each.quantity), each.unit) for each in document.movements] == [("ordered", "2", "Dozen")]


def test_duplicates_and_changes_stand_in_the_thread_of_their_order(clerk: Clerk) -> None:
    clerk.work(order("PO-1", 1), order("PO-1", 2), order("PO-1", 3, purpose="change"), order("PO-2", 4))
    with clerk.ledger.open() as book:
        (thread,) = book.trace("PO-1")
    assert [(each.ordinal, each.state) for each in thread.documents] == [
        (1, "captured"),
        (2, "duplicate"),
        (3, "captured"),
    ]


def test_a_delivery_without_documents_is_found_too_and_what_nobody_knows_is_nothing(clerk: Clerk) -> None:
    clerk.deliver(name="late.csv")
    with clerk.ledger.open() as book:
        (thread,) = book.trace("late.csv")
        assert (thread.id, thread.documents, thread.deliveries[0].state) == (None, (), "captured")
        assert book.trace("PO-nobody") == []
        assert book.trace("document:99999999999999999999999") == []


def test_a_summary_says_what_became_of_the_documents_of_a_batch(done: Clerk) -> None:
    (batch,) = [str(row[0]) for row in done.sql("SELECT id FROM claims")]
    other = done.work(order("PO-5"), name="b.csv")
    with done.ledger.open() as book:
        summary = book.summary([batch])
        assert (summary.documents(), summary.by_bucket()["done"]) == (1, 1)
        assert book.summary([batch, other.id]).by_state() == {"captured": 1, "done": 1}
