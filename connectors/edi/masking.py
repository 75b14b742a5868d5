"""One X12 document with its envelope, every text masked that is no code, amount or date."""

from __future__ import annotations

from connectors.formats.x12 import Segment, decoded, segments, separators
from domain.masking import masked

ENVELOPE = frozenset({"ISA", "GS", "GE", "IEA"})
PLAIN = frozenset(
    {"ST", "SE", "BEG", "BCH", "CUR", "DTM", "PO1", "POC", "QTY", "CTT", "AMT", "CTP", "PO4", "SDQ", "TAX", "TD5",
     "FOB", "ITD", "SAC", "SCH", "N9", "REF", "PO3", "LIN", "SLN", "CTB", "UIT", "MEA", *ENVELOPE}
)  # fmt: skip
"""Segments of codes, amounts and dates; what is not named here is masked."""
KEPT = {"N1": (1, 3, 4), "N4": (4,), "PID": (1, 2, 3, 4), "PER": (1, 3, 5), "REF": (1, 2), "N9": (1, 2)}
"""Elements that stay in segments which also hold names, addresses or free text, from 1."""


def masked_set(content: bytes, rows: tuple[int, ...]) -> bytes:
    """The segments of one document and the envelopes round it.

    Args:
        content: the whole delivery.
        rows: numbers of the document's first and last segment, from 1.
    """
    text = decoded(content)
    marks = separators(text, text.find("ISA") if "ISA" in text[:400] else 0)
    if marks is None or not rows:
        return b""
    kept = [one for one in segments(text) if one.tag in ENVELOPE or rows[0] <= one.number <= rows[-1]]
    end = marks.terminator if marks.terminator == "\n" else f"{marks.terminator}\n"
    return "".join(marks.element.join((one.tag, *_elements(one))) + end for one in _one_set(kept)).encode()


def _one_set(found: list[Segment]) -> list[Segment]:
    """With the first envelope only: the delivery may hold more interchanges."""
    first: dict[str, int] = {}
    for one in found:
        first.setdefault(one.tag, one.number)
    return [one for one in found if one.tag not in ENVELOPE or first[one.tag] == one.number]


def _elements(segment: Segment) -> tuple[str, ...]:
    if segment.tag in {"GE", "IEA"}:
        return ("1", *segment.elements[1:])
    if segment.tag in KEPT:
        keep = KEPT[segment.tag]
        return tuple(one if at in keep else masked(one) for at, one in enumerate(segment.elements, start=1))
    return segment.elements if segment.tag in PLAIN else tuple(masked(one) for one in segment.elements)
