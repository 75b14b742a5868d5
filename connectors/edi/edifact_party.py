"""NAD: parties of an EDIFACT document."""

from __future__ import annotations

from connectors.edi.edifact_codes import GS1
from connectors.edi.party import Party
from connectors.formats.edifact import Segment
from domain.documents.envelope import PartyReference
from domain.values.codes import check_gln


def nad(segment: Segment) -> Party:
    """Code or GLN by its agency (3055); name and address structured, or as free text."""
    code, agency = segment.at(2), segment.at(2, 3)
    is_gln = agency == GS1 or (not agency and not check_gln(code) and bool(code))
    names = [part for part in segment.element(4)[:5] if part]
    free = [part for part in segment.element(3) if part]
    name = " ".join(names) if names else free[0] if free else ""
    street = [part for part in segment.element(5) if part]
    place = " ".join(part for part in (segment.at(8), segment.at(6), segment.at(7)) if part)
    address = [*(free if names else free[1:]), *street, *([place] if place else [])]
    reference = PartyReference(
        code="" if is_gln else code,
        gln=code if is_gln else "",
        name=name,
        address=tuple(address),
        country=segment.at(9),
    )
    return Party(segment.at(1).upper(), reference)
