"""The mirror of reference data (customers, products, prices) of a system of record, and its cursors."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKeyConstraint, Index, LargeBinary, Table, Text

from ledger.tables.columns import METADATA, moment, words

MIRROR_RECORDS = Table(
    "mirror_records",
    METADATA,
    Column("target", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("record_id", BigInteger, primary_key=True, autoincrement=False),
    Column("active", Boolean, nullable=False),
    Column("data", LargeBinary, nullable=False),
    moment("write_date"),
    moment("seen_at", now=True),
)

MIRROR_CODES = Table(
    "mirror_codes",
    METADATA,
    Column("target", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("record_id", BigInteger, primary_key=True, autoincrement=False),
    Column("code_kind", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    ForeignKeyConstraint(
        ["target", "kind", "record_id"],
        ["mirror_records.target", "mirror_records.kind", "mirror_records.record_id"],
        name="mirror_codes_record_fkey",
        ondelete="CASCADE",
    ),
    Index("mirror_codes_code_idx", "target", "kind", "code_kind", "code"),
)

MIRROR_CURSORS = Table(
    "mirror_cursors",
    METADATA,
    Column("target", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    words("cursor"),
    moment("at", now=True),
)
