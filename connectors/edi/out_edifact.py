"""EDIFACT written: segments in their envelope, released where data looks like a mark."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.edi.out_x12 import adapted
from connectors.formats.edifact_text import CHARSETS
from domain.answers import EdifactAnswers
from domain.documents.outgoing import Address, Outgoing

Element = str | tuple[str, ...]
"""A text, or the components of a composite."""
Segment = tuple[Element, ...]
_SPECIAL = "?'+:"
_GLUE = "\x1d"
"""Between components while a segment is looked at as a whole; never in a text."""
_PLAIN = str.maketrans(dict.fromkeys(f"\r\n\x00\x1a{_GLUE}", " "))


def interchange(kind: str, body: Iterable[Segment], spec: EdifactAnswers, out: Outgoing, directory: str = "") -> bytes:
    """One message in its interchange.

    Args:
        kind: of the message: ORDRSP.
        body: its segments without UNH and UNT.
        spec: how this partner wants EDIFACT.
        out: whom it is for, under which control numbers.
        directory: other than the partner's; CONTRL belongs to the syntax.
    """
    reference, control = str(out.numbers.set), str(out.numbers.interchange)
    charset = CHARSETS.get(spec.syntax[:4], "utf-8")
    inner = list(_with_own(kind, body, spec))
    head: Segment = ("UNH", reference, (kind, *(directory or spec.directory).split(":")))
    whole = [head, *inner, ("UNT", str(len(inner) + 2), reference)]
    segments = [_unb(spec, out), *whole, ("UNZ", "1", control)]
    ending = "'\n" if spec.line_ends else "'"
    text = "UNA:+.? " + ending + "".join(_written(one, charset) + ending for one in segments)
    return text.encode(charset)


def _with_own(kind: str, body: Iterable[Segment], spec: EdifactAnswers) -> Iterable[Segment]:
    """Segments that a profile adds are texts: a colon in them separates components."""
    marked = {one.elements for one in spec.add}
    flat = [tuple(_glued(part) for part in one) for one in body]
    for segment in adapted(kind, flat, spec):
        mark = ":" if segment in marked else _GLUE
        yield tuple(tuple(part.split(mark)) if mark in part else part for part in segment)


def _glued(element: Element) -> str:
    parts = (element,) if isinstance(element, str) else element
    return _GLUE.join(part.translate(_PLAIN).strip() for part in parts)


def _unb(spec: EdifactAnswers, out: Outgoing) -> Segment:
    made = out.made_at
    day = f"{made:%Y%m%d}" if spec.syntax.endswith("4") else f"{made:%y%m%d}"
    head: Segment = (
        "UNB", tuple(spec.syntax.split(":")), _party(out.ours), _party(out.theirs), (day, f"{made:%H%M}"),
        str(out.numbers.interchange),
    )  # fmt: skip
    return (*head, "", "", "", "", "", "1") if out.test else head


def _party(party: Address) -> tuple[str, ...]:
    return (party.id, party.qualifier) if party.qualifier else (party.id,)


def _written(segment: Segment, charset: str) -> str:
    parts = [_element(one, charset) for one in segment]
    while not parts[-1]:
        parts.pop()
    return "+".join(parts)


def _element(element: Element, charset: str) -> str:
    components = [_released(one, charset) for one in ((element,) if isinstance(element, str) else element)]
    while len(components) > 1 and not components[-1]:
        components.pop()
    return ":".join(components)


def _released(text: str, charset: str) -> str:
    """Letters that the character set lacks become question marks, and those are released too."""
    possible = text.encode(charset, "replace").decode(charset)
    return "".join(f"?{one}" if one in _SPECIAL else one for one in possible)
