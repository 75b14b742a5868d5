"""The sales side of Odoo: orders drafted, read back, confirmed, mended and annotated, all in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from connectors.odoo.amending import Amending
from connectors.odoo.confirming import Confirming
from connectors.odoo.drafting import Drafting
from connectors.odoo.history import HistoryCheck
from connectors.odoo.mending import Mending
from connectors.odoo.notes import Notes
from connectors.odoo.outcomes import (
    Amended,
    AmendOrder,
    CancelOrder,
    Confirmed,
    ConfirmOrder,
    Drafted,
    Hold,
    Mended,
    MendOrder,
    Note,
    Noted,
    Tagged,
)
from connectors.odoo.pace import Pace
from connectors.odoo.port import OdooPort
from connectors.odoo.read_back import Reading
from connectors.odoo.standing import Standing, Standings
from domain.amending import Stands
from domain.documents.resolved_order import ReadBackOrder, ResolvedOrder
from domain.errors import OutcomeUnknown, Refused, TryAgain
from domain.findings import Finding

__all__ = [
    "AmendOrder",
    "Amended",
    "CancelOrder",
    "ConfirmOrder",
    "Confirmed",
    "Drafted",
    "Hold",
    "MendOrder",
    "Mended",
    "Note",
    "Noted",
    "OdooSales",
    "Tagged",
]

_DRAFT_LINES_PER_SECOND = 200.0
_CONFIRM_LINES_PER_SECOND = 80.0


class OdooSales:
    """What the sales bot does. Safe to use from many threads.

    Batch methods never raise for one document: its outcome says. They raise ``StopTheRun`` (the key is not
    accepted) and ``Misconfigured`` (rights, database, fields), which concern every document alike; what was done
    before is found again by the next call.
    """

    def __init__(
        self, port: OdooPort, *, reader: OdooPort | None = None, aim_seconds: float = 5.0, at_once: int = 2
    ) -> None:
        """Open no connection yet.

        Args:
            port: the sales bot's.
            reader: another user's, who reads back what the sales bot wrote; default: the sales bot itself.
            aim_seconds: how long one call to Odoo should take.
            at_once: drafts on their way in as many calls, as far as the port's limit allows. Confirming goes one call
                after the other: two at once lock the same stock and wait for each other.
        """
        drafting = Pace(lines_per_second=_DRAFT_LINES_PER_SECOND, aim_seconds=aim_seconds)
        self._drafting = Drafting(port, drafting, at_once=at_once)
        self._confirming = Confirming(port, Pace(lines_per_second=_CONFIRM_LINES_PER_SECOND, aim_seconds=aim_seconds))
        self._mending = Mending(port, Pace(lines_per_second=_CONFIRM_LINES_PER_SECOND, aim_seconds=aim_seconds))
        self._amending = Amending(port)
        self._notes = Notes(port)
        self._reading = Reading(reader or port)
        self._standings = Standings(port)
        self._history = HistoryCheck(port)
        self._port = port

    def draft(self, orders: Sequence[ResolvedOrder]) -> list[Drafted]:
        """Bring orders into Odoo as drafts, each once; answers stand in the order asked."""
        return self._drafting.draft(orders)

    def read_back(self, external_ids: Sequence[str]) -> dict[str, ReadBackOrder]:
        """Orders as Odoo has them; one that is not there is absent.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return self._reading.orders(external_ids)

    def standings(self, record_ids: Sequence[int]) -> dict[int, Standing]:
        """State and last writers of orders; a deleted one is absent.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return self._standings.read(record_ids)

    def bot(self) -> int:
        """The sales bot's own user."""
        return self._port.user_id()

    def too_old_for_history(self) -> str:
        """The version, where this Odoo can't take orders over as history; empty where it can."""
        return self._confirming.too_old_for_history()

    def confirm(self, orders: Sequence[ConfirmOrder]) -> list[Confirmed]:
        """Confirm drafts that passed their read-back; answers stand in the order asked.

        A tag of a hold that was released goes; where that cannot be said just now, it stays for a person to take away.
        """
        confirmed = self._confirming.confirm(orders)
        with suppress(TryAgain, OutcomeUnknown, Refused):
            self._notes.untag([one.record_id for one in confirmed if one.outcome in {"confirmed", "existing"}])
        return confirmed

    def history_differences(self, dates: Mapping[int, datetime | None]) -> dict[int, Finding]:
        """What is not as history has to be (goods asked for, another date), by record of the orders given.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return self._history.differences(dates)

    def mend(self, orders: Sequence[MendOrder]) -> list[Mended]:
        """Write corrected values on held drafts; answers stand in the order asked."""
        return self._mending.mend(orders)

    def stands(self, external_ids: Sequence[str]) -> dict[str, Stands]:
        """Orders as they stand, with what is delivered, invoiced and locked; one that is gone is absent.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        return self._amending.stands(external_ids)

    def amend(self, orders: Sequence[AmendOrder]) -> list[Amended]:
        """Write changes on orders, each in one transaction; answers stand in the order asked."""
        return self._amending.amend(orders)

    def cancel(self, orders: Sequence[CancelOrder]) -> list[Amended]:
        """Cancel orders, whatever their state; answers stand in the order asked."""
        return self._amending.cancel(orders)

    def note(self, notes: Sequence[Note]) -> list[Noted]:
        """Leave notes on orders, each once."""
        return self._notes.note(notes)

    def tag_held(self, holds: Sequence[Hold]) -> list[Tagged]:
        """Show on the orders' pages that they are held, and why."""
        return self._notes.tag_held(holds)

    def untag(self, record_ids: Sequence[int]) -> None:
        """They are not held any more.

        Raises:
            TryAgain, OutcomeUnknown: may be called again at once.
        """
        self._notes.untag(record_ids)
