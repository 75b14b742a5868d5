"""Documents go on: the move, its exception, its audit row and its line movements, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from domain.work import Batch
from ledger.found import dumped, opened, storable
from ledger.reservations import follow
from ledger.statements import statement
from ledger.states import ASIDE, OPEN, STEPS
from ledger.values import Move

_CUSTOMER = re.compile(rb'"customer_id":(\d{1,18})')


def move_many(connection: Connection, batch: Batch, moves: Sequence[Move]) -> set[int]:
    """Move what this batch owns and the lifecycle allows; returns the ids of those moved."""
    wanted = {move.document_id: move for move in moves}
    rows = list(connection.execute(statement("move_documents"), _input(batch, list(wanted.values()))))
    done = [(wanted[row.id], row) for row in sorted(rows, key=lambda row: row.id)]
    if done:
        _keep_resolutions(connection, [move for move, _ in done])
        _audit(connection, batch, done)
        _count(connection, done)
        _set_aside(connection, [move for move, _ in done])
        follow(connection, [(move.document_id, move.to) for move, _ in done])
        _moved_lines(connection, "line_movements_ordered", [move for move, _ in done if move.to == "confirmed"])
        _moved_lines(connection, "line_movements_changed", [move for move, _ in done if move.to == "done"])
    return {row.id for row in rows}


def _input(batch: Batch, moves: Sequence[Move]) -> dict[str, object]:
    return {
        "batch": batch.id,
        "steps": list(STEPS),
        "ids": [move.document_id for move in moves],
        "tos": [move.to for move in moves],
        "records": [move.record_id for move in moves],
        "names": [None if move.record_name is None else storable(move.record_name) for move in moves],
        "seen": [move.record_seen for move in moves],
        "findings": [None if move.findings is None else dumped(move.findings) for move in moves],
    }


def _keep_resolutions(connection: Connection, moves: Sequence[Move]) -> None:
    kept = [(move.document_id, move.resolved) for move in moves if move.resolved is not None]
    if kept:
        values = {
            "ids": [number for number, _ in kept],
            "resolved": [resolved for _, resolved in kept],
            "customers": [_customer(resolved) for _, resolved in kept],
        }
        connection.execute(statement("keep_resolutions"), values)


def _customer(resolved: bytes) -> int | None:
    """Our customer's record; in a text of the order the quotation marks would be escaped."""
    found = _CUSTOMER.search(resolved)
    return None if found is None else int(found[1])


def _audit(connection: Connection, batch: Batch, done: Sequence[tuple[Move, Row[Any]]]) -> None:
    values = {
        "actor": batch.owner,
        "batch": batch.id,
        "ids": [row.id for _, row in done],
        "froms": [row.state_from for _, row in done],
        "tos": [move.to for move, _ in done],
        "notes": [storable(move.note) for move, _ in done],
    }
    connection.execute(statement("audit_moved"), values)


def _count(connection: Connection, done: Sequence[tuple[Move, Row[Any]]]) -> None:
    closed = [row for move, row in done if move.to not in OPEN]
    if closed:
        values = {
            "threads": [row.thread_id for row in closed],
            "documents": [-1] * len(closed),
            "lines": [-row.line_count for row in closed],
        }
        connection.execute(statement("count_threads"), values)


def _set_aside(connection: Connection, moves: Sequence[Move]) -> None:
    asides = [(move.document_id, move.to, move.findings or (), move.note) for move in moves if move.to in ASIDE]
    if asides:
        connection.execute(statement("open_exceptions"), opened(asides))


def _moved_lines(connection: Connection, name: str, moves: Sequence[Move]) -> None:
    if moves:
        connection.execute(statement(name), {"ids": [move.document_id for move in moves]})
