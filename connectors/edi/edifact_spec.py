"""Reader of EDIFACT: orders (ORDERS) and their changes (ORDCHG) are read, other messages are recognised and told."""

from __future__ import annotations

from connectors.edi.edifact_change import read_ordchg
from connectors.edi.edifact_codes import MESSAGES
from connectors.edi.edifact_order import read_orders
from connectors.edi.engine import BLANK, EdiReader, Opened, Syntax
from connectors.edi.read_contrl import read_contrl
from connectors.formats.edifact import ENVELOPE_LINE, Segment, Segments, is_tag, looks_like_edifact
from connectors.formats.edifact_messages import EdifactEnvelopes
from connectors.formats.edifact_text import decoded
from connectors.formats.messages import Claims, above, beginning


def _opened(content: bytes, most_segments: int) -> Opened[Segment]:
    text, claims = decoded(content), Claims(most_segments)
    begins = beginning(text.text, ENVELOPE_LINE, looks_like_edifact)
    inside = text.text[begins:]
    known, segments = looks_like_edifact(inside), Segments(inside)
    segments.faults += above(text.text, begins, "UNB")
    empty = not inside.strip(BLANK)
    why = "it is empty" if empty else "" if known else "it does not begin with UNA, UNB, UNG or UNH"
    return Opened(
        known=known,
        why_not=why,
        messages=EdifactEnvelopes(claims).messages(iter(segments)),
        claims=claims,
        faults=segments.faults,
        clash=(text.stated, text.encoding) if text.clash else None,
    )


EDIFACT = EdiReader(
    Syntax(
        name="edifact",
        title="EDIFACT",
        message="Message",
        begin="UNH",
        end="UNT",
        count=("UNT", "UNT 0074"),
        interchange="UNB",
        missing=frozenset({"UNE", "UNZ"}),
        test=("UNB 0035", "1"),
        marks=("+", ":"),
        is_tag=is_tag,
        names=MESSAGES,
        opened=_opened,
        readers={"ORDERS": read_orders, "ORDCHG": read_ordchg, "CONTRL": read_contrl},
    )
)
