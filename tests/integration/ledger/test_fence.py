"""Who lost its lease can no longer record anything, whatever it still believes (F05)."""

from __future__ import annotations

import time

import pytest

from domain.errors import LeaseLost
from ledger.values import IntentIn, Move, Settle
from tests.integration.ledger.orders import Clerk, order


def intent(document_id: int, key: str = "k") -> IntentIn:
    return IntentIn(key, document_id, "draft", "odoo", "0" * 64)


def test_a_zombie_moves_nothing_records_no_intent_and_settles_none(clerk: Clerk) -> None:
    zombie = clerk.work(order("PO-1"), lease_seconds=0.2)
    (number,) = clerk.ids(zombie)
    with clerk.ledger.open() as book:
        assert book.intents.record_many(zombie, [intent(number)])[0].new
        book.commit("test.intent")
    time.sleep(0.25)
    taker = clerk.claim(owner="taker")
    assert taker is not None
    assert clerk.ids(taker) == [number]
    with clerk.ledger.open() as book:
        assert book.documents.move_many(zombie, [Move(number, "read")]) == set()
        assert book.intents.record_many(zombie, [intent(number), intent(number, "k2")]) == []
        assert book.intents.settle_many(zombie, [Settle("k", "settled", {})]) == set()
        book.commit("test.zombie")
    with pytest.raises(LeaseLost):
        clerk.ids(zombie)
    assert clerk.move(taker, [number], "read") == {number}
    assert clerk.sql("SELECT key, state FROM intents") == [("k", "recorded")]


def test_a_lease_over_by_the_databases_clock_records_nothing_even_when_nobody_took_over(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"), lease_seconds=0.2)
    (number,) = clerk.ids(batch)
    time.sleep(0.25)
    assert clerk.move(batch, [number], "read") == set()
    with clerk.ledger.open() as book:
        assert book.intents.record_many(batch, [intent(number)]) == []
        book.commit("test.nothing")
    assert clerk.sql("SELECT count(*) FROM intents") == [(0,)]
    with clerk.ledger.open() as book:
        assert book.claims.renew(batch)
        book.commit("test.renew")
    assert clerk.move(batch, [number], "read") == {number}


def test_the_sweeper_passes_by_a_batch_that_is_recording_right_now(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"), lease_seconds=0.2)
    (number,) = clerk.ids(batch)
    with clerk.ledger.open() as book:
        assert book.documents.move_many(batch, [Move(number, "read")]) == {number}
        time.sleep(0.25)
        assert clerk.claim(owner="taker") is None
        book.commit("test.recording")
    taker = clerk.claim(owner="taker")
    assert taker is not None
    with clerk.ledger.open() as book:
        assert book.documents.in_batch(taker, ["read"])[0].id == number


def test_a_released_batch_records_nothing_more(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    ids = clerk.ids(batch)
    clerk.release(batch)
    assert clerk.move(batch, ids, "read") == set()


def test_a_batch_cannot_move_documents_of_another_batch(clerk: Clerk) -> None:
    mine = clerk.work(order("PO-1"), name="a.csv")
    others = clerk.work(order("PO-2"), name="b.csv")
    assert clerk.move(mine, clerk.ids(others), "read") == set()


def test_a_batch_can_neither_record_nor_settle_intents_of_another_batch(clerk: Clerk) -> None:
    mine = clerk.work(order("PO-1"), name="a.csv")
    others = clerk.work(order("PO-2"), name="b.csv")
    (number,) = clerk.ids(others)
    with clerk.ledger.open() as book:
        assert book.intents.record_many(mine, [intent(number)]) == []
        assert book.intents.record_many(others, [intent(number)])
        assert book.intents.settle_many(mine, [Settle("k", "settled", {})]) == set()
        assert book.intents.settle_many(others, [Settle("k", "settled", {})]) == {"k"}


def test_a_lease_that_is_over_registers_no_documents_even_when_nobody_took_over(clerk: Clerk) -> None:
    clerk.deliver()
    batch = clerk.claim(lease_seconds=0.0)
    assert batch is not None
    with pytest.raises(LeaseLost):
        clerk.split(batch, [order("PO-1")])
    assert clerk.sql("SELECT count(*) FROM documents") == [(0,)]


def test_steps_that_the_lifecycle_does_not_know_are_left_out_and_the_others_go_on(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1), order("PO-2", 2))
    first, second = clerk.ids(batch)
    with clerk.ledger.open() as book:
        assert book.documents.move_many(batch, [Move(first, "done"), Move(second, "read")]) == {second}
