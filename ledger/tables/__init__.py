"""Tables of the ledger, as SQLAlchemy Core knows them; migrations make them, a test compares the two."""

from __future__ import annotations

from ledger.tables import (
    approvals,
    audit,
    availability,
    backfills,
    claims,
    commitments,
    cursors,
    deliveries,
    documents,
    exceptions,
    intents,
    mirror,
    obligations,
    plans,
    portal,
    publications,
)
from ledger.tables.columns import METADATA

__all__ = [
    "METADATA",
    "approvals",
    "audit",
    "availability",
    "backfills",
    "claims",
    "commitments",
    "cursors",
    "deliveries",
    "documents",
    "exceptions",
    "intents",
    "mirror",
    "obligations",
    "plans",
    "portal",
    "publications",
]
