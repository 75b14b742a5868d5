"""The segments of one set or message against what is known of its kind: the same walk for X12 and EDIFACT."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from connectors.edi.examine import MessageSeen
from connectors.edi.guide import BEHIND_THE_START
from connectors.formats.messages import AnySegment
from domain.documents.acknowledgement import ElementFault, SegmentFault
from domain.documents.outgoing import Address

S = TypeVar("S", bound=AnySegment)


@dataclass(frozen=True, slots=True)
class Guided(Generic[S]):
    """What a syntax knows of its segments."""

    needed: Mapping[str, Sequence[str]]
    """Segments without which a kind of message is not whole."""
    known: Container[str]
    envelope: frozenset[str]
    """First and last segment: looked at with the envelope."""
    is_tag: Callable[[str], bool]
    elements: Callable[[S], Iterator[ElementFault]]

    def faults(self, one: MessageSeen[S]) -> Iterator[SegmentFault]:
        """Segment by segment; what is needed and missing stands where it would be."""
        missing = [tag for tag in self.needed.get(one.kind, ()) if all(found.tag != tag for found in one.segments)]
        for position, segment in enumerate(one.segments, start=1):
            if position == BEHIND_THE_START:
                yield from (SegmentFault(tag=tag, position=position, trouble="missing") for tag in missing)
            fault = self._fault(segment, position)
            if fault is not None:
                yield fault

    def _fault(self, segment: S, position: int) -> SegmentFault | None:
        tag = segment.tag
        if tag in self.envelope:
            return None
        if not self.is_tag(tag) or tag not in self.known:
            shown = "".join(one for one in tag if one.isalnum())[:3] or "?"
            return SegmentFault(tag=shown, position=position, trouble="unknown")
        wrong = tuple(self.elements(segment))
        return SegmentFault(tag=tag, position=position, trouble="elements", elements=wrong) if wrong else None


def party(code: str, qualifier: str) -> Address | None:
    """Who stands in an envelope; None: nobody."""
    return Address(id=code[:35], qualifier=qualifier[:4]) if code else None
