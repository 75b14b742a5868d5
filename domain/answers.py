"""The ``answers`` section of a profile: which documents a partner gets from us, and how it wants them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.documents.order_response import Verdict
from domain.documents.outgoing import Address
from domain.frozen import Frozen

CodeName = Literal[
    "purpose",
    "order.accepted",
    "order.changed",
    "order.rejected",
    "line.accepted",
    "line.changed",
    "line.quantity",
    "line.price",
    "line.date",
    "line.product",
    "line.rejected",
    "inventory.available",
    "inventory.expected",
]
"""Places where partners want codes of their own."""
FindingNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]+-\d{3}$")]
SegmentTag = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,2}$")]
Mark = Annotated[str, StringConstraints(min_length=1, max_length=1)]


class AddedSegment(Frozen):
    """A segment that a partner wants and nobody else does, with fixed content."""

    kinds: tuple[str, ...] = Field(
        default=(), description="Documents that get it (855, ORDRSP); empty: all.", examples=[["855"]]
    )
    after: SegmentTag = Field(description="The first segment of this name stands before it.", examples=["BAK"])
    elements: tuple[str, ...] = Field(
        min_length=2,
        description="Its name, then its elements; a ':' separates components in EDIFACT.",
        examples=[["REF", "VR", "12345"]],
    )


class Wording(Frozen):
    """How documents of one syntax are written for this partner."""

    codes: dict[CodeName, str] = Field(
        default_factory=dict,
        description="The partner's codes where they differ from the usual ones.",
        examples=[{"line.changed": "IC", "order.accepted": "AT"}],
    )
    reasons: dict[FindingNumber, str] = Field(
        default_factory=dict,
        description="Finding code to the partner's code of a rejected or changed line.",
        examples=[{"SO-LINE-004": "R2"}],
    )
    units: dict[str, str] = Field(
        default_factory=dict,
        description="Our unit's name to the partner's code, where the profile's 'units' do not say it.",
        examples=[{"Units": "EA"}],
    )
    leave_out: tuple[SegmentTag, ...] = Field(
        default=(), description="Segments that this partner does not want.", examples=[["PID"]]
    )
    add: tuple[AddedSegment, ...] = Field(default=(), description="Segments with fixed content that it wants.")

    def codes_over(self, usual: Mapping[str, str]) -> dict[str, str]:
        """The usual codes with those of the partner in their places."""
        return {**usual, **{str(name): code for name, code in self.codes.items()}}


class X12Answers(Wording):
    """X12: TA1, 997, 855, 865, 846."""

    interchange: Literal["never", "asked", "always"] = Field(
        default="never",
        description="Which interchanges get a TA1. asked: those that ask for it (ISA14 1), and those whose envelope is "
        "wrong; always: each. None is sent for an interchange that is a TA1 itself.",
        examples=["asked"],
    )
    version: str = Field(
        default="004010",
        pattern=r"^\d{6}[A-Z0-9]{0,6}$",
        description="Version of the group (GS08).",
        examples=["005010"],
    )
    element: Mark = Field(default="*", description="Mark between elements.")
    component: Mark = Field(default=">", description="Mark between components (ISA16).")
    terminator: Mark = Field(default="~", description="Mark at the end of a segment.")
    line_ends: bool = Field(default=True, description="Whether each segment stands on a line of its own.")
    sku: str = Field(default="VP", description="PO1 and LIN qualifier of our product code.")
    partner_sku: str = Field(default="BP", description="Qualifier of the partner's product code.")
    gtin: str = Field(default="UP", description="Qualifier of a GTIN.")
    customer: str = Field(default="BY", description="N101 of the customer; empty: no N1 for it.")
    ship_to: str = Field(default="ST", description="N101 of the ship-to; empty: no N1 for it.")
    party_code: str = Field(default="92", description="N103 of a code agreed with the partner; a GLN is always UL.")


class EdifactAnswers(Wording):
    """EDIFACT: CONTRL, ORDRSP, INVRPT."""

    syntax: Annotated[str, StringConstraints(pattern=r"^UNO[A-Z]:[1-4]$")] = Field(
        default="UNOC:3", description="Character set and syntax version (UNB S001).", examples=["UNOY:4"]
    )
    directory: Annotated[str, StringConstraints(pattern=r"^[A-Z]:\d\d[A-Z]:[A-Z]{2}(:[A-Z0-9]{1,6})?$")] = Field(
        default="D:96A:UN", description="Directory of the messages (UNH S009).", examples=["D:01B:UN:EAN010"]
    )
    line_ends: bool = Field(default=True, description="Whether each segment stands on a line of its own.")
    sku: str = Field(default="SA", description="LIN and PIA type of our product code.")
    partner_sku: str = Field(default="IN", description="Type of the partner's product code.")
    gtin: str = Field(default="SRV", description="Type of a GTIN.")
    customer: str = Field(default="BY", description="NAD qualifier of the customer; empty: no NAD for it.")
    ship_to: str = Field(default="DP", description="NAD qualifier of the ship-to; empty: no NAD for it.")
    supplier: str = Field(default="SU", description="NAD qualifier of us, by the envelope's id; empty: no NAD for it.")
    party_code: str = Field(default="92", description="3055 of a code agreed with the partner; a GLN is always 9.")


class UblAnswers(Wording):
    """UBL: OrderResponse."""

    customization: str = Field(
        default="urn:fdc:peppol.eu:poacc:trns:order_response:3", description="CustomizationID; empty: none."
    )
    profile: str = Field(default="urn:fdc:peppol.eu:poacc:bis:ordering:3", description="ProfileID; empty: none.")
    supplier_name: str = Field(default="", description="Our name; empty: the envelope's id.", examples=["Brightwater"])
    lines: Literal["changed", "always"] = Field(
        default="changed",
        description="changed: lines only where the order stands with changes, as Peppol wants it; always: in each.",
    )


class Answers(Frozen):
    """Which documents a partner gets from us, and when."""

    acknowledge: bool = Field(
        default=False,
        description="Whether each interchange of theirs gets a 997 or CONTRL (UBL has none).",
    )
    examine: Literal["elements", "messages"] = Field(
        default="elements",
        description="elements: every element is looked at, and what is not as the standard has it is told. "
        "messages: only what could not be read at all.",
    )
    orders: tuple[Verdict, ...] = Field(
        default=(),
        description="Orders that get an 855, ORDRSP or OrderResponse: accepted, changed, rejected; empty: none.",
        examples=[["accepted", "changed", "rejected"]],
    )
    changes: tuple[Verdict, ...] = Field(
        default=(), description="Changes of orders that get an 865, ORDRSP or OrderResponse; empty: none."
    )
    inventory: bool = Field(default=False, description="Whether it gets an 846 or INVRPT.")
    ours: Address | None = Field(
        default=None, description="We, in the envelope; empty: as they addressed us last.", examples=[{"id": "BRIGHT"}]
    )
    theirs: Address | None = Field(
        default=None, description="They, in the envelope; empty: as they named themselves last."
    )
    test: bool | None = Field(
        default=None, description="Whether answers are marked as tests; empty: as what is answered."
    )
    first_number: int = Field(
        default=1, ge=1, le=999_999_999, description="Control number with which we begin (ISA13, GS06, UNB 0020)."
    )
    last_number: int = Field(
        default=999_999_999,
        ge=9999,
        le=999_999_999,
        description="Highest control number, after which we begin anew; theirs are expected to do the same.",
    )
    outcome_files: bool = Field(
        default=False, description="Whether the JSON outcome files are written beside these documents."
    )
    check_numbers: bool | None = Field(
        default=None,
        description="Whether gaps and repeats of their interchange control numbers are looked for; empty: where "
        "they get acknowledgements.",
    )
    x12: X12Answers = Field(default_factory=X12Answers, description="How X12 is written.")
    edifact: EdifactAnswers = Field(default_factory=EdifactAnswers, description="How EDIFACT is written.")
    ubl: UblAnswers = Field(default_factory=UblAnswers, description="How UBL is written.")

    def any(self) -> bool:
        """Whether the partner gets anything at all."""
        asked = self.acknowledge or self.orders or self.changes or self.inventory
        return bool(asked or self.x12.interchange != "never")

    def json_too(self) -> bool:
        """Whether the JSON outcome files are written: where nothing else says what became of an order, or as asked."""
        return self.outcome_files or not (self.orders or self.changes)

    @property
    def numbers_checked(self) -> bool:
        """Whether their control numbers are looked at."""
        return self.acknowledge if self.check_numbers is None else self.check_numbers

    def wrong(self, form: str, outcomes: str) -> str:
        """Why this can't be done with files of that format and that folder for what goes out; empty: it can."""
        checks = (
            (form not in {"x12", "edifact", "ubl"}, f"'answers' are written as X12, EDIFACT or UBL; format is {form}"),
            (not outcomes, "'answers' need transport.outcomes, the folder into which they are put"),
            (
                form == "ubl" and self.ours is None,
                "UBL has no envelope that says who we are: name us in answers.ours",
            ),
            (
                form != "x12" and self.x12.interchange != "never",
                f"a TA1 (answers.x12.interchange) is X12; format is {form}",
            ),
            (
                form == "ubl" and (self.acknowledge or self.inventory),
                "UBL has no acknowledgement and no inventory report here: leave both off in answers",
            ),
        )
        return next((why for bad, why in checks if bad), "") if self.any() else ""
