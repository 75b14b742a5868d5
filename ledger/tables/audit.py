"""Audit rows, written in the business transaction, and the seals that chain them."""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Column, Index, Integer, LargeBinary, SmallInteger, Table, text

from ledger.tables.columns import METADATA, TransactionNumber, identity, moment, stored_json, words

AUDIT = Table(
    "audit",
    METADATA,
    identity(),
    Column("era", SmallInteger, nullable=False, server_default=text("1")),
    Column("xid", TransactionNumber, nullable=False, server_default=text("pg_current_xact_id()")),
    moment("at", now=True),
    words("actor"),
    words("kind"),
    Column("document_id", BigInteger),
    Column("delivery_id", BigInteger),
    stored_json("data", default="{}"),
    Index("audit_document_idx", "document_id", postgresql_where=text("document_id IS NOT NULL")),
    Index("audit_xid_idx", "era", "xid"),
    Index("audit_at_idx", "at", postgresql_using="brin"),
)

AUDIT_SEALS = Table(
    "audit_seals",
    METADATA,
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    Column("era", SmallInteger, nullable=False),
    Column("xid_from", TransactionNumber, nullable=False),
    Column("xid_to", TransactionNumber, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("ids", ARRAY(BigInteger), nullable=False),
    Column("leaves", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    moment("sealed_at", nullable=False),
    comment="Each seal covers the rows of transactions xid_from <= xid < xid_to, in the order of ids.",
)
