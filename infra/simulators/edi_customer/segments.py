"""The customer's own reader of X12 and EDIFACT: it shares nothing with what Lading reads and writes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

ISA_ELEMENTS = 16
_EDIFACT_MARKS = ":+.? '"


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; X12's elements have one component each."""

    tag: str
    elements: tuple[tuple[str, ...], ...]

    def at(self, element: int, component: int = 1) -> str:
        """A component, both counted from 1; empty where it is left out."""
        parts = self.elements[element - 1] if element <= len(self.elements) else ()
        return parts[component - 1] if component <= len(parts) else ""


@dataclass
class Message:
    """A transaction set or message without its head and end."""

    kind: str
    control: str
    group: str = ""
    """Control number of its group."""
    functional: str = ""
    segments: list[Segment] = field(default_factory=list)


@dataclass
class Interchange:
    """What one file holds, and what is wrong with its envelopes."""

    syntax: str
    control: str
    sender: str
    receiver: str
    messages: list[Message] = field(default_factory=list)
    groups: list[tuple[str, str]] = field(default_factory=list)
    """Functional code and control number."""
    technical: list[tuple[str, str, str]] = field(default_factory=list)
    """TA1: which interchange, how it stands, why."""
    wrong: list[str] = field(default_factory=list)


def read(text: str) -> Interchange:
    """The interchange of a file.

    Raises:
        ValueError: it is neither X12 nor EDIFACT.
    """
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("ISA"):
        return _x12(text)
    if text.startswith(("UNA", "UNB")):
        return _edifact(text)
    raise ValueError("neither ISA nor UNB at the beginning")


def _x12(text: str) -> Interchange:
    mark = text[3]
    places = [at for at, one in enumerate(text[:300]) if one == mark][:ISA_ELEMENTS]
    if len(places) < ISA_ELEMENTS or len(text) < places[-1] + 3:
        raise ValueError("the ISA is not whole")
    terminator = text[places[-1] + 2]
    found = [one.strip().split(mark) for one in text.split(terminator) if one.strip()]
    segments = [Segment(tag, tuple((part.strip(),) for part in parts)) for tag, *parts in found]
    head = segments[0]
    made = Interchange("x12", head.at(13), head.at(6), head.at(8))
    _walk(made, segments[1:])
    return made


def _walk(made: Interchange, segments: list[Segment]) -> None:
    """Messages between head and end; counts and numbers of all three levels."""
    begin, end, closing = ("ST", "SE", "IEA") if made.syntax == "x12" else ("UNH", "UNT", "UNZ")
    last, message, inside = "", None, 0
    for segment in segments:
        last = segment.tag
        if last == begin:
            message, inside = _begun(made, segment), inside + 1
        elif last == end and message is not None:
            _closed(made, message, segment)
            message = None
        elif message is not None:
            message.segments.append(segment)
        elif last == "TA1":
            made.technical.append((segment.at(1), segment.at(4), segment.at(5)))
        elif last == "GS":
            made.groups.append((segment.at(1), segment.at(6)))
            inside = 0
        elif last == "GE":
            _same(made, "GE01", segment.at(1), str(inside))
            _same(made, "GE02", segment.at(2), made.groups[-1][1] if made.groups else "")
        elif last == closing:
            _same(made, f"number of {closing}", segment.at(2), made.control)
            _same(made, f"count of {closing}", segment.at(1), str(len(made.groups) if begin == "ST" else inside))
    if last != closing or message is not None:
        made.wrong.append(f"it ends with {last or 'nothing'}: no {closing}")


def _begun(made: Interchange, segment: Segment) -> Message:
    if made.syntax == "x12":
        functional, group = made.groups[-1] if made.groups else ("", "")
        message = Message(segment.at(1), segment.at(2), group, functional)
    else:
        message = Message(segment.at(2), segment.at(1))
    made.messages.append(message)
    return message


def _closed(made: Interchange, message: Message, segment: Segment) -> None:
    _same(made, f"count of {message.kind}", segment.at(1), str(len(message.segments) + 2))
    _same(made, f"number of {message.kind}", segment.at(2), message.control)


def _same(made: Interchange, what: str, said: str, counted: str) -> None:
    if (said.lstrip("0") or "0") != (counted.lstrip("0") or "0"):
        made.wrong.append(f"{what} says {said or 'nothing'}, should be {counted}")


def _edifact(text: str) -> Interchange:
    marks = text[3:9] if text.startswith("UNA") else _EDIFACT_MARKS
    body = text[9:] if text.startswith("UNA") else text
    segments = list(_released(body, marks))
    if not segments or segments[0].tag != "UNB":
        raise ValueError("the UNB is not whole")
    head = segments[0]
    made = Interchange("edifact", head.at(5), head.at(2), head.at(3))
    _walk(made, segments[1:])
    return made


def _released(text: str, marks: str) -> Iterator[Segment]:
    component, element, release, end = marks[0], marks[1], marks[3], marks[5]
    parts, word, skip = [[""]], "", False
    for one in text:
        if skip:
            word, skip = word + one, False
        elif one == release:
            skip = True
        elif one in {component, element, end}:
            parts[-1][-1] = word
            word = ""
            if one == component:
                parts[-1].append("")
            elif one == element:
                parts.append([""])
            else:
                yield Segment(parts[0][0].strip(), tuple(tuple(part) for part in parts[1:]))
                parts = [[""]]
        else:
            word += one
