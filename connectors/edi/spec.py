"""Reader of X12: purchase orders (850) and their changes (860) are read, other sets are recognised and told."""

from __future__ import annotations

from connectors.edi.change_860 import read_860
from connectors.edi.codes import SETS
from connectors.edi.engine import BLANK, EdiReader, Opened, Syntax
from connectors.edi.order_850 import read_850
from connectors.edi.read_997 import read_997
from connectors.formats.messages import Claims, above, beginning
from connectors.formats.x12 import ENVELOPE_LINE, Segment, decoded, is_tag, looks_like_x12, segments, separators
from connectors.formats.x12_sets import X12Envelopes


def _opened(content: bytes, most_segments: int) -> Opened[Segment]:
    whole, claims = decoded(content), Claims(most_segments)
    begins = beginning(whole, ENVELOPE_LINE, looks_like_x12)
    text = whole[begins:]
    return Opened(
        known=looks_like_x12(text),
        why_not=_why_not(text),
        messages=X12Envelopes(claims).messages(segments(text)),
        claims=claims,
        faults=above(whole, begins, "ISA"),
    )


def _why_not(text: str) -> str:
    if not text.strip(BLANK):
        return "it is empty"
    if not looks_like_x12(text):
        return "it does not begin with ISA, GS or ST"
    start = len(text) - len(text.lstrip(f"{BLANK}\xa0"))
    return "" if separators(text, start) else "it breaks off within ISA"


X12 = EdiReader(
    Syntax(
        name="x12",
        title="X12",
        message="Transaction set",
        begin="ST",
        end="SE",
        count=("SE01", "SE01"),
        interchange="ISA",
        missing=frozenset({"GE", "IEA"}),
        test=("ISA15", "T"),
        marks=("*", ""),
        is_tag=is_tag,
        names=SETS,
        opened=_opened,
        readers={"850": read_850, "860": read_860, "997": read_997, "999": read_997},
    )
)
