"""What every reader computes the same way for a sales order: hashes, purpose of a year, the shape of a number."""

from __future__ import annotations

import hashlib
from datetime import datetime

from domain.catalogue import finding
from domain.documents.envelope import BusinessKey
from domain.findings import Finding
from domain.profile import PartnerProfile

_ROWS = b',"source_rows":'


def content_hash(payload: bytes) -> str:
    """SHA-256 of canonical JSON without its last field, ``source_rows``: where it stood in a file is not content."""
    at = payload.rfind(_ROWS)
    return hashlib.sha256(payload if at < 0 else payload[:at]).hexdigest()


def business_key(profile: PartnerProfile, number: str, purpose: str, ordered_at: datetime | None) -> BusinessKey:
    """The document's identity; a year is part of it only where the profile says that numbers come again."""
    year = str(ordered_at.year) if profile.number_reuse == "year" and ordered_at else ""
    return BusinessKey(
        source_id=profile.source_id,
        company=profile.company,
        partner=profile.partner,
        type="sales_order",
        number=number,
        purpose=purpose,
        reuse_period=year,
    )


def told(profile: PartnerProfile, code: str, *, path: str = "", value: object = "", **words: object) -> Finding:
    """A finding with the severity that the partner's profile gives it, else the catalogue's."""
    return finding(code, path=path, value=value, severity=profile.severities.get(code), **words)
