"""Documents of a delivery: new, known, duplicate or conflict."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from domain.errors import LeaseLost
from ledger.values import RegisteredDocument
from tests.integration.ledger.orders import Clerk, order, problem


def outcomes(found: Sequence[RegisteredDocument]) -> list[str]:
    return [each.outcome for each in found]


def test_the_same_key_with_the_same_content_is_a_duplicate_that_nobody_works_on(clerk: Clerk) -> None:
    clerk.release(clerk.work(order("PO-1"), name="a.csv"))
    clerk.deliver(name="b.csv")
    batch = clerk.claim()
    while batch is not None and batch.delivery is None:
        clerk.go(batch, clerk.ids(batch), "done")
        clerk.release(batch)
        batch = clerk.claim()
    assert batch is not None
    assert outcomes(clerk.split(batch, [order("PO-1", 1), order(" po-1 ", 2)])) == ["duplicate", "conflict"]
    assert clerk.ids(batch) == []


def test_the_same_key_with_other_content_waits_as_a_conflict_that_names_the_first(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1), order("PO-1", 2, content="other"))
    with clerk.ledger.open() as book:
        (found,) = book.exceptions.list()
    assert (found.kind, found.code, found.number) == ("exception", "ID-KEY-002", "PO-1")
    assert found.money == Decimal("100.10")
    first = clerk.ids(batch)
    assert clerk.sql("SELECT twin_of FROM documents WHERE ordinal = 2") == [(first[0],)]


def test_a_change_has_its_own_key_and_is_no_conflict(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1))
    clerk.deliver(name="b.csv")
    second = clerk.claim()
    assert second is not None
    assert outcomes(clerk.split(second, [order("PO-1", 1, purpose="change", content="other")])) == ["new"]
    assert clerk.sql("SELECT count(*) FROM threads") == [(1,)]
    assert len(clerk.ids(batch)) == 1


def test_a_splitting_that_was_cut_goes_on_without_anything_twice(clerk: Clerk) -> None:
    orders = [order(f"PO-{n}", n) for n in range(1, 11)]
    clerk.deliver()
    first = clerk.claim()
    assert first is not None
    clerk.split(first, orders[:4], finish=False)
    clerk.release(first)
    batches = [clerk.claim(), clerk.claim()]
    (second,) = [batch for batch in batches if batch is not None and batch.delivery]
    found = clerk.split(second, orders)
    assert outcomes(found) == ["known"] * 4 + ["new"] * 6
    assert [each.ordinal for each in found] == list(range(1, 11))
    assert clerk.sql("SELECT documents, lines FROM delivery_totals") == [(10, 30)]


def test_new_documents_join_the_batch_up_to_its_limits_and_the_rest_stays_free(clerk: Clerk) -> None:
    batch = clerk.work(*(order(f"PO-{n}", n) for n in range(1, 11)), documents=4)
    assert len(clerk.ids(batch)) == 4
    with clerk.ledger.open() as book:
        assert book.claims.waiting() == {"web": 6}
    by_lines = clerk.claim(lines=7)
    assert by_lines is not None
    assert (by_lines.documents, by_lines.lines) == (2, 6)


def test_an_unreadable_delivery_is_one_document_in_exception(clerk: Clerk) -> None:
    clerk.deliver()
    batch = clerk.claim()
    assert batch is not None
    unreadable = order("", 1, key=None, external_id="", state="exception", findings=[problem("FI-READ-001")])
    clerk.split(batch, [unreadable], finish=False)
    with clerk.ledger.open() as book:
        book.deliveries.finish(batch, int(batch.delivery or 0), "exception")
        book.commit("test.finish")
        proof = book.reconcile().as_json()
    assert (proof["captured"], proof["exception"], proof["balanced"]) == (1, 1, True)


def test_values_that_postgresql_cannot_hold_do_not_stop_the_others(clerk: Clerk) -> None:
    first_day = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    batch = clerk.work(
        order("PO\x00-1", 1, currency="E\x00R"), order("PO-2", 2, ordered_at=first_day), order("PO-3", 3)
    )
    with clerk.ledger.open() as book:
        odd, early, good = book.documents.in_batch(batch, ["captured"])
        assert book.reconcile().balanced
    assert (odd.number, odd.currency, early.ordered_at, good.number) == ("PO\ufffd-1", "E\ufffdR", None, "PO-3")


def test_two_deliveries_with_the_same_orders_in_opposite_order_do_not_block_each_other(clerk: Clerk) -> None:
    numbers = [f"PO-{n}" for n in range(200)]
    for name in ("a.csv", "b.csv"):
        clerk.deliver(name=name)
    batches = [clerk.claim(), clerk.claim()]
    listed = [numbers, numbers[::-1]]

    def split(which: int) -> list[str]:
        batch = batches[which]
        assert batch is not None
        return outcomes(clerk.split(batch, [order(text, n) for n, text in enumerate(listed[which], 1)]))

    with ThreadPoolExecutor(2) as pool:
        found = [each for part in pool.map(split, (0, 1)) for each in part]
    assert (found.count("new"), found.count("duplicate")) == (200, 200)
    assert clerk.sql("SELECT sum(open_documents) FROM threads") == [(200,)]


def test_a_run_that_lost_the_delivery_cannot_register_into_it(clerk: Clerk) -> None:
    clerk.deliver()
    zombie = clerk.claim(lease_seconds=0.0)
    taker = clerk.claim()
    assert zombie is not None
    assert taker is not None
    assert taker.delivery == zombie.delivery
    with pytest.raises(LeaseLost, match="no longer has delivery"):
        clerk.split(zombie, [order("PO-1")])
    assert outcomes(clerk.split(taker, [order("PO-1")])) == ["new"]
