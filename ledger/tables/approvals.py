"""What is known of a hold while it waits for its approval; a row is made when the first thing happens."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, text

from ledger.tables.columns import METADATA, moment, words

APPROVAL_REQUESTS = Table(
    "approval_requests",
    METADATA,
    Column("exception_id", BigInteger, ForeignKey("exceptions.id"), primary_key=True, autoincrement=False),
    words("first_by", default=""),
    words("first_reason", default=""),
    moment("first_at"),
    Column("reminders", Integer, nullable=False, server_default=text("0")),
    moment("reminded_at"),
    moment("escalated_at"),
    words("escalated_to", default=""),
)
