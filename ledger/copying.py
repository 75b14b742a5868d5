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
}  # fmt: skip


def _copy(connection: Connection, table: str, columns: dict[str, str], rows: Iterable[tuple[object, ...]]) -> None:
    driver: psycopg.Connection[Any] | None = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a connected SQLAlchemy connection has one
    names = ", ".join(columns)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


def copy_documents(connection: Connection, rows: Iterable[tuple[object, ...]]) -> None:
    """Document rows, in the order of the columns above."""
    _copy(connection, "documents", _DOCUMENT_COLUMNS, rows)


def copy_payloads(connection: Connection, rows: Iterable[tuple[int, bytes]]) -> None:
    """(document id, bytes of canonical JSON)."""
    _copy(connection, "payloads", {"document_id": "int8", "payload": "bytea"}, rows)
