"""What is asked of the sales side of Odoo, and what came of it, document by document."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from domain.amending import Amendment
from domain.documents.resolved_order import ResolvedOrder
from domain.findings import Finding
from domain.frozen import Frozen

Trouble = Literal["refused", "try_again", "unknown"]
"""refused: Odoo or a person's doing says no (see the finding); try_again: nothing was changed;
unknown: was sent, the answer is lost: look it up before anything else."""


class Drafted(Frozen):
    """What became of one order that was to be drafted."""

    external_id: str
    outcome: Literal["created", "existing"] | Trouble
    """existing: was there before this call, and is as it was."""
    record_id: int | None = None
    finding: Finding | None = None


class ConfirmOrder(Frozen):
    """A draft that passed its read-back."""

    external_id: str
    record_id: int
    ordered_at: AwareDatetime | None
    """The order's own date, written back after confirming; None: Odoo's stays."""
    write_date: AwareDatetime | None = None
    """Last write when it was read back; a later one by somebody else is not confirmed."""
    lines: int = 3
    """Lines of the order: batches are cut by lines."""
    history: bool = False
    """An order of long ago: confirmed without procurement, and locked."""


class Confirmed(Frozen):
    """What became of one order that was to be confirmed."""

    external_id: str
    outcome: Literal["confirmed", "existing"] | Trouble
    """existing: was confirmed before this call."""
    record_id: int
    record_name: str = ""
    state: str = ""
    ordered_at: datetime | None = None
    write_date: datetime | None = None
    finding: Finding | None = None


class MendOrder(Frozen):
    """A held draft and the values that it should have."""

    external_id: str
    record_id: int
    order: ResolvedOrder
    write_date: AwareDatetime | None = None
    """Last write when it was read; None: only our bot may have written since."""


class Mended(Frozen):
    """What became of one draft that was to be mended."""

    external_id: str
    outcome: Literal["mended", "same"] | Trouble
    record_id: int
    write_date: datetime | None = None
    finding: Finding | None = None


class CancelOrder(Frozen):
    """An order that is to be cancelled."""

    external_id: str
    """Of the document that says so: the answer carries it."""
    record_id: int
    """The order's."""
    name: str
    """The order's, in Odoo."""
    number: str
    """The customer's."""


class AmendOrder(CancelOrder):
    """A change that is to be written on an order."""

    wanted: ResolvedOrder
    """The order as it should be; its external id names the lines."""
    amendment: Amendment
    """What is to be written; nothing: only the order's date is."""
    confirmed: bool = True
    """Its deliveries follow."""
    ordered_at: AwareDatetime | None = None
    """The order's own date, which stands on it again afterwards."""


class Amended(Frozen):
    """What became of one change; whether it took is for the reading afterwards."""

    external_id: str
    outcome: Literal["amended"] | Trouble
    finding: Finding | None = None
    """Why not; or what is wrong with what Odoo made of it."""


class Note(Frozen):
    """A note on an order's page, left once for each order and kind."""

    external_id: str
    """The order's."""
    record_id: int
    body: str
    """Plain text; line breaks are kept, everything else is escaped."""
    link: str = ""
    """Address that the note's last line leads to; empty: none."""
    kind: str = "origin"
    """Letters, digits and underscores."""


class Noted(Frozen):
    """What became of one note."""

    external_id: str
    outcome: Literal["created", "existing"] | Trouble
    finding: Finding | None = None


class Hold(Frozen):
    """A draft that waits for a person, and why."""

    external_id: str
    record_id: int
    reason: str


class Tagged(Frozen):
    """What became of one draft that was to be tagged as held."""

    external_id: str
    outcome: Literal["tagged"] | Trouble
    write_date: datetime | None = None
    finding: Finding | None = None
