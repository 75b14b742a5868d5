"""Confirming a plan's orders: read the state, act, read the state again. What people touched is theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from connectors.odoo.answers import words
from connectors.odoo.drafting import company_context
from connectors.odoo.outcomes import Trouble
from connectors.odoo.pace import Pace
from connectors.odoo.port import Context, OdooPort
from connectors.odoo.purchasing.making import MODELS
from connectors.odoo.purchasing.outcomes import Confirmed, StandingOrder
from connectors.odoo.purchasing.reading import Reading
from domain.catalogue import finding
from domain.errors import OutcomeUnknown, Refused, TryAgain
from domain.findings import Finding
from domain.planning.orders import Kind
from domain.seams import at_call

_DRAFT = frozenset({"draft", "sent"})
_WAITS = frozenset({"to approve"})
_GONE = frozenset({"cancel"})
_ACTIONS: Mapping[Kind, str] = {"purchase": "button_confirm", "transfer": "action_confirm"}


class _No(NamedTuple):
    """Why an order was not confirmed."""

    outcome: Trouble
    finding: Finding | None = None


class Confirming:
    """Confirms drafts that passed their read-back.

    Asked twice at once, or again after a lost answer, Odoo does it once: it skips what is no draft any more, and of two
    that confirm the same order at once one loses the race and begins anew.
    """

    def __init__(self, port: OdooPort, pace: Pace) -> None:
        """``pace`` cuts the batches."""
        self._port = port
        self._pace = pace
        self._reading = Reading(port)

    def confirm(self, kind: Kind, orders: Sequence[StandingOrder]) -> list[Confirmed]:
        """Confirm orders; answers stand in the order of ``orders``."""
        done: dict[str, Confirmed] = {}
        for batch in self._pace.cut(orders, lambda order: len(order.lines)):
            try:
                done |= self._batch(kind, batch)
            except TryAgain:
                done |= {one.external_id: _answer(one, None, _No("try_again")) for one in batch}
        return [done[order.external_id] for order in orders]

    def _batch(self, kind: Kind, orders: Sequence[StandingOrder]) -> dict[str, Confirmed]:
        names = [order.external_id for order in orders]
        before = self._reading.orders(kind, names)
        to_act: dict[int, list[StandingOrder]] = defaultdict(list)
        for order in orders:
            now = before.get(order.external_id)
            if now is not None and now.state in _DRAFT and self._untouched(order, now):
                to_act[now.company_id or 0].append(now)
        troubles: dict[str, _No] = {}
        for company, some in to_act.items():
            context = {**company_context(company or None), "tracking_disable": True}
            with self._pace.measured(sum(len(order.lines) for order in some)):
                troubles |= self._act(kind, some, context)
        acted = {order.external_id for some in to_act.values() for order in some}
        after = self._reading.orders(kind, names)
        return {
            order.external_id: self._told(
                order, after.get(order.external_id), order.external_id in acted, troubles.get(order.external_id)
            )
            for order in orders
        }

    def _untouched(self, seen: StandingOrder, now: StandingOrder) -> bool:
        """Nobody but the bot has ever written it, and nobody has since it was read back."""
        return now.writers == {self._port.user_id()} and now.write_date == seen.write_date

    def _act(self, kind: Kind, orders: Sequence[StandingOrder], context: Context) -> dict[str, _No]:
        """Confirm; a refusal names none, so halve until the refuser stands alone."""
        try:
            at_call("odoo.purchasing.confirm.before")
            self._port.call(MODELS[kind], _ACTIONS[kind], [order.record_id for order in orders], context=context)
            at_call("odoo.purchasing.confirm.after")
        except TryAgain:
            return {order.external_id: _No("try_again") for order in orders}
        except OutcomeUnknown:
            return {order.external_id: _No("unknown") for order in orders}
        except Refused as error:
            if len(orders) > 1:
                middle = len(orders) // 2
                return self._act(kind, orders[:middle], context) | self._act(kind, orders[middle:], context)
            found = finding("PL-POST-006", value=orders[0].name, says=words(error))
            return {orders[0].external_id: _No("refused", found)}
        return {}

    def _told(self, order: StandingOrder, now: StandingOrder | None, acted: bool, no: _No | None) -> Confirmed:
        """The state read afterwards decides; trouble only says why it is still a draft."""
        if now is None:
            return _answer(order, None, _No("refused", finding("PL-POST-004", value=order.name)))
        if now.state in _GONE:
            return _theirs(order, now, "a person, who cancelled it")
        if now.state in _WAITS:
            found = finding("PL-POST-007", value=now.name)
            return Confirmed(**_known(order, now), outcome="waits", finding=found)
        if now.state not in _DRAFT:
            return Confirmed(**_known(order, now), outcome="confirmed" if acted else "existing")
        if not acted:
            return _theirs(order, now, "a person")
        return _answer(order, now, no or _No("try_again"))


def _theirs(order: StandingOrder, now: StandingOrder, who: str) -> Confirmed:
    found = finding("PL-POST-005", value=now.name, who=who)
    return Confirmed(**_known(order, now), outcome="theirs", finding=found)


def _answer(order: StandingOrder, now: StandingOrder | None, no: _No) -> Confirmed:
    return Confirmed(**_known(order, now), outcome=no.outcome, finding=no.finding)


def _known(order: StandingOrder, now: StandingOrder | None) -> dict[str, object]:
    standing = now or order
    return {
        "external_id": order.external_id,
        "record_id": order.record_id,
        "name": standing.name,
        "state": standing.state if now else "",
    }
