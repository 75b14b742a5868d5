"""No connection is left, or one is ended for idling in a transaction (F10): told as such, and all go on afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from domain.errors import LeaseLost, TryAgain
from ledger.book import Ledger
from tests.integration.ledger.orders import Clerk, delivery, order


@pytest.fixture
def small(ledger_url: str) -> Iterator[Ledger]:
    """One connection and the five beside it, waited for no longer than a moment."""
    made = Ledger(ledger_url, pool_size=1)
    made._engine.pool._timeout = 0.3  # type: ignore[attr-defined]
    yield made
    made.close()


def test_without_a_free_connection_it_is_tried_again_and_soon_goes_on(small: Ledger) -> None:
    clerk = Clerk(small)
    with ExitStack() as all_of_them:
        for _ in range(6):
            all_of_them.enter_context(small.open())._connection.exec_driver_sql("SELECT 1")
        with pytest.raises(TryAgain, match="connections of this process"):
            clerk.deliver(name="a.csv")
    assert clerk.deliver(name="a.csv").state == "captured"


def test_who_waits_for_a_connection_gets_the_next_that_is_given_back(small: Ledger) -> None:
    small._engine.pool._timeout = 10  # type: ignore[attr-defined]
    clerk, done = Clerk(small), []
    with ExitStack() as all_of_them:
        for _ in range(6):
            all_of_them.enter_context(small.open())._connection.exec_driver_sql("SELECT 1")
        waiting = threading.Thread(target=lambda: done.append(clerk.deliver(name="a.csv")))
        waiting.start()
        time.sleep(0.2)
        assert done == []
    waiting.join(10)
    assert [one.state for one in done] == ["captured"]


def test_a_transaction_that_idles_is_ended_its_work_is_gone_and_the_next_goes_on(clerk: Clerk) -> None:
    """PostgreSQL ends it after 30 seconds (here: at once), so that its locks hold up nobody for ever."""
    batch = clerk.work(order("PO-1"))
    with pytest.raises(TryAgain), clerk.ledger.open() as book:  # noqa: PT012 - the book is lost in its middle
        book._connection.exec_driver_sql("SET idle_in_transaction_session_timeout = '50ms'")
        book.deliveries.register(delivery("lost.csv"))
        time.sleep(0.4)
        book.deliveries.register(delivery("other.csv"))
    assert clerk.sql("SELECT count(*) FROM deliveries") == [(1,)]
    assert clerk.move(batch, clerk.ids(batch), "read")
    assert clerk.sql("SHOW idle_in_transaction_session_timeout") == [("30s",)], "of each connection"


def test_one_that_idles_with_a_lock_holds_up_the_others_no_longer(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    locked = threading.Event()

    def idle() -> None:
        with suppress(TryAgain), clerk.ledger.open() as book:
            book._connection.exec_driver_sql("SET idle_in_transaction_session_timeout = '300ms'")
            book._connection.exec_driver_sql("SELECT 1 FROM documents FOR UPDATE")
            locked.set()
            time.sleep(1.0)

    idler = threading.Thread(target=idle, daemon=True)
    idler.start()
    locked.wait(5)
    try:
        assert clerk.move(batch, clerk.ids(batch), "read"), "it waited until PostgreSQL had ended the other"
    except LeaseLost:  # pragma: no cover - a slow machine
        pytest.fail("the lease outlives such a wait")
    finally:
        idler.join(5)
