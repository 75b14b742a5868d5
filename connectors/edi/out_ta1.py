"""X12 TA1: what became of an interchange's envelope, whatever is in it."""

from __future__ import annotations

from connectors.edi.out_x12 import without_group
from domain.answers import X12Answers
from domain.documents.acknowledgement import InterchangeAnswer, InterchangeTrouble, Standing
from domain.documents.outgoing import Outgoing

STANDINGS: dict[Standing, str] = {"accepted": "A", "noted": "E", "rejected": "R"}
"""TA104."""
NOTES: dict[InterchangeTrouble | None, str] = {
    None: "000",
    "control": "001",
    "date": "014",
    "time": "015",
    "count": "021",
    "no_end": "023",
    "content": "024",
    "repeat": "025",
}
"""TA105."""


def write_interchange_answer(answer: InterchangeAnswer, spec: X12Answers, out: Outgoing) -> bytes:
    """The TA1, alone in its interchange."""
    note = NOTES[answer.trouble]
    return without_group(
        [("TA1", answer.control, answer.date, answer.time, STANDINGS[answer.standing], note)], spec, out
    )
