"""What we keep for orders, what channels were told, what they were promised, and what is to be looked at again."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ledger.tables.columns import METADATA, identity, moment, stored_json, words

RESERVATIONS = Table(
    "reservations",
    METADATA,
    identity(),
    words("sku"),
    words("warehouse"),
    words("channel"),
    Column("document_id", BigInteger, ForeignKey("documents.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("quantity", Numeric, nullable=False),
    words("state", default="held"),
    words("reason", default=""),
    moment("made_at", now=True),
    moment("expires_at"),
    moment("ended_at"),
    UniqueConstraint("document_id", "position"),
    Index("reservations_sku_idx", "sku", "ended_at", postgresql_where=text("state IN ('held', 'taken')")),
    Index("reservations_expires_idx", "expires_at", postgresql_where=text("state = 'held'")),
    comment="held: ours; taken: the system of record reserves it now; returned, expired: free again.",
)

PUBLISHED_AVAILABILITY = Table(
    "published_availability",
    METADATA,
    Column("sku", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("pack", Integer, nullable=False),
    stored_json("terms", default=None),
    stored_json("split", default=None),
    stored_json("exposed", default=None),
    moment("exposed_until"),
    moment("at", now=True),
    moment("sent_at"),
    Index("published_availability_unsent_idx", "channel", postgresql_where=text("sent_at IS NULL")),
    comment="The number last made for each channel and SKU, with the terms that it was made of.",
)
for _name in ("terms", "split", "exposed"):
    PUBLISHED_AVAILABILITY.c[_name].nullable = False

AVAILABILITY_MARKS = Table(
    "availability_marks",
    METADATA,
    Column("sku", Text, primary_key=True),
    words("why"),
    moment("due_at", now=True),
    comment="SKUs whose numbers are to be made anew; many changes of one SKU are one row.",
)

PROMISES = Table(
    "promises",
    METADATA,
    identity(),
    Column("document_id", BigInteger, ForeignKey("documents.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    words("sku"),
    words("warehouse"),
    Column("quantity", Numeric, nullable=False),
    Column("promised_on", Date),
    words("source_model", default=""),
    words("source_record", default=""),
    words("source_name", default=""),
    words("state", default="given"),
    moment("given_at", now=True),
    UniqueConstraint("document_id", "position", "part"),
    Index("promises_waiting_idx", "sku", postgresql_where=text("state = 'given' AND source_record <> ''")),
    comment="What the customer was told: how many by when, and from which receipt.",
)
