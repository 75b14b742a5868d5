"""X12 997: what was read of a functional group, and what is wrong with it, down to the element."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.edi.out_x12 import Segment, interchange
from domain.answers import X12Answers
from domain.documents.acknowledgement import Acknowledgement, GroupAnswer, SegmentFault
from domain.documents.outgoing import Outgoing

STANDINGS = {"accepted": "A", "noted": "E", "rejected": "R"}
SEGMENT_TROUBLES = {"unknown": "1", "unexpected": "2", "missing": "3", "too_many": "5", "elements": "8"}
"""AK304."""
ELEMENT_TROUBLES = {
    "missing": "1",
    "too_many": "3",
    "too_short": "4",
    "too_long": "5",
    "characters": "6",
    "decimal": "6",
    "code": "7",
    "date": "8",
    "time": "9",
}
"""AK403."""
SET_TROUBLES = {"not_supported": "1", "no_end": "2", "control": "3", "count": "4", "segments": "5"}
"""AK502 to AK506."""
GROUP_TROUBLES = {"no_end": "3", "control": "4", "count": "5"}
"""AK905 to AK909."""
LONGEST_VALUE = 99


def write_acknowledgement(acknowledgement: Acknowledgement, spec: X12Answers, out: Outgoing) -> bytes:
    """The 997 of one functional group; the acknowledgement has just that one."""
    (group,) = acknowledgement.groups
    return interchange("997", _segments(group), spec, out)


def _segments(group: GroupAnswer) -> Iterator[Segment]:
    yield "AK1", group.functional, group.control
    for one in group.sets:
        yield "AK2", one.kind, one.control
        for fault in one.segments:
            yield from _segment(fault)
        codes = [SET_TROUBLES[trouble] for trouble in one.troubles][:5]
        yield "AK5", STANDINGS[one.standing], *codes
    received = len(group.sets)
    claimed = received if group.claimed is None else group.claimed
    codes = [GROUP_TROUBLES[trouble] for trouble in group.troubles][:5]
    yield "AK9", _group_standing(group), str(claimed), str(received), str(group.accepted()), *codes


def _group_standing(group: GroupAnswer) -> str:
    """A, accepted with errors, partly accepted, or rejected."""
    accepted = group.accepted()
    if not accepted:
        return "R"
    if accepted < len(group.sets):
        return "P"
    clean = not group.troubles and all(one.standing == "accepted" for one in group.sets)
    return "A" if clean else "E"


def _segment(fault: SegmentFault) -> Iterator[Segment]:
    yield "AK3", fault.tag, str(fault.position), "", SEGMENT_TROUBLES[fault.trouble]
    for one in fault.elements:
        place = str(one.element)
        yield "AK4", place, one.reference, ELEMENT_TROUBLES[one.trouble], one.value[:LONGEST_VALUE]
