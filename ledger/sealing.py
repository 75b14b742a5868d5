"""The sealer: links finished audit rows into a chain, beside the writers, never in their way."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Row

from domain import seams
from domain.errors import StopTheRun
from ledger import chain
from ledger.statements import statement

ROWS_A_SEAL = 20_000
FOREVER = str(2**63 - 1)
"""A transaction number above all: an era that is over is sealed to its end."""

_ROWS = """
COPY (
    SELECT id, xid, (extract(epoch FROM at) * 1000000)::bigint, actor, kind, document_id, delivery_id, data
    FROM audit WHERE era = {era} AND xid >= '{start}'::xid8 AND xid < '{end}'::xid8 ORDER BY id
) TO STDOUT
"""


@dataclass(frozen=True, slots=True)
class Span:
    """Transactions of an era: from, and up to but without."""

    era: int
    start: str
    end: str


def read_leaves(connection: Connection, span: Span) -> tuple[list[int], list[bytes]]:
    """Ids and leaves of the rows of a span, by id."""
    driver: psycopg.Connection[Any] | None = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a connected SQLAlchemy connection has one
    ids: list[int] = []
    leaves: list[bytes] = []
    query = _ROWS.format(era=int(span.era), start=int(span.start), end=int(span.end))
    with driver.cursor() as cursor, cursor.copy(query.encode()) as copy:
        for block in copy:
            number, _, line = bytes(block).partition(b"\t")
            ids.append(int(number))
            leaves.append(chain.leaf(line))
    return ids, leaves


def seal(connection: Connection, anchor: Path | None = None) -> int:
    """Seal what is finished now, in batches; 0 when there is nothing or another sealer is at it.

    What writers finish meanwhile is left for the next time, so that it always ends.
    """
    sealed = 0
    now = connection.execute(statement("sealing_horizon")).one()
    connection.rollback()
    while rows := _seal_one(connection, now):
        sealed += rows
    if anchor is not None:
        _write_anchor(connection, anchor)
    return sealed


def _seal_one(connection: Connection, now: Row[Any]) -> int:
    if not connection.execute(statement("try_sealing")).scalar():
        connection.rollback()
        return 0
    last = connection.execute(statement("last_seal")).one_or_none()
    era, start = (last.era, last.xid_to) if last else (1, "0")
    while True:
        span = _span(connection, era, start, now.horizon if era == now.era else FOREVER)
        ids, leaves = read_leaves(connection, span)
        if ids or era >= now.era:
            break
        era, start = era + 1, "0"
    if ids:
        _insert(connection, span, (last.no + 1, bytes(last.hash)) if last else (1, chain.FIRST), (ids, leaves))
        seams.at_commit("ledger.audit.seal.before")
        connection.commit()
        seams.at_commit("ledger.audit.seal.after")
    else:
        connection.rollback()
    return len(ids)


def _span(connection: Connection, era: int, start: str, horizon: str) -> Span:
    values = {"era": era, "start": start, "horizon": horizon, "size": ROWS_A_SEAL}
    end = connection.execute(statement("seal_until"), values).scalar()
    return Span(era, start, str(end))


def _insert(connection: Connection, span: Span, after: tuple[int, bytes], rows: tuple[list[int], list[bytes]]) -> None:
    (no, previous), (ids, leaves) = after, rows
    merkle_root = chain.root(leaves)
    values = {
        "no": no,
        "era": span.era,
        "xid_from": span.start,
        "xid_to": span.end,
        "rows": len(ids),
        "ids": ids,
        "leaves": b"".join(leaves),
        "root": merkle_root,
        "previous": previous,
        "hash": chain.link(previous, chain.place(no, span.era, span.start, span.end), ids, merkle_root),
    }
    connection.execute(statement("insert_seal"), values)


def _write_anchor(connection: Connection, anchor: Path) -> None:
    """Keep the head outside the database: only so a cut tail or a chain that was made anew is found."""
    last = connection.execute(statement("last_seal")).one_or_none()
    connection.rollback()
    if last is None:
        return
    aside = anchor.with_name(f".{anchor.name}.{os.getpid()}")
    try:
        anchor.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8") as file:
            json.dump({"seal": last.no, "hash": bytes(last.hash).hex()}, file)
            file.flush()
            os.fsync(file.fileno())
        seams.at_rename("ledger.audit.anchor.before")
        aside.replace(anchor)
        seams.at_rename("ledger.audit.anchor.after")
    except OSError as error:
        raise StopTheRun(
            f"The audit's anchor cannot be written: {error.strerror}.",
            value=str(anchor),
            next_step="Free space or mend the folder's rights; the audit itself is sealed.",
        ) from None


def adopt_restored(connection: Connection) -> None:
    """After a backup was restored on another server, transaction numbers begin anew: so does an era."""
    now = connection.execute(statement("sealing_horizon")).one()
    if connection.execute(statement("restored"), {"era": now.era}).scalar():
        connection.exec_driver_sql(f"ALTER TABLE audit ALTER COLUMN era SET DEFAULT {int(now.era) + 1}")
        seams.at_commit("ledger.audit.era.before")
        connection.commit()
        seams.at_commit("ledger.audit.era.after")
    else:
        connection.rollback()
