"""Parties of an EDI document, whatever its syntax."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.formats.orders import with_code
from domain.documents.envelope import PartyReference


@dataclass(frozen=True, slots=True)
class Party:
    """One party and the qualifier that says what it is."""

    role: str
    reference: PartyReference


def party_of(parties: Sequence[Party], roles: tuple[str, ...], constant: str) -> PartyReference | None:
    """The first party of the best role; ``constant`` is a code that the partner's documents always have."""
    found = next((party.reference for role in roles for party in parties if party.role == role), None)
    return with_code(found, constant)


def names_of(parties: Iterable[Party], roles: tuple[str, ...]) -> frozenset[str]:
    """Codes, GLNs and names of the parties in these roles: a line that repeats one names no other place."""
    found = (party.reference for party in parties if party.role in roles)
    return frozenset(text for one in found for text in (one.code, one.gln, one.name) if text)
