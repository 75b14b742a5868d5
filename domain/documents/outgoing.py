"""What every outgoing EDI document has around it: who sends it to whom, when, under which control numbers."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from domain.frozen import Frozen

AnswerKind = Literal["TA1", "997", "855", "865", "846", "CONTRL", "ORDRSP", "INVRPT", "OrderResponse"]
"""Documents that leave for a partner."""


class Address(Frozen):
    """A party of an interchange, as its envelope names it."""

    id: str = Field(
        min_length=1, max_length=35, description="Interchange id (ISA06, UNB 0004).", examples=["BRIGHTWATER"]
    )
    qualifier: str = Field(
        default="ZZ",
        max_length=4,
        description="Kind of the id (ISA05, UNB 0007); ZZ in X12, 14 for a GLN in EDIFACT; empty in EDIFACT: none.",
        examples=["14"],
    )
    group: str = Field(
        default="",
        max_length=35,
        description="Code of the application within (GS02, GS03); empty: the id.",
        examples=["ORDERS1"],
    )


class ControlNumbers(Frozen):
    """The numbers under which one document leaves; given once, and never for another one until they begin anew."""

    interchange: int
    group: int = 0
    """0: the document stands in no group (TA1)."""
    set: int = 0


class Outgoing(Frozen):
    """The envelope of one document."""

    ours: Address
    theirs: Address
    numbers: ControlNumbers
    made_at: AwareDatetime
    """When it was made, in the partner's zone; stays with the document, so that its bytes are always the same."""
    test: bool = False
    """Marked as a test (ISA15 T, UNB 0035 1)."""
