"""Which work goes first: by the profile, sharpened by the day on which an order is wanted. Pure."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from domain.profile import PartnerProfile

PRIORITIES: Mapping[str, int] = {"critical": 10, "standard": 100, "bulk": 1000}
"""The ledger's numbers for a profile's words; lower goes first."""
URGENT = PRIORITIES["critical"]


def priority_of(profile: PartnerProfile, due: date | None, received_at: datetime) -> int:
    """The number by which an order is claimed: its channel's, or that of critical work where it is wanted soon.

    Args:
        profile: its channel's profile; ``urgent_days`` says what soon is.
        due: the earliest day on which the customer wants any of it; None: it states none.
        received_at: when it came, with zone; the partner's own calendar counts.
    """
    own = PRIORITIES[profile.priority]
    if profile.urgent_days is None or due is None:
        return own
    today = received_at.astimezone(zoneinfo.ZoneInfo(profile.timezone)).date()
    return min(own, URGENT) if due <= today + timedelta(days=profile.urgent_days) else own
