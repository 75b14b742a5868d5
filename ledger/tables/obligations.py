"""What we owe for a document, and by when."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, text

from ledger.tables.columns import METADATA, moment, words

OBLIGATIONS = Table(
    "obligations",
    METADATA,
    Column("document_id", BigInteger, ForeignKey("documents.id"), primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    moment("started_at", now=True),
    moment("due_at", nullable=False),
    moment("met_at"),
    words("met_by", default=""),
    Index("obligations_due_idx", "due_at", postgresql_where=text("met_at IS NULL")),
)
