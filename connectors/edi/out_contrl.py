"""EDIFACT CONTRL: what was read of an interchange, and what is wrong with it, down to the component."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.edi.out_edifact import Segment, interchange
from domain.answers import EdifactAnswers
from domain.documents.acknowledgement import Acknowledgement, SegmentFault, SetAnswer
from domain.documents.outgoing import Address, Outgoing

DIRECTORY = {"4": "4:1:UN", "": "D:3:UN"}
"""UNH S009 of CONTRL by syntax version: it belongs to the syntax, not to a directory."""
REJECTED, ACKNOWLEDGED = "4", "7"
"""0083: this level and those below; this level, and those below unless they are named."""
SEGMENT_TROUBLES = {"unknown": "15", "unexpected": "15", "missing": "13", "too_many": "35"}
"""0085."""
ELEMENT_TROUBLES = {
    "missing": "13",
    "too_many": "16",
    "too_short": "40",
    "too_long": "39",
    "characters": "21",
    "decimal": "37",
    "code": "12",
    "date": "12",
    "time": "12",
}
SET_TROUBLES = {"not_supported": "17", "no_end": "13", "control": "28", "count": "29", "segments": "18"}
ENVELOPE_TROUBLES = {"no_end": "13", "control": "28", "count": "29"}


def write_acknowledgement(acknowledgement: Acknowledgement, spec: EdifactAnswers, out: Outgoing) -> bytes:
    """The CONTRL of one interchange."""
    directory = DIRECTORY.get(spec.syntax[-1], DIRECTORY[""])
    return interchange("CONTRL", _segments(acknowledgement), spec, out, directory)


def _segments(said: Acknowledgement) -> Iterator[Segment]:
    rejected = said.standing() == "rejected"
    troubles = [ENVELOPE_TROUBLES[one] for one in said.troubles]
    action = REJECTED if rejected else ACKNOWLEDGED
    yield "UCI", said.control, _party(said.sender), _party(said.receiver), action, *troubles[:1]
    for group in said.groups:
        for one in group.sets:
            if rejected or one.standing != "accepted":
                yield from _message(one)


def _party(party: Address) -> tuple[str, ...]:
    return (party.id, party.qualifier) if party.qualifier else (party.id,)


def _message(one: SetAnswer) -> Iterator[Segment]:
    """Errors of a message that goes on all the same stand below an acknowledged one."""
    action = REJECTED if one.standing == "rejected" else ACKNOWLEDGED
    own = [SET_TROUBLES[trouble] for trouble in one.troubles if trouble != "segments" or not one.segments]
    yield "UCM", one.control, (one.kind, *one.version), action, *own[:1]
    for fault in one.segments:
        yield from _segment(fault)


def _segment(fault: SegmentFault) -> Iterator[Segment]:
    code = SEGMENT_TROUBLES.get(fault.trouble, "")
    yield ("UCS", str(fault.position), code) if code else ("UCS", str(fault.position))
    for one in fault.elements:
        # 0098 counts elements of the segment with its tag as the first.
        place = (str(one.element + 1), str(one.component)) if one.component else (str(one.element + 1),)
        yield "UCD", ELEMENT_TROUBLES[one.trouble], place
