"""Confirming: read the state, act, keep the order's own date, read the state again. True proves nothing."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Literal, NamedTuple

from connectors.odoo.answers import words
from connectors.odoo.date_writing import DateWriting
from connectors.odoo.drafting import company_context
from connectors.odoo.outcomes import Confirmed, ConfirmOrder
from connectors.odoo.pace import Pace
from connectors.odoo.port import UPDATE, Context, OdooPort
from connectors.odoo.rows import as_odoo_time
from connectors.odoo.standing import Standing, Standings
from connectors.odoo.versions import HISTORY_SINCE
from domain.catalogue import finding
from domain.errors import OutcomeUnknown, Refused, TryAgain
from domain.findings import Finding
from domain.seams import at_call

_DRAFT = {"draft", "sent"}
_CONFIRMED = {"sale", "done"}

_OF_OLD: Context = {"skip_procurement": True}
"""Odoo's own switch (sale_stock): the lines ask no rule for goods, so no delivery and no reservation is made."""

_one_at_a_time = threading.Lock()
"""Two at once reserve the same stock: Odoo begins the losing call anew, the whole batch up to five times."""


class Trouble(NamedTuple):
    """Why an order was not confirmed."""

    outcome: Literal["refused", "try_again", "unknown"]
    finding: Finding | None = None


Troubles = dict[int, Trouble]


class _Acted(NamedTuple):
    """A batch that Odoo was asked to confirm."""

    orders: Sequence[ConfirmOrder]
    troubles: Troubles
    was_draft: set[int]


class Confirming:
    """Confirms drafts that passed their read-back."""

    def __init__(self, port: OdooPort, pace: Pace) -> None:
        """``pace`` cuts the batches."""
        self._port = port
        self._pace = pace
        self._standings = Standings(port)

    def confirm(self, orders: Sequence[ConfirmOrder]) -> list[Confirmed]:
        """Confirm orders; answers stand in the order of ``orders``.

        While one batch is being confirmed, the dates of the one before it are written: the other order would leave
        one of Odoo's workers idle for a tenth of the time.
        """
        with _one_at_a_time, ThreadPoolExecutor(1, thread_name_prefix="odoo-dates") as beside:
            settled = [
                beside.submit(self._settled, self._acted(batch))
                for batch in self._pace.cut(orders, lambda order: order.lines)
            ]
        done = {order: answer for some in settled for order, answer in some.result().items()}
        return [done[order.record_id] for order in orders]

    def too_old_for_history(self) -> str:
        """The version, where this Odoo knows no way to confirm an order without its deliveries; else empty."""
        found = self._port.version()
        return f"Odoo {found.text}" if found.major < HISTORY_SINCE else ""

    def _acted(self, orders: Sequence[ConfirmOrder]) -> _Acted:
        """Confirm those that still are what was read back."""
        try:
            before = self._standings.read([order.record_id for order in orders])
            too_old = self.too_old_for_history() if any(order.history for order in orders) else ""
        except TryAgain:
            return _Acted(orders, {order.record_id: Trouble("try_again") for order in orders}, set())
        troubles: Troubles = {}
        to_act: dict[tuple[int | None, bool], list[ConfirmOrder]] = defaultdict(list)
        for order in orders:
            standing = before.get(order.record_id)
            found = self._objection(order, standing)
            if found is None and order.history and too_old:
                found = finding("BF-HIST-001", value=standing.name if standing else order.record_id, odoo=too_old)
            if found is not None:
                troubles[order.record_id] = Trouble("refused", found)
            elif standing is not None and standing.state in _DRAFT:
                to_act[standing.company_id, order.history].append(order)
        for (company_id, history), some in to_act.items():
            context = {**company_context(company_id), "tracking_disable": True, **(_OF_OLD if history else {})}
            with self._pace.measured(sum(order.lines for order in some)):
                troubles |= self._act(some, context)
        return _Acted(orders, troubles, {order.record_id for some in to_act.values() for order in some})

    def _settled(self, acted: _Acted) -> dict[int, Confirmed]:
        """Keep the dates and read what became of each."""
        orders, troubles, was_draft = acted
        try:
            after, unkept = self._keep_dates(orders, troubles)
            self._lock(orders, after)
        except TryAgain:
            return {order.record_id: _answer(order, None, Trouble("try_again")) for order in orders}
        unknown = {number: Trouble("unknown") for number in unkept}
        return {
            order.record_id: _answer(order, after.get(order.record_id), unknown[order.record_id])
            if order.record_id in unknown
            else self._outcome(order, after.get(order.record_id), troubles, was_draft)
            for order in orders
        }

    def _objection(self, order: ConfirmOrder, standing: Standing | None) -> Finding | None:
        """What a person did to the order since it was read back."""
        if standing is None:
            return finding("OD-STATE-001", value=order.record_id)
        if standing.state == "cancel":
            return finding("OD-STATE-002", value=standing.state, name=standing.name)
        if standing.state in _DRAFT and not standing.untouched(order.write_date, self._port.user_id()):
            return finding("OD-STATE-003", value=standing.last_writer, name=standing.name)
        return None

    def _act(self, orders: Sequence[ConfirmOrder], context: Context) -> Troubles:
        """Confirm; a refusal names none, so halve until the refuser stands alone."""
        try:
            at_call("odoo.sales.confirm.before")
            self._port.call("sale.order", "action_confirm", [order.record_id for order in orders], context=context)
            at_call("odoo.sales.confirm.after")
        except TryAgain:
            return {order.record_id: Trouble("try_again") for order in orders}
        except OutcomeUnknown:
            return {order.record_id: Trouble("unknown") for order in orders}
        except Refused as error:
            if len(orders) > 1:
                middle = len(orders) // 2
                return self._act(orders[:middle], context) | self._act(orders[middle:], context)
            found = finding("OD-STATE-004", name=orders[0].record_id, says=words(error))
            return {orders[0].record_id: Trouble("refused", found)}
        return {}

    def _keep_dates(
        self, orders: Sequence[ConfirmOrder], troubles: Troubles
    ) -> tuple[dict[int, Standing], frozenset[int]]:
        """Confirming set the orders' dates to now: write their own back, on those that nobody else wrote since.

        How the orders stand, and those whose date may be on its way still, because the answer to its write was lost:
        they are written again once Odoo can't be running the first write any more.
        """
        good = [order for order in orders if order.record_id not in troubles or _unsure(troubles[order.record_id])]
        standings = self._standings.read([order.record_id for order in good])
        moved: dict[int, str] = {}
        for order in good:
            standing = standings.get(order.record_id)
            if standing and order.ordered_at and self._date_was_moved(standing, order.ordered_at):
                moved[order.record_id] = as_odoo_time(order.ordered_at)
        if not moved:
            return standings, frozenset()
        lost = False
        try:
            DateWriting(self._port).write(moved)
        except OutcomeUnknown:
            lost = True
        now = self._standings.read(list(moved))
        dates = {order.record_id: order.ordered_at for order in good}
        unkept = {
            number
            for number, standing in now.items()
            if lost and (wanted := dates[number]) and self._date_was_moved(standing, wanted)
        }
        return standings | now, frozenset(unkept)

    def _lock(self, orders: Sequence[ConfirmOrder], after: dict[int, Standing]) -> None:
        """Orders of long ago are locked: a later change of a quantity would ask for all their goods after all."""
        ours = [
            order.record_id
            for order in orders
            if order.history
            and (standing := after.get(order.record_id))
            and standing.state in _CONFIRMED
            and standing.writer == self._port.user_id()
        ]
        if ours:
            at_call("odoo.sales.lock.before")
            with suppress(OutcomeUnknown):  # locking again does no harm, and nothing hangs on the answer
                self._port.call("sale.order", "action_lock", ours, context=UPDATE)
            at_call("odoo.sales.lock.after")

    def _date_was_moved(self, standing: Standing, wanted: datetime) -> bool:
        ours = standing.writer == self._port.user_id()
        return ours and standing.state in _CONFIRMED and not _same_second(standing.ordered_at, wanted)

    def _outcome(
        self, order: ConfirmOrder, standing: Standing | None, troubles: Troubles, was_draft: set[int]
    ) -> Confirmed:
        trouble = troubles.get(order.record_id)
        if trouble is not None and not (_unsure(trouble) and standing and standing.state in _CONFIRMED):
            return _answer(order, standing, trouble)
        if standing is None:
            return _answer(order, None, Trouble("refused", finding("OD-STATE-001", value=order.record_id)))
        if standing.state not in _CONFIRMED:
            found = finding("OD-STATE-005", value=standing.state, name=standing.name)
            return _answer(order, standing, Trouble("refused", found))
        outcome: Literal["confirmed", "existing"] = "confirmed" if order.record_id in was_draft else "existing"
        return _told(order, standing, outcome, by_others=standing.writers != {self._port.user_id()})


