"""One EDIFACT message with its interchange, every text masked that is no code, amount or date."""

from __future__ import annotations

from connectors.formats.edifact import Marks, Segment, Segments
from connectors.formats.edifact_text import decoded
from domain.masking import masked

ENVELOPE = frozenset({"UNB", "UNG", "UNE", "UNZ"})
PLAIN = frozenset(
    {"UNH", "UNT", "BGM", "DTM", "CUX", "LIN", "PIA", "QTY", "PRI", "MOA", "UNS", "CNT", "RFF", "TAX", "ALC", "PCD",
     "LOC", "ALI", "PAI", "PAT", "PYT", "TDT", "TOD", "MEA", "PAC", "SCC", "RNG", "RTE", "QVR", "APR", *ENVELOPE}
)  # fmt: skip
"""Segments of codes, amounts and dates; what is not named here is masked but for its first element."""
KEPT = {"NAD": (1, 2, 9), "FTX": (1, 2, 3), "IMD": (1, 2)}
"""Elements that stay in segments which also hold names, addresses or free text, from 1; of others the first does."""


def masked_message(content: bytes, rows: tuple[int, ...]) -> bytes:
    """The segments of one message and the interchange round it, its separators stated by a UNA.

    Args:
        content: the whole delivery.
        rows: numbers of the message's first and last segment, from 1.
    """
    text = decoded(content)
    found = Segments(text.text)
    first: dict[str, int] = {}
    kept: list[str] = []
    for one in found:
        if one.tag in ENVELOPE and first.setdefault(one.tag, one.number) != one.number:
            continue
        if one.tag in ENVELOPE or (rows and rows[0] <= one.number <= rows[-1]):
            kept.append(_written(_masked(one), found.marks))
    marks = found.marks
    advice = f"UNA{marks.component}{marks.element}{marks.decimal}{marks.release or ' '} "
    end = "\n" if marks.terminator == "\n" else f"{marks.terminator}\n"
    body = end.join(kept) + end
    whole = body if not marks.release else f"{advice}{end}{body}"
    return whole.encode("latin-1" if text.encoding == "ascii" else text.encoding, "replace")


def _masked(segment: Segment) -> Segment:
    if segment.tag == "UNZ":
        return Segment("UNZ", (("1",), *segment.elements[1:]), segment.number)
    if segment.tag in PLAIN:
        return segment
    keep = KEPT.get(segment.tag, (1,))
    elements = (
        parts if at in keep else tuple(masked(part) for part in parts)
        for at, parts in enumerate(segment.elements, start=1)
    )
    return Segment(segment.tag, tuple(elements), segment.number)


def _written(segment: Segment, marks: Marks) -> str:
    """As it stands in a file: what separates is released where it is data."""
    special = (marks.component, marks.element, marks.terminator, marks.release)

    def released(text: str) -> str:
        return "".join(f"{marks.release}{one}" if marks.release and one in special else one for one in text)

    elements = (tuple(released(part) for part in parts) for parts in segment.elements)
    return Segment(segment.tag, tuple(elements), segment.number).written(marks.element, marks.component)
