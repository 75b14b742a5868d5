"""The canonical acknowledgement: what was read of an interchange, and what is wrong with it, down to the element.

``Acknowledgement`` is ours, on what a partner sent. ``FunctionalAcknowledgement`` is theirs, on what we sent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from domain.documents.envelope import BusinessKey
from domain.documents.outgoing import Address
from domain.frozen import Frozen

ElementTrouble = Literal[
    "missing", "too_many", "too_short", "too_long", "characters", "code", "date", "time", "decimal"
]
SegmentTrouble = Literal["unknown", "unexpected", "missing", "too_many", "elements"]
SetTrouble = Literal["not_supported", "no_end", "control", "count", "segments"]
EnvelopeTrouble = Literal["no_end", "control", "count"]
InterchangeTrouble = Literal["control", "count", "no_end", "date", "time", "content", "repeat"]
ACKNOWLEDGEMENT_TYPE = "functional_acknowledgement"
"""Type of a partner's 997, 999 or CONTRL in the ledger."""
Standing = Literal["accepted", "noted", "rejected"]
"""noted: accepted, with errors that are told."""


class ElementFault(Frozen):
    """One element that is not as the standard has it."""

    element: int
    """Place in the segment, from 1."""
    component: int = 0
    """Place in the element, from 1; 0: the element has no components."""
    reference: str = ""
    """Number of the data element in the standard's directory: 373, 6060."""
    trouble: ElementTrouble
    value: str = ""
    """As sent; empty: nothing was."""


class SegmentFault(Frozen):
    """One segment that is wrong, or is missing where it belongs."""

    tag: str
    position: int
    """Place in the message, from 1 (its ST or UNH); of a missing one, where it would stand."""
    trouble: SegmentTrouble
    elements: tuple[ElementFault, ...] = ()


class SetAnswer(Frozen):
    """One transaction set or message."""

    kind: str
    """850, ORDERS."""
    control: str
    """ST02, UNH 0062, as sent."""
    version: tuple[str, ...] = ()
    """UNH's version, release, agency, association; empty in X12."""
    standing: Standing
    troubles: tuple[SetTrouble, ...] = ()
    segments: tuple[SegmentFault, ...] = ()


class GroupAnswer(Frozen):
    """One functional group; EDIFACT without groups has one that has no name."""

    functional: str = ""
    """GS01: PO; empty: there is no group."""
    control: str = ""
    """GS06, as sent."""
    version: str = ""
    claimed: int | None = None
    """Sets that its end states; None: it states none."""
    sets: tuple[SetAnswer, ...]
    troubles: tuple[EnvelopeTrouble, ...] = ()

    def accepted(self) -> int:
        """Sets that go on, with or without errors told."""
        return sum(one.standing != "rejected" for one in self.sets)


class Acknowledgement(Frozen):
    """What became of one interchange of a partner."""

    schema_version: Literal["1"] = "1"
    type: Literal["acknowledgement"] = "acknowledgement"
    syntax: Literal["x12", "edifact"]
    place: int
    """Of the interchange in its delivery, from 1."""
    sender: Address
    receiver: Address
    control: str
    """ISA13, UNB 0020, as sent."""
    test: bool = False
    groups: tuple[GroupAnswer, ...]
    troubles: tuple[EnvelopeTrouble, ...] = ()

    def standing(self) -> Standing:
        """Of the whole: rejected when nothing of it goes on."""
        sets = [one for group in self.groups for one in group.sets]
        if sets and all(one.standing == "rejected" for one in sets):
            return "rejected"
        clean = not self.troubles and all(
            not group.troubles and all(one.standing == "accepted" for one in group.sets) for group in self.groups
        )
        return "accepted" if clean else "noted"


class InterchangeAnswer(Frozen):
    """What became of the envelope of one X12 interchange, whatever is in it (TA1)."""

    schema_version: Literal["1"] = "1"
    type: Literal["interchange_answer"] = "interchange_answer"
    control: str
    """ISA13, as sent."""
    date: str
    time: str
    """ISA09 and ISA10, as sent."""
    standing: Standing
    """noted: what could be read of it goes on, so it must not be sent again."""
    trouble: InterchangeTrouble | None = None
    """The first of what is wrong; None: nothing is."""


class AcknowledgedSet(Frozen):
    """What a partner says of one set of ours."""

    kind: str
    control: str
    standing: Standing
    faults: tuple[str, ...] = ()
    """In words and codes: ``ACK segment 9, element 1: 7 (XX)``."""


class FunctionalAcknowledgement(Frozen):
    """A partner's 997 or CONTRL on what we sent: settles a publication, touches no order."""

    schema_version: Literal["1"] = "1"
    type: Literal["functional_acknowledgement"] = "functional_acknowledgement"
    key: BusinessKey
    number: str
    kind: Literal["997", "999", "CONTRL"]
    functional: str = ""
    """Functional group that is answered: PR; empty in a CONTRL."""
    control: str
    """Control number that is answered: of the group (AK102), in a CONTRL of the interchange (UCI 0020)."""
    standing: Standing
    sets: tuple[AcknowledgedSet, ...] = ()
    """Empty: what is said holds for the whole."""
    source_rows: tuple[int, ...] = ()
    """Segments that it was read from. Stays the last field (content hash)."""

    def faults(self) -> tuple[str, ...]:
        """What is said to be wrong, of all sets."""
        return tuple(fault for one in self.sets for fault in one.faults)

    def total(self) -> Decimal:
        """No money."""
        return Decimal(0)

    def due(self) -> None:
        """No date."""
        return
