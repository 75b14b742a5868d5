"""Messages in their envelopes, as X12 and EDIFACT both have them: interchange, group, message. No meaning here."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import ClassVar, Generic, Protocol, TypeVar

LONGEST_SEGMENT = 65_536
"""Characters of one segment; a longer one is no segment but damage."""
TOO_LONG = "\x00"
"""Tag of a segment that was longer; its text is not kept."""
HEAD_CHARS = 3000
"""Within which an interchange's own segment, however long it became, must end."""
PREAMBLE_CHARS = 4096
"""Within which an interchange must begin that stands under other text."""
MOST_FAULTS = 10
"""Of one file's envelopes that are told."""
_TAGGED = re.compile(r"[A-Z][A-Z0-9]{1,2}[^A-Za-z0-9]")
_NEXT_LINE = re.compile(r"[\r\n][ \t]{0,40}[A-Z][A-Z0-9]{1,2}([^A-Za-z0-9\s])")
Fault = tuple[str, str, str]
"""What does not fit, as stated (or ``missing``), as found."""


def beginning(text: str, line: re.Pattern[str], looks_right: Callable[[str], bool]) -> int:
    """Where the interchange begins: 0, or under what a mail or a transfer program wrote above it.

    Args:
        text: the file's.
        line: finds, as its first group, an interchange's own segment at the beginning of a line.
        looks_right: whether a text begins with the syntax.
    """
    if looks_right(text):
        return 0
    places = (found.start(1) for found in line.finditer(text, 0, PREAMBLE_CHARS))
    return next((at for at in places if looks_right(text[at : at + HEAD_CHARS])), 0)


def above(text: str, begins: int, segment: str) -> list[Fault]:
    """What is told of text above an interchange's ``segment``; nothing where it begins the file."""
    shown = " ".join(text[:begins].split())[:80]
    return [(segment, f"behind other text ({shown})", "the file's beginning")] if begins else []


def comment_end(text: str, at: int, end: int, element: str) -> int:
    """Where what begins at ``at`` ends: with its line, if it is no segment and one begins on the next; else at ``end``.

    So a note written behind a terminator takes no segment with it.
    """
    if _TAGGED.match(text, at):
        return end
    line = _NEXT_LINE.search(text, at, min(end, at + HEAD_CHARS))
    return line.start() if line and line.group(1) == element else end


class AnySegment(Protocol):
    """What both syntaxes know of a segment."""

    @property
    def tag(self) -> str:
        """Its name: BEG, LIN."""

    @property
    def number(self) -> int:
        """Its place in the file, from 1."""

    def at(self, element: int, /) -> str:
        """An element's first component, from 1; empty where it is left out."""

    def written(self, element: str, component: str, /) -> str:
        """The whole segment with these marks between elements and components."""


S = TypeVar("S", bound=AnySegment)


@dataclass(slots=True)
class Message(Generic[S]):
    """From ST to SE or from UNH to UNT, with what stands around it."""

    kind: str
    """850, ORDERS; empty: unknown."""
    control: str
    """Its control number, as stated."""
    segments: list[S]
    envelope: dict[str, str]
    """What the interchange, the group and its own first segment say: sender, receiver, control numbers, version."""
    claimed_segments: str = ""
    """How many segments its end claims, as stated; empty: there was no end."""
    closed: bool = False
    damaged_start: bool = False
    """Its first segment was not whole, but a document followed it."""
    count: int = 1
    """Segments found, also those beyond the most that are kept."""
    last: int = 1
    """Number of the last segment."""


