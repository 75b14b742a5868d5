"""EDIFACT as it really comes: with or without UNA, any separators, release characters, line ends or none.

Format only, no meaning. Without UNA the separators are seen from UNB itself; a UNA that does not fit what follows is
told and not believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.formats.messages import HEAD_CHARS, LONGEST_SEGMENT, TOO_LONG, Fault, comment_end

BLANKS = " \t\r\n\xa0"
GAPS = BLANKS + "\x00\ufeff\x1a"
"""What may stand between segments."""
_START = re.compile(r"(UNB|UNG|UNH|UIB|UIH)([^A-Za-z0-9 \t\r\n])")
_DAMAGED_UNB = re.compile(r"(NB|UB|UN)([^A-Za-z0-9 \t\r\n])(?=UNO[A-Z][^A-Za-z0-9 \t\r\n])")
_COMPONENT = re.compile(r"UNO[A-Z]([^A-Za-z0-9 \t\r\n])|[^A-Za-z0-9 \t\r\n][A-Z]{6}([^A-Za-z0-9 \t\r\n])[A-Z0-9]")
ENVELOPE_LINE = re.compile(r"[\r\n][ \t]*(UNA|UNB[^A-Za-z0-9 \t\r\n])")
"""An interchange's first segment at the beginning of a line, as its group."""
_LINE_END = re.compile(r"[\r\n]")
_TAG = re.compile(r"[A-Z][A-Z0-9]{2}")
_NEXT = re.compile(r"[ \t\r\n\xa0]*(?:UNB|UNH|UNG|UIH|BGM)[^A-Za-z0-9 \t\r\n]")


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; ``number`` counts from 1 through the file."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    number: int

    def at(self, element: int, component: int = 1) -> str:
        """Component of an element, both from 1; empty where it is left out."""
        if element > len(self.elements):
            return ""
        parts = self.elements[element - 1]
        return parts[component - 1] if component <= len(parts) else ""

    def element(self, element: int) -> tuple[str, ...]:
        """All components of an element, from 1."""
        return self.elements[element - 1] if element <= len(self.elements) else ()

    def written(self, element: str, component: str) -> str:
        """As ``AnySegment.written``."""
        return element.join((self.tag, *(component.join(parts) for parts in self.elements)))


