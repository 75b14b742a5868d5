"""N1 to N4: parties of an X12 document."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.edi.party import Party
from connectors.formats.x12 import Segment
from domain.documents.envelope import PartyReference

GLN_QUALIFIER = "UL"


@dataclass(slots=True)
class _Named:
    role: str
    name: str
    qualifier: str
    code: str
    more: list[str] = field(default_factory=list)
    country: str = ""

    def party(self) -> Party:
        is_gln = self.qualifier == GLN_QUALIFIER
        reference = PartyReference(
            code="" if is_gln else self.code,
            gln=self.code if is_gln else "",
            name=self.name,
            address=tuple(self.more),
            country=self.country,
        )
        return Party(self.role, reference)


@dataclass(slots=True)
class PartySegments:
    """Follows the parties of a document: an N1 begins one, N2 to N4 belong to it."""

    _named: list[_Named] = field(default_factory=list)

    def take(self, segment: Segment) -> None:
        """An N1, N2, N3 or N4; what belongs to no party is left out."""
        if segment.tag == "N1":
            self._named.append(_Named(segment.at(1), segment.at(2), segment.at(3).upper(), segment.at(4)))
        elif self._named and segment.tag == "N4":
            place = " ".join(part for part in (segment.at(1), segment.at(2), segment.at(3)) if part)
            self._named[-1].more += [place] if place else []
            self._named[-1].country = segment.at(4)
        elif self._named:
            self._named[-1].more += [part for part in segment.elements[:2] if part]

    def parties(self) -> tuple[Party, ...]:
        """Those found so far."""
        return tuple(one.party() for one in self._named)
