"""How far each source was asked, and at which moments a document that is sent again and again was seen."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Table, Text

from ledger.tables.columns import METADATA, moment, words

# ``name``: what is asked for (orders).
CURSORS = Table(
    "cursors",
    METADATA,
    Column("source_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    words("value", default=""),
    moment("looked_at"),
)

# ``key``: external id of the order; ``stamp``: edit stamp, when it was as it was.
MOMENTS = Table(
    "moments",
    METADATA,
    Column("key", Text(collation="C"), primary_key=True),
    Column("stamp", DateTime(timezone=True), primary_key=True),
    words("content_hash"),
    Column("document_id", BigInteger, nullable=False),
)
