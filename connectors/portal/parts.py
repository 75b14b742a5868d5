"""What a customer names, as the canonical documents have it: places, and products of lines."""

from __future__ import annotations

from typing import TypedDict

from domain.documents.envelope import PartyReference
from domain.documents.submitted_change import SubmittedLineChange
from domain.documents.submitted_order import SubmittedLine, SubmittedParty


class Named(TypedDict):
    """By what a line and its product are known."""

    partner_line: str
    sku: str
    partner_sku: str
    gtin: str
    description: str


def party_of(party: SubmittedParty) -> PartyReference:
    """The same place."""
    return PartyReference(code=party.code, gln=party.gln, name=party.name, address=party.address, country=party.country)


def named(line: SubmittedLine | SubmittedLineChange) -> Named:
    """The same names."""
    return Named(
        partner_line=line.line_number,
        sku=line.sku,
        partner_sku=line.partner_sku,
        gtin=line.gtin,
        description=line.description,
    )
