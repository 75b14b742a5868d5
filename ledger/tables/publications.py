"""Documents that leave for partners, the control numbers they leave under, and the interchanges that came."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from ledger.tables.columns import METADATA, identity, moment, stored_json, words

PUBLICATIONS = Table(
    "publications",
    METADATA,
    identity(),
    Column("key", Text(collation="C"), nullable=False, unique=True),
    words("kind"),
    words("channel"),
    words("partner"),
    words("subject"),
    Column("document_id", BigInteger, ForeignKey("documents.id")),
    Column("delivery_id", BigInteger, ForeignKey("deliveries.id")),
    words("name"),
    words("sha256"),
    Column("size", BigInteger, nullable=False),
    Column("interchange_number", BigInteger),
    Column("group_number", BigInteger),
    Column("set_number", BigInteger),
    words("state", default="recorded"),
    stored_json("said"),
    moment("recorded_at", now=True),
    moment("sent_at"),
    moment("settled_at"),
    Column("settled_by", BigInteger, ForeignKey("documents.id")),
    Index("publications_document_idx", "document_id", postgresql_where=text("document_id IS NOT NULL")),
    Index("publications_delivery_idx", "delivery_id", postgresql_where=text("delivery_id IS NOT NULL")),
    Index("publications_numbers_idx", "partner", "interchange_number"),
    Index("publications_waiting_idx", "channel", postgresql_where=text("state IN ('recorded', 'unknown')")),
    comment="One row a document that leaves: recorded with its bytes before it is sent, and never twice.",
)

CONTROL_NUMBERS = Table(
    "control_numbers",
    METADATA,
    Column("channel", Text, primary_key=True),
    Column("direction", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("sender", Text, primary_key=True, comment="Of incoming ones, with its qualifier; empty: we."),
    Column("last", BigInteger),
    moment("at", now=True),
)

INTERCHANGES = Table(
    "interchanges",
    METADATA,
    identity(),
    Column("delivery_id", BigInteger, ForeignKey("deliveries.id"), nullable=False),
    Column("place", Integer, nullable=False),
    words("channel"),
    words("sender"),
    words("control"),
    Column("number", BigInteger),
    stored_json("addresses", default="{}"),
    Column("test", Boolean, nullable=False),
    words("judged"),
    Column("missing_from", BigInteger),
    Column("missing_to", BigInteger),
    Column("repeats", BigInteger, comment="The delivery that had the number first."),
    Column("expected_after", BigInteger),
    moment("at", now=True),
    UniqueConstraint("delivery_id", "place"),
    Index("interchanges_number_idx", "channel", "sender", "number"),
    comment="Envelopes of partners, and what their control numbers said when they came.",
)
