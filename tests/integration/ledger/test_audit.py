"""The audit only grows, and whoever changes it nevertheless is named (F54)."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import psycopg
import pytest

from domain.errors import LadingError
from ledger.values import AuditIn
from ledger.verifying import AuditReport
from tests.integration.ledger.orders import Clerk, order


def write(clerk: Clerk, rows: int, kind: str = "tested") -> None:
    with clerk.ledger.open() as book:
        book.audit.append_many([AuditIn("tester", kind, data={"n": n}) for n in range(rows)])
        book.commit("test.audit")


def tamper(clerk: Clerk, statement: str) -> None:
    """As the database's owner, with the triggers off."""
    tables = ("audit", "audit_seals")
    off = ";".join(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in tables)
    on = ";".join(f"ALTER TABLE {table} ENABLE TRIGGER ALL" for table in tables)
    clerk.sql(f"{off};{statement};{on}")


def seal(clerk: Clerk, rows: int, anchor: Path | None = None) -> None:
    """Until so many rows are sealed: a transaction that ends just now may hold the sealer back."""
    until = time.monotonic() + 20
    sealed = clerk.ledger.seal(anchor)
    while sealed < rows and time.monotonic() < until:
        time.sleep(0.02)
        sealed += clerk.ledger.seal(anchor)
    assert sealed == rows


def named(report: AuditReport) -> list[tuple[str, int | None]]:
    return [(problem.kind, problem.audit_id) for problem in report.problems]


def test_what_nobody_touched_verifies_over_several_seals(clerk: Clerk, anchor: Path) -> None:
    for rows in (5, 1, 8):
        write(clerk, rows)
        seal(clerk, rows, anchor)
    write(clerk, 2)
    report = clerk.ledger.verify_audit(anchor)
    assert report.ok
    assert (report.rows, report.unsealed) == (14, 2)
    assert report.seals >= 3
    with clerk.ledger.open() as book:
        tail = book.audit.tail()
    assert tail.rows == 2
    assert 0 < tail.seconds < 60


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit",
                                    "UPDATE audit_seals SET rows = 0", "DELETE FROM audit_seals"])  # fmt: skip
def test_the_database_refuses_to_change_the_audit(clerk: Clerk, change: str) -> None:
    write(clerk, 3)
    seal(clerk, 3)
    with pytest.raises(LadingError, match="only grows"):
        clerk.sql(change)
    assert clerk.ledger.verify_audit().rows == 3


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE id = 3", [("changed", 3)]),
        ("UPDATE audit SET data = '{\"n\": 99}' WHERE id = 5", [("changed", 5)]),
        ("DELETE FROM audit WHERE id IN (2, 9)", [("missing", 2), ("missing", 9)]),
        (
            "INSERT INTO audit (id, xid, actor, kind) SELECT 7000, xid, 'nobody', 'forged' FROM audit WHERE id = 4",
            [("added", 7000)],
        ),
        (
            (
                "UPDATE audit SET id = -4 WHERE id = 4; UPDATE audit SET id = 4 WHERE id = 6; "
                "UPDATE audit SET id = 6 WHERE id = -4"
            ),
            [("reordered", 4), ("reordered", 6)],
        ),
    ],
    ids=["field changed", "content changed", "rows deleted", "row inserted", "rows swapped"],
)
def test_tampering_by_the_owner_of_the_database_is_named_row_by_row(
    clerk: Clerk, statement: str, expected: list[tuple[str, int]]
) -> None:
    write(clerk, 10)
    seal(clerk, 10)
    tamper(clerk, statement)
    assert named(clerk.ledger.verify_audit()) == expected


def test_a_row_hidden_and_its_seal_mended_breaks_the_chain(clerk: Clerk) -> None:
    write(clerk, 4)
    seal(clerk, 4)
    write(clerk, 4)
    seal(clerk, 4)
    tamper(clerk, "DELETE FROM audit WHERE id = 1; UPDATE audit_seals SET rows = 3, ids = ids[2:4], "
                  "leaves = substr(leaves, 33) WHERE no = 1")  # fmt: skip
    assert {problem.kind for problem in clerk.ledger.verify_audit().problems} == {"seal"}


