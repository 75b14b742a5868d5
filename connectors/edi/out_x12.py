"""X12 written: segments in their envelopes, with the partner's marks, its own segments added and others left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from domain.answers import Wording, X12Answers
from domain.documents.outgoing import Address, AnswerKind, Outgoing

FUNCTIONAL = {"997": "FA", "855": "PR", "865": "CA", "846": "IB"}
"""GS01 by transaction set."""
Segment = tuple[str, ...]
"""Tag and elements; empty ones at the end are left out."""


def interchange(kind: AnswerKind, body: Iterable[Segment], spec: X12Answers, out: Outgoing) -> bytes:
    """One transaction set in its interchange.

    Args:
        kind: of the set: 855.
        body: its segments without ST and SE.
        spec: how this partner wants X12.
        out: whom it is for, under which control numbers.
    """
    control = f"{out.numbers.set:04d}"
    inner = list(adapted(kind, body, spec))
    whole = [("ST", kind, control), *inner, ("SE", str(len(inner) + 2), control)]
    return _enclosed([_gs(kind, spec, out), *whole, ("GE", "1", str(out.numbers.group))], 1, spec, out)


def without_group(body: Sequence[Segment], spec: X12Answers, out: Outgoing) -> bytes:
    """Segments that stand in no functional group, in their interchange: a TA1."""
    return _enclosed(body, 0, spec, out)


def _enclosed(body: Sequence[Segment], groups: int, spec: X12Answers, out: Outgoing) -> bytes:
    segments = [_isa(spec, out), *body, ("IEA", str(groups), f"{out.numbers.interchange:09d}")]
    ending = spec.terminator + ("\n" if spec.line_ends else "")
    return "".join(_written(one, spec) + ending for one in segments).encode("utf-8", "replace")


def adapted(kind: str, body: Iterable[Segment], spec: Wording) -> Iterable[Segment]:
    """The body as this partner wants it: without what it does not want, with what only it wants."""
    waiting = [one for one in spec.add if not one.kinds or kind in one.kinds]
    for segment in body:
        if segment[0] not in spec.leave_out:
            yield segment
        for added in [one for one in waiting if one.after == segment[0]]:
            waiting.remove(added)
            yield added.elements


def number(value: Decimal) -> str:
    """A number as X12 has it: no exponent, no zeros at the end."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def cut(text: str, most: int) -> str:
    """White space runs as one blank, no longer than the standard allows."""
    return " ".join(text.split())[:most].rstrip()


def _isa(spec: X12Answers, out: Outgoing) -> Segment:
    version = "00501" if spec.version.startswith("005") else "00401"
    return (
        "ISA", "00", " " * 10, "00", " " * 10, *_isa_party(out.ours), *_isa_party(out.theirs), f"{out.made_at:%y%m%d}",
        f"{out.made_at:%H%M}", "^" if version == "00501" else "U", version, f"{out.numbers.interchange:09d}", "0",
        "T" if out.test else "P", spec.component,
    )  # fmt: skip


def _isa_party(party: Address) -> tuple[str, str]:
    return party.qualifier[:2].ljust(2), party.id[:15].ljust(15)


def _gs(kind: str, spec: X12Answers, out: Outgoing) -> Segment:
    sender, receiver = ((one.group or one.id)[:15] for one in (out.ours, out.theirs))
    made = out.made_at
    return (
        "GS", FUNCTIONAL[kind], sender, receiver, f"{made:%Y%m%d}", f"{made:%H%M}", str(out.numbers.group), "X",
        spec.version,
    )  # fmt: skip


def _written(segment: Segment, spec: X12Answers) -> str:
    """Marks within data become blanks: X12 has no way to release them."""
    if segment[0] == "ISA":
        return spec.element.join(segment)
    clean = _cleaner(spec)
    parts = [segment[0], *(clean(part) for part in segment[1:])]
    while parts and not parts[-1]:
        parts.pop()
    return spec.element.join(parts)


def _cleaner(spec: X12Answers) -> Callable[[str], str]:
    table = str.maketrans(dict.fromkeys(f"{spec.element}{spec.component}{spec.terminator}\r\n", " "))
    return lambda text: text.translate(table).strip()
