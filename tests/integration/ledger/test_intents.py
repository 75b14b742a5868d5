"""An intent is written once, settled once, and an unknown one says when it may be looked up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from ledger.values import IntentIn, IntentRow, Settle
from tests.integration.ledger.orders import Clerk, order


def test_an_intent_recorded_again_comes_back_as_it_stands(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    (number,) = clerk.ids(batch)
    wanted = [IntentIn("k", number, "draft", "odoo", "a" * 64)]
    with clerk.ledger.open() as book:
        assert [row.new for row in book.intents.record_many(batch, wanted)] == [True]
        assert book.intents.settle_many(batch, [Settle("k", "settled", {"record_id": 9})]) == {"k"}
        book.commit("test.settle")
        (again,) = book.intents.record_many(batch, wanted)
    assert (again.new, again.state, again.result) == (False, "settled", {"record_id": 9})


def test_a_settled_intent_never_changes(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    (number,) = clerk.ids(batch)
    with clerk.ledger.open() as book:
        book.intents.record_many(batch, [IntentIn("k", number, "draft", "odoo", "a" * 64)])
        book.intents.settle_many(batch, [Settle("k", "refused", {"why": "unknown product"})])
        assert book.intents.settle_many(batch, [Settle("k", "settled", {})]) == set()
        assert book.intents.unknown_many(batch, ["k"], datetime.now(UTC)) == set()
        assert book.intents.of([number])[0].result == {"why": "unknown product"}


def test_a_lost_answer_is_unknown_until_it_was_looked_up(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    (number,) = clerk.ids(batch)
    later = datetime.now(UTC) + timedelta(seconds=50)
    with clerk.ledger.open() as book:
        book.intents.record_many(batch, [IntentIn("k", number, "confirm", "odoo", "a" * 64)])
        assert book.intents.unknown_many(batch, ["k"], later) == {"k"}
        (unknown,) = book.intents.of([number], "confirm")
        assert (unknown.state, unknown.not_before, unknown.settled_at) == ("unknown", later, None)
        assert book.intents.settle_many(batch, [Settle("k", "settled", {})]) == {"k"}
        (settled,) = book.intents.of([number], "confirm")
    assert (settled.state, settled.not_before) == ("settled", None)
    assert settled.settled_at is not None


def test_the_same_intent_a_hundred_times_at_once_is_new_exactly_once(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    (number,) = clerk.ids(batch)

    def record(_: int) -> IntentRow:
        with clerk.ledger.open() as book:
            (row,) = book.intents.record_many(batch, [IntentIn("k", number, "draft", "odoo", "a" * 64)])
            book.commit("test.record")
        return row

    with ThreadPoolExecutor(20) as pool:
        assert sum(row.new for row in pool.map(record, range(100))) == 1
    assert clerk.sql("SELECT count(*) FROM audit WHERE kind = 'intent recorded'") == [(1,)]