def test_a_cut_end_is_found_by_the_anchor_outside_and_only_by_it(clerk: Clerk, anchor: Path) -> None:
    write(clerk, 4)
    seal(clerk, 4, anchor)
    write(clerk, 4, "embarrassing")
    seal(clerk, 4, anchor)
    tamper(clerk, "DELETE FROM audit WHERE kind = 'embarrassing'; DELETE FROM audit_seals WHERE no = 2")
    assert clerk.ledger.verify_audit().ok
    report = clerk.ledger.verify_audit(anchor)
    assert [problem.kind for problem in report.problems] == ["anchor"]


def test_a_chain_made_anew_is_found_by_the_anchor_outside(clerk: Clerk, anchor: Path) -> None:
    write(clerk, 4)
    seal(clerk, 4, anchor)
    tamper(clerk, "UPDATE audit SET actor = 'nobody' WHERE id = 2; DELETE FROM audit_seals")
    seal(clerk, 4)
    assert clerk.ledger.verify_audit().ok
    report = clerk.ledger.verify_audit(anchor)
    assert [problem.kind for problem in report.problems] == ["anchor"]
    assert json.loads(anchor.read_text())["seal"] == 1


def test_sealing_while_writers_run_leaves_nothing_out_and_waits_for_nobody(clerk: Clerk) -> None:
    stop = threading.Event()
    written = [0] * 4

    def scribble(which: int) -> None:
        while not stop.is_set():
            write(clerk, 7)
            written[which] += 7

    threads = [threading.Thread(target=scribble, args=(which,)) for which in range(4)]
    for thread in threads:
        thread.start()
    sealed = sum(clerk.ledger.seal() for _ in range(40))
    stop.set()
    for thread in threads:
        thread.join()
    seal(clerk, sum(written) - sealed)
    report = clerk.ledger.verify_audit()
    assert report.ok
    assert report.rows == sum(written) >= sealed
    assert sum(written) > 0


def test_rows_of_a_transaction_that_is_still_open_are_sealed_later_and_in_their_own_seal(
    clerk: Clerk, ledger_url: str
) -> None:
    with psycopg.connect(ledger_url.replace("+psycopg", "")) as slow:
        slow.execute("INSERT INTO audit (actor, kind) VALUES ('slow', 'first')")
        write(clerk, 3)
        assert clerk.ledger.seal() == 0
        slow.commit()
    seal(clerk, 4)
    assert clerk.ledger.verify_audit().ok


def test_a_transaction_that_is_open_in_another_database_of_the_server_does_not_hold_the_sealer_back(
    clerk: Clerk, empty_url: str
) -> None:
    with psycopg.connect(empty_url.replace("+psycopg", "")) as other:
        other.execute("CREATE TABLE slow (n int)")
        write(clerk, 3)
        seal(clerk, 3)


def test_after_a_backup_was_restored_on_a_younger_server_the_audit_goes_on_in_a_new_era(clerk: Clerk) -> None:
    write(clerk, 3)
    seal(clerk, 3)
    clerk.sql("INSERT INTO audit (actor, kind, xid) VALUES ('before', 'restore', '999999999999')")
    clerk.ledger.migrate()
    write(clerk, 2)
    seal(clerk, 3)
    report = clerk.ledger.verify_audit()
    assert report.ok
    assert report.rows == 6


def test_every_step_of_an_order_stands_in_the_audit_in_its_own_transaction(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    clerk.go(batch, clerk.ids(batch), "mapped")
    with clerk.ledger.open() as book:
        book.documents.move_many(batch, [])
    assert clerk.sql("SELECT kind FROM audit ORDER BY id") == [
        ("delivery captured",), ("registered",), ("delivery split",), ("moved",), ("moved",),
    ]  # fmt: skip
