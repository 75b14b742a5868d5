"""Who sent a document, what it is, and its identity."""

from __future__ import annotations

from domain.frozen import Frozen


class BusinessKey(Frozen):
    """What makes a document the same document for ever (design.md §2).

    All parts are normalised before they are hashed (``domain.keys``).
    """

    source_id: str
    """The profile's fixed ``source_id``, never a folder or channel name."""
    company: str
    """The company in Odoo the document is for."""
    partner: str
    """The trading partner's code."""
    type: str
    """Document type: ``sales_order``."""
    number: str
    """The partner's own number of the document."""
    purpose: str = "original"
    """original, change, cancel."""
    reuse_period: str = ""
    """Empty unless the profile says that the partner uses numbers again each year."""


class PartyReference(Frozen):
    """A party as its sender names it."""

    code: str = ""
    """The code agreed with the partner, or our customer number."""
    gln: str = ""
    """GS1 Global Location Number, 13 digits, check digit right when present."""
    name: str = ""
    address: tuple[str, ...] = ()
    """Address lines, top to bottom."""
    country: str = ""
    """ISO 3166-1 alpha-2, or as sent."""
