"""Intents: what is about to be done to another system, written before the call."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, Uuid, text

from ledger.tables.columns import METADATA, identity, moment, stored_json, words

INTENTS = Table(
    "intents",
    METADATA,
    identity(),
    Column("key", Text(collation="C"), nullable=False, unique=True),
    Column("document_id", BigInteger, ForeignKey("documents.id"), nullable=False),
    words("operation"),
    words("target"),
    words("payload_hash"),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    words("state", default="recorded"),
    stored_json("result"),
    moment("not_before"),
    Column("batch_id", Uuid),
    moment("recorded_at", now=True),
    moment("settled_at"),
    Index("intents_document_idx", "document_id"),
    Index("intents_unsettled_idx", "recorded_at", postgresql_where=text("state IN ('recorded', 'unknown')")),
    postgresql_with={"fillfactor": "80"},
)
