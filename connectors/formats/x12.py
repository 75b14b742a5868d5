"""X12 as it really comes: envelopes of any length, any separators, with or without line ends. Format only, no meaning.

The sixteen element separators after ISA are counted and the terminator is found from what follows, so that an ISA
that is not 106 characters long (padding lost, no-break spaces, line ends inside) is read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.formats.messages import HEAD_CHARS, LONGEST_SEGMENT, TOO_LONG, comment_end
from connectors.formats.text import marked_encoding

ISA_ELEMENTS = 16
_DAMAGED_ISA = re.compile(r"(I?SA)([^A-Za-z0-9 \t\r\n])")
_BARE_START = re.compile(r"(GS|ST)([^A-Za-z0-9 \t\r\n])")
ENVELOPE_LINE = re.compile(r"[\r\n][ \t]*(ISA[^A-Za-z0-9 \t\r\n])")
"""An interchange's first segment at the beginning of a line, as its group."""
BLANKS = " \t\r\n\xa0"
"""What may stand around segments and elements; controls such as FS and GS may be separators themselves."""
_LINE_END = re.compile(r"[\r\n]")
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_EBCDIC_ISA = b"\xc9\xe2\xc1"


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; ``number`` counts from 1 through the file, ``offset`` is its first character."""

    tag: str
    elements: tuple[str, ...]
    number: int
    offset: int

    def at(self, position: int) -> str:
        """Element by its X12 number, from 1; empty where it is left out."""
        return self.elements[position - 1] if position <= len(self.elements) else ""

    def written(self, element: str, component: str) -> str:  # noqa: ARG002 - X12's elements are kept whole
        """As ``AnySegment.written``."""
        return element.join((self.tag, *self.elements))


@dataclass(frozen=True, slots=True)
class Separators:
    """What separates elements and ends segments in one interchange."""

    element: str
    terminator: str
    """A character, or a line end."""


def decoded(content: bytes) -> str:
    """Text of an X12 file: by its byte order mark, UTF-8, EBCDIC, else Windows-1252; never fails."""
    if content.startswith(_EBCDIC_ISA):
        return content.decode("cp037", "replace").replace("\x85", "\n")
    marked = marked_encoding(content)
    if marked and marked != "utf-8-sig":
        return content.decode(marked, "replace").lstrip("\ufeff")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def looks_like_x12(text: str) -> bool:
    """Whether the text begins with an envelope or a transaction set, perhaps a damaged one."""
    start = text.lstrip("\ufeff \t\r\n\x00\xa0")[:400]
    isa = _DAMAGED_ISA.match(start)
    if isa:
        return start.count(isa.group(2)) >= ISA_ELEMENTS - 1
    bare = _BARE_START.match(start)
    return bare is not None and start.count(bare.group(2)) > 1


def separators(text: str, start: int) -> Separators | None:
    """The separators of the interchange that begins at ``start``; None: it breaks off before they are known."""
    head = text[start : start + HEAD_CHARS]
    isa = _DAMAGED_ISA.match(head)
    if isa is None:
        return _bare_separators(head)
    element = isa.group(2)
    at = isa.end() - 1
    for _ in range(ISA_ELEMENTS - 1):
        at = head.find(element, at + 1)
        if at < 0:
            return None
    following = re.search(rf"(GS|TA1|ST|ISA|IEA){re.escape(element)}", head[at + 1 : at + 60])
    between = head[at + 1 : at + 1 + following.start()] if following else head[at + 1 : at + 3]
    marks = re.sub(r"[ \t\r\n\xa0]", "", between)
    if len(marks) > 1:
        return Separators(element, marks[1])
    if len(marks) == 1 and _ends_lines(head[at:], marks):
        return Separators(element, marks)
    return Separators(element, "\n") if "\n" in between or "\r" in between or not marks else Separators(element, marks)


def _ends_lines(text: str, mark: str) -> bool:
    """Whether most of the following lines end with that mark, so that it ends segments."""
    lines = [line.rstrip(BLANKS) for line in re.split(r"[\r\n]+", text)[1:8] if line.strip(BLANKS)]
    ending = [line for line in lines if line.endswith(mark)]
    return len(ending) * 2 > len(lines)


def _bare_separators(head: str) -> Separators | None:
    bare = _BARE_START.match(head)
    if bare is None:
        return None
    element = bare.group(2)
    following = re.search(rf"[ \t\r\n]*(ST|B[A-Z]{{2}}|N1){re.escape(element)}", head[3:])
    before = head[3 : 3 + following.start()].rstrip(" \t") if following else ""
    mark = before[-1:] if before else ""
    return Separators(element, mark if mark and not mark.isalnum() and mark != element else "\n")


def segments(text: str) -> Iterator[Segment]:
    """Segments in order; each interchange brings its own separators. Text that is no segment has an odd tag."""
    at = number = 0
    marks: Separators | None = None
    while at < len(text):
        while at < len(text) and text[at] in " \t\r\n\x00\ufeff\xa0\x1a":
            at += 1
        if at >= len(text):
            return
        if marks is None or _DAMAGED_ISA.match(text, at):
            marks = separators(text, at) or marks
            if marks is None:
                return
        end = comment_end(text, at, _segment_end(text, at, marks), marks.element)
        if end - at > LONGEST_SEGMENT:
            number += 1
            yield Segment(TOO_LONG, (str(end - at),), number, at)
            at = end + 1
            continue
        body = text[at:end].replace("\r", "").replace("\n", "").replace("\x00", "").strip(BLANKS)
        if body:
            number += 1
            parts = body.split(marks.element)
            yield Segment(parts[0].strip(BLANKS), tuple(part.strip(BLANKS) for part in parts[1:]), number, at)
        at = end + 1


def _segment_end(text: str, at: int, marks: Separators) -> int:
    if marks.terminator == "\n":
        line_end = _LINE_END.search(text, at)
        end = line_end.start() if line_end else len(text)
    else:
        end = text.find(marks.terminator, at)
        if _DAMAGED_ISA.match(text, at):
            last = at
            for _ in range(ISA_ELEMENTS):
                last = text.find(marks.element, last + 1, at + HEAD_CHARS)
                if last < 0:
                    break
            end = text.find(marks.terminator, last + 2) if last > at else end
    return len(text) if end < 0 else end


def is_tag(text: str) -> bool:
    """Whether it can be a segment's tag: two or three capital letters or digits."""
    return _TAG.fullmatch(text) is not None
