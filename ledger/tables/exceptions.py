"""Exceptions (holds too) and what people decided about them."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Column, Date, ForeignKey, Index, Numeric, Table, Text, text

from ledger.tables.columns import METADATA, identity, moment, stored_json, words

EXCEPTIONS = Table(
    "exceptions",
    METADATA,
    identity(),
    Column("document_id", BigInteger, ForeignKey("documents.id"), nullable=False),
    words("kind"),
    words("code"),
    words("cause"),
    stored_json("findings", default="[]"),
    words("owner"),
    Column("money", Numeric, nullable=False),
    words("currency"),
    Column("due", Date),
    moment("opened_at", now=True),
    moment("resolved_at"),
    words("resolution", default=""),
    words("resolved_by", default=""),
    words("assignee", default=""),
    words("assigned_by", default=""),
    moment("assigned_at"),
    words("resolved_reason", default=""),
    Index("exceptions_open_key", "document_id", unique=True, postgresql_where=text("resolved_at IS NULL")),
    Index("exceptions_document_idx", "document_id"),
)

APPROVALS = Table(
    "approvals",
    METADATA,
    identity(),
    Column("exception_id", BigInteger, ForeignKey("exceptions.id"), nullable=False),
    Column("document_id", BigInteger, ForeignKey("documents.id"), nullable=False),
    words("kind"),
    words("given_by"),
    words("reason"),
    Column("waived", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    moment("at", now=True),
    Index("approvals_document_idx", "document_id"),
)
