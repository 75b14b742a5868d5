"""Obligations: what we owe a partner once a document of theirs is here, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.catalogue import finding
from domain.findings import Finding
from domain.frozen import Frozen

Kind = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,30}$")]
"""What is owed: 997, 855, 856, 810, CONTRL, ORDRSP ..., as the publication is called that meets it."""
Event = Literal["received", "confirmed", "shipped"]
"""What sets a clock going: the delivery came in; the order was confirmed; goods left."""
State = Literal["due", "late", "met", "met late"]

FOR_EVERY_COPY = frozenset({"997", "999", "CONTRL"})
"""Owed for a duplicate too: the partner wants to know that it arrived. All else is owed once a document."""


class Clock(Frozen):
    """By when one kind of answer is owed."""

    hours: float = Field(gt=0, le=8_760, description="Hours from the event to the deadline.", examples=[4])
    after: Event = Field(
        default="received",
        description="What sets the clock going: received (the file or message), confirmed (the order), shipped.",
    )


Obligations = dict[Kind, Clock]
"""By kind: ``{"997": {hours: 4}, "855": {hours: 24}, "856": {hours: 12, after: shipped}}``."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed for one document."""

    document_id: int
    kind: str
    due_at: datetime


def owed(clocks: Obligations, event: Event, documents: Iterable[tuple[int, datetime, bool]]) -> list[Owed]:
    """What an event makes us owe.

    Args:
        clocks: the profile's.
        event: what happened.
        documents: id, moment of the event, whether it is a copy of one that was known.
    """
    running = [(kind, timedelta(hours=clock.hours)) for kind, clock in clocks.items() if clock.after == event]
    return [
        Owed(number, kind, at + within)
        for number, at, copy in documents
        for kind, within in running
        if not copy or kind in FOR_EVERY_COPY
    ]


def state_of(due_at: datetime, met_at: datetime | None, now: datetime) -> State:
    """How an obligation stands."""
    if met_at is not None:
        return "met" if met_at <= due_at else "met late"
    return "late" if now > due_at else "due"


def late(kind: str, number: str, due_at: datetime) -> Finding:
    """What is said about an obligation whose time is over."""
    return finding("OB-LATE-001", value=number, kind=kind, due=due_at.isoformat(timespec="minutes"))
