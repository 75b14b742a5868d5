"""Deliveries: a file, a message or a page of an API, holding documents."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Numeric, Table, Text, Uuid, text

from ledger.tables.columns import METADATA, identity, moment, stored_json, words

DELIVERIES = Table(
    "deliveries",
    METADATA,
    identity(),
    words("source_id"),
    words("channel"),
    words("partner"),
    words("name"),
    words("sha256"),
    Column("size", BigInteger, nullable=False),
    words("media"),
    moment("received_at", nullable=False),
    Column("pickup_key", Text),
    Column("priority", Integer, nullable=False, server_default=text("100")),
    words("state", default="captured"),
    Column("duplicate_of", BigInteger, ForeignKey("deliveries.id")),
    words("cursor", default=""),
    stored_json("trailer"),
    Column("batch_id", Uuid),
    moment("available_at", now=True),
    Column("stalls", Integer, nullable=False, server_default=text("0")),
    moment("registered_at", now=True),
    moment("finished_at"),
    Column("plan_id", BigInteger),
    Column("plan_file", Integer),
    stored_json("headers", default="{}"),
    Index(
        "deliveries_content_key",
        "source_id",
        "sha256",
        unique=True,
        postgresql_where=text("duplicate_of IS NULL AND plan_id IS NULL"),
    ),
    Index("deliveries_plan_idx", "plan_id", postgresql_where=text("plan_id IS NOT NULL")),
    Index("deliveries_pickup_key", "source_id", "pickup_key", unique=True),
    Index(
        "deliveries_claimable_idx",
        "channel",
        "priority",
        "registered_at",
        postgresql_where=text("state = 'captured' AND batch_id IS NULL"),
    ),
    Index("deliveries_batch_idx", "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
    Index("deliveries_portal_idx", "source_id", "partner", "id", postgresql_where=text("media = 'portal'")),
    Index("deliveries_name_idx", "name"),
    Index("deliveries_sha256_idx", "sha256"),
)

DELIVERY_TOTALS = Table(
    "delivery_totals",
    METADATA,
    Column("delivery_id", BigInteger, ForeignKey("deliveries.id"), primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("documents", BigInteger, nullable=False),
    Column("lines", BigInteger, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("money", Numeric, nullable=False),
    comment="What was counted while documents were registered: one side of the conservation proof.",
)
