"""One engine for both EDI syntaxes: a file's messages become Readings, whatever is wrong with its envelopes.

A further message (860, ORDCHG) costs one module with a function ``(message, profile) -> Taken`` and its line in
``readers`` of its syntax: envelopes, counts, limits, damage and what is said of them are here, once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic

from connectors.edi.limits import LARGEST_BYTES, MOST_STRAYS, most_segments
from connectors.formats.canonical import told
from connectors.formats.messages import LONGEST_SEGMENT, TOO_LONG, Claims, Fault, Message, S
from connectors.formats.reading import Place, Taken, message_reading, unreadable, with_findings
from connectors.ports import Identified, Raw, Reading, Trailer
from domain.findings import Finding
from domain.profile import PartnerProfile

SEEN = 200
"""Segments of the first message that are looked at to recognise a file."""
BLANK = "\ufeff \t\r\n\x00"


@dataclass(frozen=True, slots=True)
class Opened(Generic[S]):
    """A file as a syntax sees it; its messages are found as they are asked for."""

    known: bool
    """Whether it looks like this syntax."""
    why_not: str
    """Why it can't be read, in words; empty: it can."""
    messages: Iterator[Message[S]]
    claims: Claims
    """Filled while the messages are read."""
    faults: Sequence[Fault] = ()
    """Of the separators; filled while the messages are read."""
    clash: tuple[str, str] | None = None
    """The character set that the file states and the one that it has, where they differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax(Generic[S]):
    """What X12 and EDIFACT differ in, seen from a reader."""

    name: str
    """In profiles: x12."""
    title: str
    """For people: X12."""
    message: str
    """What a message is called: Transaction set."""
    begin: str
    end: str
    """Its first and last segment."""
    count: tuple[str, str]
    """Where its end states its segments: as a path, and in words."""
    interchange: str
    """The interchange's first segment."""
    missing: frozenset[str]
    """Ends of groups and interchanges."""
    test: tuple[str, str]
    """The element that marks an interchange as a test, and its value."""
    marks: tuple[str, str]
    """Between elements and components, for people."""
    is_tag: Callable[[str], bool]
    names: Mapping[str, str]
    """Messages by their kind, in words."""
    opened: Callable[[bytes, int], Opened[S]]
    """A file's bytes, and the most segments of a message to keep."""
    readers: Mapping[str, Callable[[Message[S], PartnerProfile], Taken]]
    """Messages that are read, by kind; the others are recognised and told."""


