"""X12 looked at for its 997: interchanges, groups and sets as their envelopes have them, and faults of elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from connectors.edi.codes import PURPOSES
from connectors.edi.examine import Examined, GroupSeen, InterchangeSeen, Look, MessageSeen, SetKey, ends_wrong, examined
from connectors.edi.examine_elements import fault_of, too_many
from connectors.edi.examine_segments import Guided, party
from connectors.edi.guide import X12_KNOWN, X12_NEEDED, Part, x12_elements
from connectors.edi.limits import most_segments
from connectors.edi.spec import X12
from connectors.formats.messages import beginning
from connectors.formats.x12 import ENVELOPE_LINE, Segment, decoded, is_tag, looks_like_x12, segments
from connectors.ports import Raw
from domain.documents.acknowledgement import (
    Acknowledgement,
    ElementFault,
    InterchangeAnswer,
    InterchangeTrouble,
    Standing,
)
from domain.profile import PartnerProfile

CODED = {"BEG": {1: frozenset(PURPOSES) - {""}}}
"""Elements of which all codes are known."""
_DATE = Part("I08", needed=True, type="DT", shortest=6, longest=6)
_TIME = Part("I09", needed=True, type="TM", shortest=4, longest=4)
"""ISA09, ISA10."""


def examined_x12(raw: Raw, profile: PartnerProfile) -> Examined:
    """What stands in an X12 delivery, for its acknowledgements."""
    return examined(raw, profile, X12, LOOK)


def _interchanges(content: bytes, profile: PartnerProfile) -> Iterator[InterchangeSeen[Segment]]:
    text = decoded(content)
    text = text[beginning(text, ENVELOPE_LINE, looks_like_x12) :]
    walk = _Walk(most_segments(profile))
    for segment in segments(text):
        done = walk.take(segment)
        if done is not None:
            yield done
    if walk.open is not None:
        yield walk.open


class _Walk:
    """Follows ISA, GS, ST and their ends."""

    def __init__(self, most: int) -> None:
        self.open: InterchangeSeen[Segment] | None = None
        self._group: GroupSeen[Segment] | None = None
        self._set: MessageSeen[Segment] | None = None
        self._most = most

    def take(self, segment: Segment) -> InterchangeSeen[Segment] | None:
        """The interchange that was before, where this segment begins another one."""
        done: InterchangeSeen[Segment] | None = None
        if segment.tag == "ISA":
            done, self.open, self._group, self._set = self.open, _isa(segment), None, None
        elif segment.tag == "GS" and self.open is not None:
            self._group = GroupSeen(segment.at(1), segment.at(6), segment.at(8))
            self.open.groups.append(self._group)
            self._set = None
        elif segment.tag == "TA1" and self.open is not None and self._group is None:
            self.open.answers = True
        elif segment.tag == "ST" and self._group is not None:
            self._set = MessageSeen(segment.at(1), segment.at(2), (), [segment])
            self._group.sets.append(self._set)
        elif segment.tag in {"SE", "GE", "IEA"}:
            self._end(segment)
        elif self._set is not None and len(self._set.segments) < self._most:
            self._set.segments.append(segment)
        return done

    def _end(self, segment: Segment) -> None:
        ended = {"SE": self._set, "GE": self._group, "IEA": self.open}[segment.tag]
        if segment.tag == "SE" and self._set is not None:
            self._set.segments.append(segment)
        if ended is not None:
            ended.closed, ended.claimed, ended.end_control = True, segment.at(1), segment.at(2)
        self._set = None
        if segment.tag != "SE":
            self._group = None


def _isa(segment: Segment) -> InterchangeSeen[Segment]:
    return InterchangeSeen(
        sender=party(segment.at(6), segment.at(5)),
        receiver=party(segment.at(8), segment.at(7)),
        control=segment.at(13),
        test=segment.at(15) == "T",
        made=(segment.at(9), segment.at(10)),
        asks=segment.at(14) == "1",
    )


def _of_envelope(seen: InterchangeSeen[Segment], answers: Sequence[Acknowledgement]) -> InterchangeAnswer | None:
    """What a TA1 says of it; a TA1 of theirs gets none."""
    if seen.answers and not seen.groups:
        return None
    sets = [one for answer in answers for group in answer.groups for one in group.sets]
    only_answers = bool(seen.groups) and not answers
    lost = not only_answers and not sets
    trouble = next(_wrong(seen, lost=lost), None)
    cut_off = trouble == "no_end" and all(one.standing == "rejected" for one in sets)
    standing: Standing = "rejected" if lost or (cut_off and sets) else "noted" if trouble else "accepted"
    day, moment = seen.made
    return InterchangeAnswer(control=seen.control, date=day, time=moment, standing=standing, trouble=trouble)


def _wrong(seen: InterchangeSeen[Segment], *, lost: bool) -> Iterator[InterchangeTrouble]:
    """What is wrong with the envelope, the worst first; ``lost``: there is no transaction set in it."""
    day, moment = seen.made
    yield from ends_wrong(seen)
    if lost:
        yield "content"
    if fault_of(day, _DATE, (9, 0)) is not None:
        yield "date"
    if fault_of(moment, _TIME, (10, 0)) is not None:
        yield "time"


def _element_faults(segment: Segment) -> Iterator[ElementFault]:
    parts = x12_elements(segment.tag)
    for at, part in enumerate(parts, start=1):
        value = segment.at(at)
        fault = fault_of(value, part, (at, 0))
        known = CODED.get(segment.tag, {}).get(at)
        if fault is None and value and known is not None and value not in known:
            fault = ElementFault(element=at, reference=part.reference, trouble="code", value=value[:99])
        if fault is not None:
            yield fault
    if parts and len(segment.elements) > len(parts):
        at = len(parts) + 1
        yield too_many(at, segment.at(at))


def _key(envelope: Mapping[str, str]) -> SetKey:
    return envelope.get("isa_control", ""), envelope.get("gs_control", ""), envelope.get("st_control", "")


def _one_a_group(answers: Iterable[Acknowledgement]) -> Iterable[Acknowledgement]:
    return answers


LOOK = Look(
    interchanges=_interchanges,
    faults=Guided(X12_NEEDED, X12_KNOWN, frozenset({"ST", "SE"}), is_tag, _element_faults).faults,
    key=_key,
    acknowledged=_one_a_group,
    syntax="x12",
    own=frozenset({"997", "999", "TA1", "824"}),
    envelope=_of_envelope,
)
