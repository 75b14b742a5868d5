"""Threads, the claims on them, circuits of channels, waivers of gates, and the runs that worked."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, Identity, Index, Integer, LargeBinary, Table, Text, Uuid, text

from ledger.tables.columns import METADATA, identity, moment, stored_json, words

THREADS = Table(
    "threads",
    METADATA,
    identity(),
    Column("thread_hash", LargeBinary, nullable=False, unique=True),
    words("channel"),
    Column("priority", Integer, nullable=False),
    Column("open_documents", Integer, nullable=False),
    Column("open_lines", BigInteger, nullable=False),
    moment("waiting_since", now=True),
    moment("available_at", now=True),
    Column("stalls", Integer, nullable=False, server_default=text("0")),
    Column("batch_id", Uuid),
    Index(
        "threads_claimable_idx",
        "channel",
        "priority",
        "waiting_since",
        "id",
        postgresql_where=text("batch_id IS NULL AND open_documents > 0"),
    ),
    Index("threads_batch_idx", "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
    comment="An order and its changes: worked in order, by one claim at a time.",
)

CLAIMS = Table(
    "claims",
    METADATA,
    Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("fence", BigInteger, Identity(always=True), nullable=False),
    words("channel"),
    words("owner"),
    Column("delivery_id", BigInteger),
    Column("documents", Integer, nullable=False, server_default=text("0")),
    Column("lines", BigInteger, nullable=False, server_default=text("0")),
    Column("max_documents", Integer, nullable=False),
    Column("max_lines", BigInteger, nullable=False),
    Column("lease_seconds", Double, nullable=False),
    moment("lease_until", nullable=False),
    moment("started_at", now=True),
    moment("ended_at"),
    words("ended_by", default=""),
    Index("claims_lease_idx", "lease_until", postgresql_where=text("ended_at IS NULL")),
    comment="One row a batch: its lease and its fence.",
)

CIRCUITS = Table(
    "circuits",
    METADATA,
    identity(),
    words("channel"),
    words("reason"),
    stored_json("finding"),
    moment("opened_at", now=True),
    words("opened_by"),
    moment("closed_at"),
    Column("closed_by", Text),
    Column("closed_reason", Text),
    Index("circuits_open_key", "channel", unique=True, postgresql_where=text("closed_at IS NULL")),
)

WAIVERS = Table(
    "waivers",
    METADATA,
    identity(),
    words("channel"),
    words("code"),
    words("approver"),
    words("reason"),
    moment("given_at", now=True),
    moment("expires_at", nullable=False),
    Index("waivers_channel_idx", "channel", "expires_at"),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("batch_id", Uuid, primary_key=True),
    Column("run_id", Text, primary_key=True),
    words("name", default=""),
    words("url", default=""),
    moment("at", now=True),
)
