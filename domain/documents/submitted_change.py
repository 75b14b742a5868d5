"""A change or cancellation of an order as the portal's interface takes it, before it is canonical."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.documents.submitted_order import MOST_LINES, MOST_TOGETHER, Code, Day, Moment, Money, Quantity, Text, Words
from domain.documents.submitted_order import SubmittedParty as _Party
from domain.frozen import Frozen

Asks = Literal["change", "cancel"]


class SubmittedLineChange(Frozen):
    """One line. It names the order's line by your line_number, else by one of sku, partner_sku or gtin."""

    action: Literal["add", "change", "delete"] = Field(
        default="change", description="What is to be done. A line keeps its product: delete one and add one instead."
    )
    line_number: Text = Field(default="", max_length=64, description="Your own number of the line, as in the order.")
    sku: Text = Field(default="", max_length=64, description="Our product code.", examples=["TAB-1001"])
    partner_sku: Text = Field(default="", max_length=64, description="Your product code, if we agreed on yours.")
    gtin: Text = Field(default="", max_length=14, description="GS1 Global Trade Item Number.")
    description: Words = Field(default="", description="What you call it; we go by the code.")
    quantity: Quantity | None = Field(
        default=None,
        description="Of the whole line afterwards; empty: as it is. An added line needs it.",
        examples=["8"],
    )
    unit: Text = Field(
        default="", max_length=64, description="Unit of the quantity; empty: the line's.", examples=["EA"]
    )
    unit_price: Money | None = Field(default=None, description="What you were told one unit costs; empty: as it is.")
    requested_date: Day | None = Field(default=None, description="Wanted by; empty: as it is.")


class SubmittedCancellation(Frozen):
    """The order is not wanted any more."""

    changed_at: Moment | None = Field(
        default=None, description="When it was decided, with zone; made offline: the time on the device. Empty: now."
    )
    reason: Words = Field(default="", description="Why, in your words.")


class SubmittedChange(SubmittedCancellation):
    """What is wanted otherwise; what it does not name stays as it is."""

    version: Text = Field(
        default="",
        max_length=64,
        description="Your number of the change: a higher one is newer. Empty: changed_at tells which is.",
        examples=["2"],
    )
    requested_date: Day | None = Field(default=None, description="Wanted at the ship-to by; empty: as it is.")
    ship_to: _Party | None = Field(default=None, description="Another delivery address; empty: as it is.")
    lines: tuple[SubmittedLineChange, ...] = Field(
        default=(), max_length=MOST_LINES, description="Lines that are added, changed or deleted."
    )
    note: Text = Field(default="", max_length=2000, description="Words for the people who work on it.")


class _OfflineWish(Frozen):
    id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")] = Field(
        description="Made by the device, the same each time this is sent: a UUID. It counts as Idempotency-Key."
    )
    number: Code = Field(description="Your number of the order. The order may come later than this.", examples=["F-17"])
    customer: Text = Field(
        default="",
        max_length=64,
        description="Our customer number; only a key of several customers must name one of them.",
    )
    ordered_at: Moment | None = Field(
        default=None, description="When the order was made; needed only where numbers come again each year."
    )


class OfflineChange(_OfflineWish):
    """A change with the id that the device gave it."""

    change: SubmittedChange = Field(description="What is wanted otherwise; say changed_at.")


class OfflineCancellation(_OfflineWish):
    """A cancellation with the id that the device gave it."""

    cancellation: SubmittedCancellation = Field(description="Say changed_at.")


class OfflineChanges(Frozen):
    """What a device sends once it is online: in any order, however late, before or after the orders themselves."""

    changes: tuple[OfflineChange | OfflineCancellation, ...] = Field(min_length=1, max_length=MOST_TOGETHER)
