"""Trouble with PostgreSQL is named by what happens next, and never shows a secret."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from domain import seams
from domain.errors import LadingError, Misconfigured, OutcomeUnknown, StopTheRun, TryAgain
from ledger.book import Ledger
from tests.integration.ledger.orders import Clerk, delivery


def end_all_others(ledger_url: str) -> None:
    """What a restart of PostgreSQL does to connections."""
    with psycopg.connect(ledger_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_lost_in_the_middle_is_tried_again_and_the_next_book_works(clerk: Clerk, ledger_url: str) -> None:
    with pytest.raises(TryAgain), clerk.ledger.open() as book:  # noqa: PT012 - the book is lost in its middle
        book.deliveries.register(delivery())
        end_all_others(ledger_url)
        book.deliveries.register(delivery("other.csv"))
    assert clerk.sql("SELECT count(*) FROM deliveries") == [(0,)]


def test_a_connection_lost_at_the_commit_leaves_the_outcome_unknown_and_the_step_may_be_repeated(
    clerk: Clerk, ledger_url: str
) -> None:
    def cut(_: str, name: str) -> None:
        if name == "test.cut.before":
            end_all_others(ledger_url)

    seams.install(cut)
    try:
        with pytest.raises(OutcomeUnknown, match="commit"), clerk.ledger.open() as book:  # noqa: PT012 - at its end
            book.deliveries.register(delivery(pickup="p"))
            book.commit("test.cut")
    finally:
        seams.install(None)
    assert clerk.deliver(pickup="p").state == "captured"
    assert clerk.sql("SELECT count(*) FROM deliveries") == [(1,)]


def test_a_connection_lost_during_a_copy_is_tried_again_like_any_other(clerk: Clerk, ledger_url: str) -> None:
    from ledger import copying

    def rows() -> Iterator[tuple[int, bytes]]:
        yield 1, b"{}"
        end_all_others(ledger_url)
        for number in range(2, 100_000):
            yield number, b"{}" * 100

    with pytest.raises(TryAgain), clerk.ledger.open() as book:
        copying.copy_payloads(book._connection, rows())
    assert clerk.sql("SELECT count(*) FROM payloads") == [(0,)]


def test_a_forked_child_that_forgets_connects_anew_and_leaves_the_parents_connections_alone(clerk: Clerk) -> None:
    before = clerk.sql("SELECT pg_backend_pid()")
    child = os.fork()
    if child == 0:
        try:
            clerk.ledger.forget()
            os._exit(0 if clerk.sql("SELECT pg_backend_pid()") != before else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert clerk.sql("SELECT pg_backend_pid()") == before


def test_a_database_that_may_only_be_read_stops_the_run_with_a_next_step(clerk: Clerk) -> None:
    ((name,),) = clerk.sql("SELECT current_database()")
    clerk.sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    clerk.ledger.close()
    with pytest.raises(StopTheRun, match=r"cannot write the ledger.*Next: Free disk space"):
        clerk.deliver()


def test_a_server_that_is_away_is_tried_again_and_the_message_holds_no_password() -> None:
    ledger = Ledger("postgresql+psycopg://lading:hunter2@127.0.0.1:9/ledger")
    with pytest.raises(TryAgain) as caught:
        ledger.check_schema()
    assert "hunter2" not in f"{caught.value}{caught.value!r}{ledger!r}{caught.value.__cause__}"


def test_a_database_that_does_not_exist_is_a_mistake_in_the_settings(ledger_url: str) -> None:
    with pytest.raises(Misconfigured, match=r"does not exist.*LADING_LEDGER_URL"):
        Ledger(ledger_url.replace("/ledger_", "/nowhere_")).check_schema()


@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/d", "://hunter2", "sqlite:///hunter2"])
def test_a_url_that_is_none_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Ledger(url)
    assert "hunter2" not in str(caught.value)
    assert "postgresql+psycopg://" in caught.value.next_step


def test_a_statement_that_postgresql_refuses_shows_neither_its_values_nor_a_traceback(clerk: Clerk) -> None:
    with pytest.raises(LadingError) as caught, clerk.ledger.open() as book:
        book._connection.exec_driver_sql("INSERT INTO deliveries (source_id) VALUES (%(s)s)", {"s": "hunter2"})
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__
