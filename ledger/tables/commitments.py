"""What orders on their way to the system of record will add to what a customer owes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Numeric, Table

from ledger.tables.columns import METADATA, identity, moment, words

CREDIT_COMMITMENTS = Table(
    "credit_commitments",
    METADATA,
    identity(),
    Column("document_id", BigInteger, ForeignKey("documents.id"), nullable=False, unique=True),
    words("target"),
    Column("company_id", BigInteger, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("amount", Numeric, nullable=False),
    words("state", default="held"),
    words("reason", default=""),
    moment("made_at", now=True),
    moment("ended_at"),
    Index("credit_commitments_customer_idx", "customer_id", "company_id", "ended_at"),
    comment="held: the order passed; taken: the system of record counts it now; returned: it does not come.",
)
