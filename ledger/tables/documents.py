"""Documents, their contents, their business keys, and the movements of their lines."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ledger.tables.columns import METADATA, identity, moment, stored_json, words

DOCUMENTS = Table(
    "documents",
    METADATA,
    identity(),
    Column("delivery_id", BigInteger, ForeignKey("deliveries.id"), nullable=False),
    Column("ordinal", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False, comment="No foreign key: it would lock each thread once more."),
    words("channel"),
    words("source_id"),
    words("company"),
    words("partner"),
    words("type"),
    words("number"),
    Column("key_number", Text, nullable=False, comment="The number within the business key."),
    words("purpose"),
    words("reuse_period"),
    words("version", default=""),
    words("external_id"),
    words("content_hash"),
    words("alike_hash"),
    words("state"),
    words("currency"),
    Column("total", Numeric, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("quantity", Numeric, nullable=False),
    moment("ordered_at"),
    Column("due", Date),
    Column("record_id", BigInteger),
    words("record_name", default=""),
    moment("record_seen"),
    stored_json("findings", default="[]"),
    Column("waived", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("twin_of", BigInteger, comment="The document that first had this key: duplicate or conflict."),
    moment("captured_at", now=True),
    moment("changed_at", now=True),
    UniqueConstraint("delivery_id", "ordinal"),
    Index("documents_thread_idx", "thread_id"),
    Index("documents_number_idx", text("lower(number)")),
    Index("documents_recent_idx", "partner", "captured_at"),
    Index("documents_alike_idx", "alike_hash", postgresql_where=text("alike_hash <> ''")),
    Index("documents_record_idx", "record_name", postgresql_where=text("record_name <> ''")),
    postgresql_with={"fillfactor": "80"},
)

BUSINESS_KEYS = Table(
    "business_keys",
    METADATA,
    Column("key", Text(collation="C"), primary_key=True, comment="External id: hash of the normalised business key."),
    Column("document_id", BigInteger, nullable=False),
    words("content_hash"),
    comment="Kept for ever: the first document of a key decides what a later one is.",
)

PAYLOADS = Table(
    "payloads",
    METADATA,
    Column("document_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", LargeBinary, nullable=False),
)

RESOLUTIONS = Table(
    "resolutions",
    METADATA,
    Column("document_id", BigInteger, primary_key=True, autoincrement=False),
    Column("resolved", LargeBinary, nullable=False),
    Column("customer_id", BigInteger),
    Index("resolutions_customer_idx", "customer_id", "document_id", postgresql_where=text("customer_id IS NOT NULL")),
)

LINE_MOVEMENTS = Table(
    "line_movements",
    METADATA,
    identity(),
    Column("document_id", BigInteger, ForeignKey("documents.id"), nullable=False),
    Column("position", Integer, nullable=False),
    words("kind"),
    Column("by_document_id", BigInteger, nullable=False),
    Column("quantity", Numeric, nullable=False),
    words("unit"),
    Column("money", Numeric, nullable=False),
    words("currency"),
    moment("at", now=True),
    UniqueConstraint("document_id", "position", "kind", "by_document_id"),
    comment="What happened to each order line, in quantities.",
)