@dataclass(slots=True)
class Claims:
    """What the envelopes of a file claim, filled while its messages are read."""

    most_segments: int
    """Segments of one message that are kept."""
    claimed_messages: int | None = None
    """Sum of the counts that the groups (else the interchanges) state; None: none is stated."""
    faults: list[Fault] = field(default_factory=list)
    """Of envelopes that do not fit; the first of them."""

    def fault(self, what: str, stated: str, found: str) -> None:
        """Note one; beyond the most they are not kept."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((what, stated, found))


class Envelopes(ABC, Generic[S]):
    """Follows the envelopes of one file; a syntax says with which segments they begin and end."""

    GROUP_END: ClassVar[str]
    INTERCHANGE_END: ClassVar[str]

    def __init__(self, claims: Claims) -> None:
        """Begin before the first segment; ``claims`` is filled with what the envelopes say and what does not fit."""
        self.claims = claims
        self.envelope: dict[str, str] = {}
        self.open: Message[S] | None = None
        self.groups = self.in_group = self.in_interchange = 0
        self.interchange_open = self.group_open = False

    def messages(self, found: Iterator[S]) -> Iterator[Message[S]]:
        """The messages in order, also those that are not whole."""
        for segment, following in pairwise(chain(found, (None,))):
            if segment is None:
                break
            done = self.take(segment, following)
            if done is not None:
                yield done
        last = self._end()
        if last is not None:
            yield last

    @abstractmethod
    def take(self, segment: S, following: S | None) -> Message[S] | None:
        """Follow one segment; the message that it ended, if any."""

    def held(self) -> int:
        """What the interchange's end counts: its groups."""
        return self.groups

    def begin(self, message: Message[S]) -> Message[S] | None:
        """A message begins; the one before it, where that has no end."""
        done = self.close()
        self.open = message
        self.in_group += 1
        self.in_interchange += 1
        return done

    def keep(self, segment: S, *, always: bool = False) -> None:
        """A segment of the open message, if there is one; beyond the most, only counted."""
        within = self.open
        if within is None:
            return
        within.count += 1
        within.last = segment.number
        if always or len(within.segments) < self.claims.most_segments:
            within.segments.append(segment)

    def finish(self, segment: S, control: str) -> Message[S] | None:
        """The open message's own end; ``control`` names the element of its control number."""
        if self.open is None:
            return None
        self.keep(segment, always=True)
        self.open.claimed_segments, self.open.closed = segment.at(1), True
        if segment.at(2) != self.open.control and not self.open.damaged_start:
            self.claims.fault(control, segment.at(2), self.open.control)
        return self.close()

    def close(self) -> Message[S] | None:
        """The open message as it is."""
        done, self.open = self.open, None
        return done

    def begin_interchange(self, envelope: dict[str, str]) -> Message[S] | None:
        """An interchange begins; one before it that has no end is told."""
        done = self.close()
        self._missing_ends()
        self.envelope = envelope
        self.interchange_open, self.group_open = True, False
        self.groups = self.in_group = self.in_interchange = 0
        return done

    def begin_group(self, envelope: dict[str, str]) -> Message[S] | None:
        """A group begins; one before it that has no end is told."""
        done = self.close()
        if self.group_open:
            self.claims.fault(self.GROUP_END, "missing", str(self.in_group))
        self.envelope = {**self.envelope, **envelope}
        self.group_open, self.in_group = True, 0
        self.groups += 1
        return done

    def end_group(self, segment: S, count: str, control: tuple[str, str]) -> Message[S] | None:
        """A group's end: ``count`` and ``control`` name its elements, ``control`` also what the group's start said."""
        done = self.close()
        self.compare(count, segment.at(1), self.in_group)
        self.compare(control[0], segment.at(2), control[1])
        self.claim(segment.at(1))
        self.group_open = False
        return done

    def end_interchange(self, segment: S, count: str, control: tuple[str, str]) -> Message[S] | None:
        """The interchange's end; as ``end_group``."""
        done = self.close()
        if self.group_open:
            self.claims.fault(self.GROUP_END, "missing", str(self.in_group))
        self.compare(count, segment.at(1), self.held())
        self.compare(control[0], segment.at(2), control[1])
        self.interchange_open = self.group_open = False
        return done

    def claim(self, stated: str) -> None:
        """A count of messages that an envelope states."""
        if stated.isascii() and stated.isdigit():
            self.claims.claimed_messages = (self.claims.claimed_messages or 0) + int(stated[:9])

    def compare(self, what: str, stated: str, found: int | str) -> None:
        """Note a fault where these differ; zeros in front do not count."""
        if stated.lstrip("0") != str(found).lstrip("0"):
            self.claims.fault(what, stated, str(found))

    def _missing_ends(self) -> None:
        if self.group_open:
            self.claims.fault(self.GROUP_END, "missing", str(self.in_group))
        if self.interchange_open:
            self.claims.fault(self.INTERCHANGE_END, "missing", str(self.held()))

    def _end(self) -> Message[S] | None:
        self._missing_ends()
        return self.close()