def _unsure(trouble: Trouble) -> bool:
    """The state read afterwards decides: an answer was lost, or Odoo refused what it had just done.

    A request that the network delivers twice is confirmed by the first copy, and we hear the refusal of the second.
    """
    refused_by_odoo = trouble.finding is not None and trouble.finding.code == "OD-STATE-004"
    return trouble.outcome == "unknown" or refused_by_odoo


def _same_second(left: datetime | None, right: datetime) -> bool:
    return left is not None and left == right.replace(microsecond=0)


def _told(
    order: ConfirmOrder, standing: Standing, outcome: Literal["confirmed", "existing"], *, by_others: bool
) -> Confirmed:
    found = None
    if outcome == "existing" and by_others:
        found = finding("OD-STATE-007", value=standing.last_writer, name=standing.name)
    elif order.ordered_at and not _same_second(standing.ordered_at, order.ordered_at):
        wanted = as_odoo_time(order.ordered_at)
        found = finding("OD-STATE-006", value=standing.ordered_at, name=standing.name, wanted=wanted)
    return Confirmed(
        external_id=order.external_id,
        outcome=outcome,
        record_id=order.record_id,
        record_name=standing.name,
        state=standing.state,
        ordered_at=standing.ordered_at,
        write_date=standing.write_date,
        finding=found,
    )


def _answer(order: ConfirmOrder, standing: Standing | None, trouble: Trouble) -> Confirmed:
    return Confirmed(
        external_id=order.external_id,
        outcome=trouble.outcome,
        record_id=order.record_id,
        record_name=standing.name if standing else "",
        state=standing.state if standing else "",
        finding=trouble.finding,
    )
