"""Rows enter in bulk by COPY, within the book's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from sqlalchemy import Connection

_DOCUMENT_COLUMNS: dict[str, str] = {
    "id": "int8", "delivery_id": "int8", "ordinal": "int8", "thread_id": "int8", "channel": "text",
    "source_id": "text", "company": "text", "partner": "text", "type": "text", "number": "text",
    "key_number": "text", "purpose": "text", "reuse_period": "text", "external_id": "text", "content_hash": "text",
    "alike_hash": "text", "state": "text", "currency": "text", "total": "numeric", "line_count": "int4",
    "quantity": "numeric", "ordered_at": "timestamptz", "due": "date", "findings": "text", "twin_of": "int8",
    "record_id": "int8", "record_seen": "timestamptz", "attempt": "int4", "version": "text",
}  # fmt: skip


def copy_rows(connection: Connection, table: str, columns: dict[str, str], rows: Iterable[tuple[object, ...]]) -> None:
    """Rows in the order of ``columns``, whose values are PostgreSQL's types."""
    driver: psycopg.Connection[Any] | None = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a connected SQLAlchemy connection has one
    if not connection.in_transaction():
        connection.begin()  # COPY goes past SQLAlchemy, which would have nothing to commit
    names = ", ".join(columns)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


def copy_documents(connection: Connection, rows: Iterable[tuple[object, ...]]) -> None:
    """Document rows, in the order of the columns above."""
    copy_rows(connection, "documents", _DOCUMENT_COLUMNS, rows)


def copy_payloads(connection: Connection, rows: Iterable[tuple[int, bytes]]) -> None:
    """(document id, bytes of canonical JSON)."""
    copy_rows(connection, "payloads", {"document_id": "int8", "payload": "bytea"}, rows)
