"""Where a file of EDI stops being one: bounds that keep time and memory small whatever is sent."""

from __future__ import annotations

from domain.profile import PartnerProfile

LARGEST_BYTES = 67_108_864
"""An interchange is held in memory as text: larger ones are refused whatever the profile says."""
MOST_STRAYS = 10
"""Findings about text that is no segment, in one document."""
SEGMENTS_A_LINE = 20
"""Segments that a line of the largest document may have on average."""


def most_segments(profile: PartnerProfile) -> int:
    """Segments of one document that are kept; a document with more is refused."""
    return profile.limits.lines_per_document * SEGMENTS_A_LINE