class EdiReader(Generic[S]):
    """The ``connectors.ports.Reader`` of one syntax."""

    def __init__(self, syntax: Syntax[S]) -> None:
        """Keep the syntax; there is no other state."""
        self._syntax = syntax

    @property
    def name(self) -> str:
        """The format's name in profiles."""
        return self._syntax.name

    @property
    def kinds(self) -> frozenset[str]:
        """Messages that it reads; the others are recognised and told."""
        return frozenset(self._syntax.readers)

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """An envelope, perhaps a damaged one, or a bare message."""
        opened = self._syntax.opened(head, SEEN)
        if not opened.known:
            return None
        first = next(opened.messages, None)
        if first is None:
            return Identified(self.name)
        sender, association = first.envelope.get("sender", ""), first.envelope.get("association", "")
        detail = f"{first.kind or '?'} from {sender}" if sender else first.kind
        detail = f"{detail} ({association})" if association else detail
        return Identified(self.name, version=first.envelope.get("version", ""), detail=detail)

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """As ``connectors.ports.Reader.read``."""
        limit = min(profile.limits.file_bytes, LARGEST_BYTES)
        if raw.size > limit:
            words = {"what": "The file", "size": f"{raw.size:,} bytes", "limit": f"{limit:,}"}
            yield unreadable(told(profile, "FI-FILE-004", value=raw.name, **words))
            return
        opened = self._syntax.opened(raw.read(), most_segments(profile))
        if opened.why_not:
            words = {"format": self._syntax.title, "why": opened.why_not}
            yield unreadable(told(profile, "ED-ENV-001", value=raw.name, **words))
            return
        yield from self._readings(opened, raw.name, profile)

    def _readings(self, opened: Opened[S], name: str, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """One message behind, so that what the envelopes' ends say can be told with the last document."""
        waiting: Reading | None = None
        limit = profile.limits.documents
        for ordinal, message in enumerate(opened.messages, start=1):
            if waiting is not None:
                yield waiting
            if ordinal > limit:
                words = {"what": "The file", "size": f"more than {limit:,} documents", "limit": f"{limit:,}"}
                yield unreadable(told(profile, "FI-FILE-004", value=name, **words), ordinal=ordinal)
                return
            waiting = self._reading(ordinal, message, profile)
            if ordinal == 1 and opened.clash:
                stated, found = opened.clash
                waiting = with_findings(waiting, (told(profile, "ED-ENV-006", value=stated, found=found),))
        said = tuple(self._envelope_finding(fault, profile) for fault in (*opened.faults, *opened.claims.faults))
        if waiting is None:
            yield unreadable(told(profile, "FI-FILE-008", value=name), *said)
        else:
            yield with_findings(waiting, said)
        yield Trailer(documents=opened.claims.claimed_messages)

    def _envelope_finding(self, fault: Fault, profile: PartnerProfile) -> Finding:
        what, stated, found = fault
        code = "ED-ENV-004" if what in self._syntax.missing else "ED-ENV-003"
        code = "ED-ENV-002" if what == self._syntax.interchange else code
        return told(profile, code, path=what, value=stated, what=what, stated=stated or "nothing", found=found)

    def _reading(self, ordinal: int, message: Message[S], profile: PartnerProfile) -> Reading:
        syntax, kind = self._syntax, message.kind or "?"
        first, last = message.segments[0].number, message.last
        excerpt = f"{syntax.begin} {message.control}, segments {first} to {last}"
        place = Place(ordinal, excerpt, {**message.envelope, "set": kind}, _segments_hash(message))
        findings = list(self._message_findings(message, profile))
        take = syntax.readers.get(message.kind)
        if take is None:
            name = syntax.names.get(message.kind, "unknown to us")
            other = told(profile, "ED-SET-001", value=kind, what=syntax.message, name=name)
            return message_reading(place, Taken(), (other, *findings))
        whole = message.closed and not any(one.code == "FI-FILE-004" for one in findings)
        return message_reading(place, take(message, profile), findings, complete=whole)

    def _message_findings(self, message: Message[S], profile: PartnerProfile) -> Iterator[Finding]:
        syntax, stated, found = self._syntax, message.claimed_segments, message.count
        element, test = syntax.test
        if message.damaged_start:
            yield told(profile, "ED-SET-004", value=message.segments[0].tag, start=syntax.begin)
        if "sender" not in message.envelope:
            yield told(profile, "ED-ENV-002", what=syntax.interchange, stated="missing", found="an interchange header")
        elif message.envelope.get("usage") == test:
            yield told(profile, "ED-ENV-005", value=test, what=element)
        if not message.closed:
            control, what, end = message.control, syntax.message, syntax.end
            yield told(profile, "ED-SET-003", value=control, what=what, end=end, found=found)
        elif stated.lstrip("0") != str(found):
            path, what = syntax.count
            yield told(
                profile, "ED-SET-002", path=path, value=stated, what=what, stated=stated or "nothing", found=found
            )
        yield from islice(self._strays(message, profile), MOST_STRAYS)
        yield from self._sizes(message, profile)

    def _strays(self, message: Message[S], profile: PartnerProfile) -> Iterator[Finding]:
        """Text between two terminators that is no segment."""
        for segment in message.segments[1:] if message.damaged_start else message.segments:
            if not self._syntax.is_tag(segment.tag) and segment.tag != TOO_LONG:
                yield told(profile, "ED-SET-005", value=segment.written(*self._syntax.marks), number=segment.number)

    def _sizes(self, message: Message[S], profile: PartnerProfile) -> Iterator[Finding]:
        kept = most_segments(profile)
        if message.count > len(message.segments):
            words = {"what": self._syntax.message, "size": f"{message.count:,} segments", "limit": f"{kept:,}"}
            yield told(profile, "FI-FILE-004", value=message.control, **words)
        long = next((one for one in message.segments if one.tag == TOO_LONG), None)
        if long is not None:
            size, limit = f"{long.at(1)} characters", f"{LONGEST_SEGMENT:,}"
            what = f"Segment {long.number}"
            yield told(profile, "FI-FILE-004", value=message.control, what=what, size=size, limit=limit)


def _segments_hash(message: Message[S]) -> str:
    digest = hashlib.sha256()
    for at, segment in enumerate(message.segments):
        text = ("\x1e" if at else "") + segment.written("\x1f", "\x1d")
        digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
