"""Keys of the portal: who asks, and for which customers."""

from __future__ import annotations

from sqlalchemy import ARRAY, Column, Index, LargeBinary, Table, Text

from ledger.tables.columns import METADATA, moment, words

PORTAL_KEYS = Table(
    "portal_keys",
    METADATA,
    Column("id", Text, primary_key=True),
    words("channel"),
    Column("customers", ARRAY(Text), nullable=False, comment="Our customer numbers that the key stands for."),
    words("label", default=""),
    Column("secret_hash", LargeBinary, nullable=False, unique=True, comment="SHA-256; the key itself is nowhere."),
    words("made_by"),
    moment("made_at", now=True),
    moment("expires_at"),
    moment("revoked_at"),
    words("revoked_by", default=""),
    words("revoked_reason", default=""),
    Index("portal_keys_channel_idx", "channel"),
)
