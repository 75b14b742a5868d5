"""Backfill plans: what would be done with each document of a time, as it was seen when the plan was made."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Numeric, Table

from ledger.tables.columns import METADATA, identity, moment, stored_json, words

BACKFILL_PLANS = Table(
    "backfill_plans",
    METADATA,
    identity(),
    words("hash"),
    words("channel"),
    words("flow"),
    words("posted_as"),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    words("chunking"),
    Column("parallel", Integer, nullable=False),
    words("target"),
    stored_json("files", default=None),
    stored_json("counts", default=None),
    words("made_by"),
    moment("made_at", now=True),
)
BACKFILL_PLANS.c.files.nullable = False
BACKFILL_PLANS.c.counts.nullable = False

BACKFILL_DOCUMENTS = Table(
    "backfill_documents",
    METADATA,
    Column("plan_id", BigInteger, ForeignKey("backfill_plans.id"), primary_key=True),
    Column("file", Integer, primary_key=True, autoincrement=False),
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    words("external_id"),
    words("content_hash"),
    words("number"),
    Column("ordered_on", Date, nullable=False),
    Column("chunk", Integer, nullable=False),
    words("action"),
    words("currency"),
    Column("amount", Numeric, nullable=False),
    Column("lines", Integer, nullable=False),
    words("resolved_hash"),
    Column("record_id", BigInteger),
    moment("record_seen"),
    stored_json("findings"),
    stored_json("differences"),
    words("state", default="planned"),
)
BACKFILL_DOCUMENTS.c.findings.nullable = False
BACKFILL_DOCUMENTS.c.differences.nullable = False
