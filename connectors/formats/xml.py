"""XML read without trust: no document type, so no entities and nothing fetched; bounded depth, elements and text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from xml.parsers import expat

DEEPEST = 100
MOST_ELEMENTS = 1_000_000
"""Elements of one document that are held at once; a line of an order has about thirty."""
MOST_IN_FILE = 5_000_000
_BLOCK = 65_536
_JUNK_AFTER, _MISPLACED_DECLARATION = 9, 17
"""What Expat says where a second document begins behind the first."""


@dataclass(slots=True)
class Element:
    """One element; names without their namespace's prefix."""

    space: str
    name: str
    line: int = 0
    attributes: dict[str, str] | None = None
    children: list[Element] | None = None
    text_held: str = ""

    def all(self, name: str) -> list[Element]:
        """Its children of that name."""
        return [child for child in self.children or () if child.name == name]

    def first(self, *path: str) -> Element | None:
        """The first element along a path of child names."""
        here = self
        for name in path:
            found = next((child for child in here.children or () if child.name == name), None)
            if found is None:
                return None
            here = found
        return here

    def text(self, *path: str) -> str:
        """The trimmed text at a path; empty where there is none."""
        found = self.first(*path)
        return " ".join(found.text_held.split()) if found is not None else ""

    def attribute(self, name: str, *path: str) -> str:
        """An attribute of the element at a path."""
        found = self.first(*path)
        return (found.attributes or {}).get(name, "").strip() if found is not None else ""


@dataclass(frozen=True, slots=True)
class XmlFault:
    """Why reading stopped."""

    kind: str
    """malformed, doctype or limit."""
    why: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A wanted element, or only the fault that ended the reading."""

    element: Element | None
    complete: bool = True
    fault: XmlFault | None = None
    overlong: int = 0
    """Characters of a text that was cut; 0: none was."""


class _Stop(Exception):
    """Carried out of Expat's callbacks."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


@dataclass(slots=True)
class _Builder:
    """Keeps wanted elements only: what stands round them is walked through and dropped."""

    wanted: Callable[[str, str], bool]
    longest: int
    stack: list[Element] = field(default_factory=list)
    done: list[Found] = field(default_factory=list)
    depth: int = 0
    elements: int = 0
    in_file: int = 0
    lines_above: int = 0
    overlong: int = 0
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    parser: expat.XMLParserType | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.in_file += 1
        if self.depth > DEEPEST:
            raise _Stop("limit", f"elements are nested more than {DEEPEST} deep")
        if self.in_file > MOST_IN_FILE or self.elements > MOST_ELEMENTS:
            most = MOST_IN_FILE if self.in_file > MOST_IN_FILE else MOST_ELEMENTS
            raise _Stop("limit", f"it has more than {most:,} elements")
        space, local = self._split(name)
        if not self.stack and not self.wanted(space, local):
            return
        line = self.lines_above + (self.parser.CurrentLineNumber if self.parser is not None else 0)
        plain = {self._split(key)[1]: value for key, value in attributes.items()} if attributes else None
        element = Element(space, local, line, plain)
        if self.stack:
            above = self.stack[-1]
            if above.children is None:
                above.children = []
            above.children.append(element)
        else:
            self.elements, self.overlong = 0, 0
        self.elements += 1
        self.stack.append(element)

    def end(self, _: str) -> None:
        self.depth -= 1
        if not self.stack:
            return
        element = self.stack.pop()
        if not self.stack:
            self.done.append(Found(element, overlong=self.overlong))

    def text(self, text: str) -> None:
        if not self.stack:
            return
        element = self.stack[-1]
        held = len(element.text_held)
        if held + len(text) > self.longest:
            self.overlong = max(self.overlong, held + len(text))
            text = text[: max(self.longest - held, 0)]
        element.text_held += text

    def doctype(self, *_: object) -> None:
        raise _Stop("doctype", "it declares a document type")

    def _split(self, name: str) -> tuple[str, str]:
        known = self.names.get(name)
        if known is None:
            space, _, local = name.rpartition("\n")
            known = self.names[name] = (space, local)
        return known


def wanted_elements(data: bytes, wanted: Callable[[str, str], bool], longest: int) -> Iterator[Found]:
    """The outermost elements that are wanted, each as soon as it is complete; several documents may follow each other.

    Args:
        data: the whole file.
        wanted: whether an element of that namespace and name is one.
        longest: characters of one text that are kept.
    """
    start = in_file = above = 0
    while True:
        builder = _Builder(wanted, longest, in_file=in_file, lines_above=above)
        parser = _parser(builder)
        at = start
        fault: XmlFault | None = None
        while fault is None and at <= len(data):
            block = data[at : at + _BLOCK]
            fault = _feed(parser, block, final=not block)
            yield from builder.done
            builder.done.clear()
            if not block:
                break
            at += len(block)
        if fault is None:
            return
        again = start + parser.ErrorByteIndex
        if builder.depth == 0 and again > start and data[again : again + 1] == b"<" and _second(parser, fault):
            above += data.count(b"\n", start, again)
            start, in_file = again, builder.in_file
            continue
        first = builder.stack[0] if builder.stack else None
        placed = replace(fault, line=fault.line + above)
        yield Found(first, complete=False, fault=placed, overlong=builder.overlong)
        return


def _second(parser: expat.XMLParserType, fault: XmlFault) -> bool:
    return fault.kind == "malformed" and parser.ErrorCode in {_JUNK_AFTER, _MISPLACED_DECLARATION}


def _parser(builder: _Builder) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    builder.parser = parser
    return parser


def _feed(parser: expat.XMLParserType, block: bytes, *, final: bool) -> XmlFault | None:
    try:
        parser.Parse(block, final)
    except _Stop as stop:
        return XmlFault(stop.kind, stop.why, parser.CurrentLineNumber)
    except expat.ExpatError as error:
        return XmlFault("malformed", str(error), error.lineno)
    except (LookupError, ValueError) as error:  # an encoding that Python does not know, or can't hand to Expat
        return XmlFault("malformed", f"its encoding can't be read ({error})", parser.CurrentLineNumber)
    return None
