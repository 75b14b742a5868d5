"""Work is taken by thread, by one claimer at a time, oldest first."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from domain.work import BatchLimits
from tests.integration.ledger.orders import Clerk, order


def test_eight_claimers_at_once_never_share_a_thread_and_leave_none(clerk: Clerk) -> None:
    clerk.release(clerk.work(*(order(f"PO-{n}", n) for n in range(1, 401)), documents=1))

    def take_all(_: int) -> list[int]:
        taken: list[int] = []
        misses = 0
        while misses < 5:
            batch = clerk.claim(documents=7, lease_seconds=600.0)
            if batch is None:
                misses += 1
                continue
            taken += clerk.ids(batch)
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [each for part in pool.map(take_all, range(8)) for each in part]
    assert len(taken) == len(set(taken)) == 400


def test_a_change_waits_behind_its_order_in_the_same_claim(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1), order("PO-1", 2, purpose="change", content="more"))
    first = clerk.ids(batch)
    assert len(first) == 1
    clerk.go(batch, first, "done")
    second = clerk.ids(batch)
    assert len(second) == 1
    assert second != first


def test_a_channel_whose_circuit_is_open_gives_nothing_until_a_person_closes_it(clerk: Clerk) -> None:
    clerk.deliver()
    clerk.deliver(name="other.csv", channel="edi")
    with clerk.ledger.open() as book:
        assert book.circuits.open("web", "the file lost a column")
        assert not book.circuits.open("web", "again")
        book.commit("test.open")
        assert book.claims.waiting() == {"edi": 1}
    assert clerk.claim("web") is None
    assert clerk.claim("edi") is not None
    with clerk.ledger.open() as book:
        assert book.circuits.close("web", "Mia", "column is back")
        book.commit("test.close")
    assert clerk.claim("web") is not None


def test_a_waiver_holds_for_its_channel_until_its_time_and_stands_in_the_audit_trail(clerk: Clerk) -> None:
    now = datetime.now(UTC)
    with clerk.ledger.open() as book:
        for code, until in (("GT-EX-103", now + timedelta(hours=1)), ("GT-EX-104", now - timedelta(seconds=1))):
            book.circuits.waive("web", code, by="Mia", reason="prices rose", until=until)
        book.commit("test.waive")
        assert [(one.code, one.approver, one.reason) for one in book.circuits.waivers("web")] == [
            ("GT-EX-103", "Mia", "prices rose")
        ]
        assert book.circuits.waivers("edi") == ()
        assert len(book.circuits.waivers()) == 1
    assert clerk.sql("SELECT actor, kind FROM audit WHERE kind = 'waiver given'") == [("Mia", "waiver given")] * 2


def test_lower_priority_numbers_go_first_then_the_older(clerk: Clerk) -> None:
    slow = clerk.deliver(name="bulk.csv", priority=200)
    old = clerk.deliver(name="old.csv")
    new = clerk.deliver(name="new.csv")
    urgent = clerk.deliver(name="urgent.csv", priority=1)
    claimed = [clerk.claim() for _ in range(4)]
    expected = [str(each.id) for each in (urgent, old, new, slow)]
    assert [batch.delivery for batch in claimed if batch] == expected


def test_a_lease_that_ran_out_is_swept_and_the_work_taken_up_by_the_next(clerk: Clerk) -> None:
    dead = clerk.work(order("PO-1"), lease_seconds=0.2)
    assert clerk.claim() is None
    time.sleep(0.25)
    taker = clerk.claim(owner="next")
    assert taker is not None
    assert taker.fence > dead.fence
    with clerk.ledger.open() as book:
        assert not book.claims.renew(dead)
        assert [each.owner for each in book.claims.active()] == ["next"]


def test_a_renewed_lease_is_not_swept(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"), lease_seconds=0.4)
    for _ in range(4):
        time.sleep(0.15)
        with clerk.ledger.open() as book:
            assert book.claims.renew(batch)
            book.commit("test.renew")
    assert clerk.claim() is None


def test_a_postponed_document_leaves_the_batch_and_is_claimed_by_nobody_before_its_time(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1", 1), order("PO-2", 2))
    first, second = clerk.ids(batch)
    with clerk.ledger.open() as book:
        book.claims.postpone(batch, [first], datetime.now(UTC) + timedelta(seconds=0.4))
        book.commit("test.postpone")
    assert clerk.ids(batch) == [second]
    assert clerk.claim() is None
    time.sleep(0.45)
    later = clerk.claim()
    assert later is not None
    assert clerk.ids(later) == [first]


def test_work_on_which_nothing_moves_comes_back_later_each_time_and_never_spins(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    clerk.move(batch, clerk.ids(batch), "read")
    clerk.release(batch)
    claimed = 0
    until = time.monotonic() + 0.8
    while time.monotonic() < until:
        again = clerk.claim()
        if again is not None:
            claimed += 1
            clerk.release(again)
    assert 1 <= claimed <= 2


def test_a_claim_stays_cheap_with_a_hundred_thousand_waiting(clerk: Clerk) -> None:
    clerk.release(clerk.work(order("PO-1"), documents=1))
    clerk.sql(
        "INSERT INTO threads (thread_hash, channel, priority, open_documents, open_lines) "
        "SELECT sha256(n::text::bytea), 'web', 100, 1, 3 FROM generate_series(1, 100000) n"
    )
    clerk.sql("ANALYZE threads")
    started = time.monotonic()
    for _ in range(10):
        with clerk.ledger.open() as book:
            assert book.claims.waiting() == {"web": 1000}
            assert book.claims.claim("web", "worker", BatchLimits()) is not None
    assert (time.monotonic() - started) / 10 < 0.25


def test_word_of_new_work_reaches_a_listener(clerk: Clerk) -> None:
    heard = clerk.ledger.listen(5.0)
    assert next(heard) is None
    clerk.deliver()
    assert next(heard) == "web"
    heard.close()  # type: ignore[attr-defined]