@dataclass(frozen=True, slots=True)
class Marks:
    """What separates and ends in one interchange."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    """Empty: there is none."""
    terminator: str = "'"
    """A character, or a line end."""

    def valid(self) -> bool:
        """Whether these can be told from data and from each other."""
        used = (self.component, self.element, self.terminator, *([self.release] if self.release else []))
        return len(set(used)) == len(used) and not any(mark.isalnum() or mark == " " for mark in used)


LEVEL_B = Marks("\x1f", "\x1d", ".", "", "\x1c")
"""The information separators of character set UNOB, as ISO 9735 has them."""


def looks_like_edifact(text: str) -> bool:
    """Whether the text begins with UNA, an envelope or a message, perhaps with a damaged UNB."""
    start = text.lstrip(GAPS)[:400]
    if start.startswith("UNA"):
        found = advice(start, 0)
        return found is not None and _start_of(start, found[1]) is not None
    return _start_of(start, 0) is not None


def _start_of(text: str, at: int) -> re.Match[str] | None:
    found = _START.match(text, at) or _DAMAGED_UNB.match(text, at)
    return found if found and found.group(2) in text[found.end() :] else None


def is_damaged_start(text: str, at: int) -> bool:
    """Whether a UNB with a letter lost stands there."""
    return _DAMAGED_UNB.match(text, at) is not None


def advice(text: str, at: int) -> tuple[Marks, int] | None:
    """What a UNA at ``at`` says, and where it ends; None: there is none, or it is none."""
    if not text.startswith("UNA", at):
        return None
    for length in (6, 5):
        said = text[at + 3 : at + 3 + length]
        end = at + 3 + length
        while end < len(text) and text[end] in GAPS:
            end += 1
        if len(said) == length and _START.match(text, end) and not _is_short(said, text, end):
            release = said[3].strip()
            mark = said[-1] if said[-1] not in "\r\n " else "\n"
            return Marks(said[0], said[1], said[2], release, mark), end
    return None


def _is_short(said: str, text: str, end: int) -> bool:
    """Whether a UNA of six marks is one of five and a line end: its fifth ends the envelope that follows."""
    line = _LINE_END.search(text, end)
    envelope = text[end : line.start() if line else end + HEAD_CHARS].rstrip(BLANKS)
    return said[5:] in {"\r", "\n"} and said[4] not in BLANKS and envelope.endswith(said[4])


def marks_of(text: str, at: int, advised: Marks | None) -> Marks:
    """The separators of the envelope at ``at``: those of UNA where they fit it, else what is seen there."""
    head = text[at : at + HEAD_CHARS]
    start = _START.match(head) or _DAMAGED_UNB.match(head)
    if start is None:
        return advised or Marks()
    element = start.group(2)
    if advised is not None and advised.valid() and advised.element == element:
        return advised
    if element == LEVEL_B.element:
        return LEVEL_B
    following = re.compile(_NEXT.pattern.replace(r"[^A-Za-z0-9 \t\r\n]", re.escape(element))).search(head, start.end())
    before = head[start.end() : following.start()] if following else ""
    ending = head[following.start() : following.end()] if following else ""
    terminator = "'" if element != "'" else "~"
    if before:
        lines = "\n" in ending or "\r" in ending
        last = before.rstrip(BLANKS)[-1:]
        terminator = last if last and not last.isalnum() and last != element else "\n" if lines else terminator
    seen = _COMPONENT.search(head)
    component = (seen.group(1) or seen.group(2)) if seen else ":"
    found = Marks(component, element, ".", "?", terminator)
    return found if found.valid() else Marks(element=element) if Marks(element=element).valid() else Marks()


class Segments:
    """The segments of a text in order; each interchange brings its own separators.

    ``marks`` are those in force; ``faults`` tells of a UNA that did not fit.
    """

    def __init__(self, text: str) -> None:
        self.marks = Marks()
        self.faults: list[Fault] = []
        self._text = text
        self._known = False

    def __iter__(self) -> Iterator[Segment]:
        text, at, number = self._text, 0, 0
        while at < len(text):
            at = _skip(text, at)
            at = self._service(at)
            if at >= len(text):
                return
            end = comment_end(text, at, _end(text, at, self.marks), self.marks.element)
            number += 1
            if end - at > LONGEST_SEGMENT:
                yield Segment(TOO_LONG, ((str(end - at),),), number)
            elif found := self._split(text[at:end], number):
                yield found
            else:
                number -= 1
            at = end + 1

    def _service(self, at: int) -> int:
        """Take the separators from a UNA or an envelope's start at ``at``; where the next segment begins."""
        text = self._text
        starts = text.startswith(("UNA", "UNB", "UIB"), at)
        if not starts and (self._known or not _start_of(text, at)):
            return at
        advised = advice(text, at)
        start = advised[1] if advised else at
        if advised is None and text.startswith("UNA", at):
            return at
        known = advised[0] if advised else self.marks if self._known else None
        self.marks = marks_of(text, start, known)
        if advised and self.marks != advised[0] and not self.faults:
            self.faults.append(("UNA", repr(advised[0].element), repr(self.marks.element)))
        self._known = True
        return start

    def _split(self, raw: str, number: int) -> Segment | None:
        marks = self.marks
        body = raw.replace("\r", "").replace("\n", "").replace("\x00", "").strip(BLANKS)
        if not body:
            return None
        if marks.release and marks.release in body:
            parts = [_released(one, marks) for one in _parted(body, marks.element, marks.release)]
        else:
            parts = [tuple(c.strip(BLANKS) for c in one.split(marks.component)) for one in body.split(marks.element)]
        return Segment(parts[0][0], tuple(parts[1:]), number)


def _released(element: str, marks: Marks) -> tuple[str, ...]:
    release = marks.release
    if release not in element:
        return tuple(part.strip(BLANKS) for part in element.split(marks.component))
    bare = re.compile(re.escape(release) + "(.?)", re.DOTALL)
    return tuple(bare.sub(r"\1", part).strip(BLANKS) for part in _parted(element, marks.component, release))


def _parted(text: str, mark: str, release: str) -> list[str]:
    """``text`` at each ``mark`` that is not released; the release characters stay."""
    parts, begin, at = [], 0, 0
    while at < len(text):
        if text[at] == release:
            at += 2
            continue
        if text[at] == mark:
            parts.append(text[begin:at])
            begin = at + 1
        at += 1
    return [*parts, text[begin:]]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in GAPS:
        at += 1
    return at


def _end(text: str, at: int, marks: Marks) -> int:
    """Where the segment that begins at ``at`` ends: its terminator, or the text's end."""
    if marks.terminator == "\n":
        line_end = _LINE_END.search(text, at)
        return line_end.start() if line_end else len(text)
    end = text.find(marks.terminator, at)
    while end > at and _is_released(text, end, at, marks.release):
        end = text.find(marks.terminator, end + 1)
    return len(text) if end < 0 else end


def _is_released(text: str, end: int, at: int, release: str) -> bool:
    """Whether an odd number of release characters stands before ``end``."""
    if not release:
        return False
    first = end
    while first > at and text[first - 1] == release:
        first -= 1
    return (end - first) % 2 == 1


def is_tag(text: str) -> bool:
    """Whether it can be a segment's tag: a capital letter and two more, or digits."""
    return _TAG.fullmatch(text) is not None
