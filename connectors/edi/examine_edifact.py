"""EDIFACT looked at for its CONTRL: interchanges and messages as their envelopes have them, and faults of elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from connectors.edi.edifact_codes import PURPOSES
from connectors.edi.edifact_spec import EDIFACT
from connectors.edi.examine import Examined, GroupSeen, InterchangeSeen, Look, MessageSeen, SetKey, examined
from connectors.edi.examine_elements import fault_of, too_many
from connectors.edi.examine_segments import Guided, party
from connectors.edi.guide import EDIFACT_KNOWN, EDIFACT_NEEDED, edifact_elements
from connectors.edi.limits import most_segments
from connectors.formats.edifact import ENVELOPE_LINE, Segment, Segments, is_tag, looks_like_edifact
from connectors.formats.edifact_text import decoded
from connectors.formats.messages import beginning
from connectors.ports import Raw
from domain.documents.acknowledgement import Acknowledgement, ElementFault
from domain.profile import PartnerProfile

CODED = {"BGM": {(3, 1): frozenset(PURPOSES) - {""}}}
"""Elements of which all codes are known."""


def examined_edifact(raw: Raw, profile: PartnerProfile) -> Examined:
    """What stands in an EDIFACT delivery, for its acknowledgements."""
    return examined(raw, profile, EDIFACT, LOOK)


def _interchanges(content: bytes, profile: PartnerProfile) -> Iterator[InterchangeSeen[Segment]]:
    text = decoded(content).text
    text = text[beginning(text, ENVELOPE_LINE, looks_like_edifact) :]
    walk = _Walk(most_segments(profile))
    for segment in Segments(text):
        done = walk.take(segment)
        if done is not None:
            yield done
    if walk.open is not None:
        yield walk.open


class _Walk:
    """Follows UNB, UNG, UNH and their ends."""

    def __init__(self, most: int) -> None:
        self.open: InterchangeSeen[Segment] | None = None
        self._group: GroupSeen[Segment] | None = None
        self._message: MessageSeen[Segment] | None = None
        self._most = most

    def take(self, segment: Segment) -> InterchangeSeen[Segment] | None:
        """The interchange that was before, where this segment begins another one."""
        done: InterchangeSeen[Segment] | None = None
        if segment.tag == "UNB":
            done, self.open, self._group, self._message = self.open, _unb(segment), None, None
        elif segment.tag == "UNG" and self.open is not None:
            self._group = GroupSeen(segment.at(1), segment.at(5), ".".join(segment.element(7)[:2]))
            self.open.groups.append(self._group)
        elif segment.tag == "UNH" and self.open is not None:
            self._begin(self.open, segment)
        elif segment.tag in {"UNT", "UNE", "UNZ"}:
            self._end(segment)
        elif self._message is not None and len(self._message.segments) < self._most:
            self._message.segments.append(segment)
        return done

    def _begin(self, within: InterchangeSeen[Segment], segment: Segment) -> None:
        if self._group is None:
            self._group = GroupSeen(named=False)
            within.groups.append(self._group)
        kind = segment.at(2).upper() or self._group.functional
        self._message = MessageSeen(kind, segment.at(1), segment.element(2)[1:5], [segment])
        self._group.sets.append(self._message)

    def _end(self, segment: Segment) -> None:
        ended = {"UNT": self._message, "UNE": self._group, "UNZ": self.open}[segment.tag]
        if segment.tag == "UNT" and self._message is not None:
            self._message.segments.append(segment)
        if ended is not None:
            ended.closed, ended.claimed, ended.end_control = True, segment.at(1), segment.at(2)
        self._message = None
        if segment.tag != "UNT":
            self._group = None


def _unb(segment: Segment) -> InterchangeSeen[Segment]:
    return InterchangeSeen(
        sender=party(segment.at(2), segment.at(2, 2)),
        receiver=party(segment.at(3), segment.at(3, 2)),
        control=segment.at(5),
        test=segment.at(11) == "1",
    )


def _element_faults(segment: Segment) -> Iterator[ElementFault]:
    shape = edifact_elements(segment.tag)
    coded = CODED.get(segment.tag, {})
    for at, parts in enumerate(shape, start=1):
        sent = segment.element(at)
        if not any(sent) and not (parts[0].needed and at == 1):
            continue
        for component, part in enumerate(parts, start=1):
            value = segment.at(at, component)
            fault = fault_of(value, part, (at, component if len(parts) > 1 else 0))
            known = coded.get((at, component))
            if fault is None and value and known is not None and value not in known:
                fault = ElementFault(element=at, reference=part.reference, trouble="code", value=value[:99])
            if fault is not None:
                yield fault
        if len(sent) > len(parts) and any(sent[len(parts) :]):
            yield too_many(at, sent[len(parts)], len(parts) + 1)
    if shape and len(segment.elements) > len(shape):
        yield too_many(len(shape) + 1, segment.at(len(shape) + 1))


def _key(envelope: Mapping[str, str]) -> SetKey:
    return envelope.get("unb_control", ""), envelope.get("ung_control", ""), envelope.get("unh_control", "")


def _one_an_interchange(answers: Iterable[Acknowledgement]) -> Iterable[Acknowledgement]:
    for _, parts in groupby(answers, key=lambda one: one.place):
        listed = list(parts)
        groups = tuple(group for one in listed for group in one.groups)
        yield listed[0].model_copy(update={"groups": groups})


LOOK = Look(
    interchanges=_interchanges,
    faults=Guided(EDIFACT_NEEDED, EDIFACT_KNOWN, frozenset({"UNH", "UNT"}), is_tag, _element_faults).faults,
    key=_key,
    acknowledged=_one_an_interchange,
    syntax="edifact",
    own=frozenset({"CONTRL", "APERAK"}),
)
