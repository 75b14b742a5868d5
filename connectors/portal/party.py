"""A place that a customer named, as the canonical documents have it."""

from __future__ import annotations

from domain.documents.envelope import PartyReference
from domain.documents.submitted_order import SubmittedParty


def party_of(party: SubmittedParty) -> PartyReference:
    """The same place."""
    return PartyReference(code=party.code, gln=party.gln, name=party.name, address=party.address, country=party.country)
