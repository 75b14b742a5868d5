"""Changes of orders: a difference written in one transaction, or the order cancelled; then looked at again.

Safe to repeat: quantities and prices are written as they should be, not by how much they differ, lines stand under
their external ids (a new one is made once), and a cancelled order is cancelled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TypeVar

from connectors.odoo.answers import lost_a_race, words
from connectors.odoo.create_only import Columns
from connectors.odoo.date_writing import DateWriting
from connectors.odoo.deadlines import Deadlines
from connectors.odoo.external_ids import external_ids_of
from connectors.odoo.outcomes import Amended, AmendOrder, CancelOrder
from connectors.odoo.port import UPDATE, Context, OdooPort
from connectors.odoo.read_back import Reading
from connectors.odoo.rows import LINE_COLUMNS, as_odoo_time, as_text, exact
from connectors.odoo.standing import Standings
from domain.amending import Stands
from domain.catalogue import finding
from domain.documents.resolved_order import ResolvedLine
from domain.errors import OutcomeUnknown, Refused, TryAgain
from domain.findings import Finding
from domain.keys import line_external_id
from domain.seams import at_call

_CHANGING: Context = {**UPDATE, "update_delivery_shipping_partner": True}
"""Odoo's own switch: a new delivery address goes on to the open deliveries, too."""
_CANCELLING: Context = {**UPDATE, "disable_cancel_warning": True}
"""Before 19 a confirmed order asks in a window whether the customer shall be written to: no."""

_Answers = dict[str, Amended]
_Order = TypeVar("_Order", bound=CancelOrder)
_Ask = Callable[[Sequence[_Order]], str]
"""Asks Odoo for some orders at once; gives its refusal in words, empty where it did it."""


class Amending:
    """Writes changes on orders, and cancels them."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: the sales bot's."""
        self._port = port
        self._reading = Reading(port)
        self._standings = Standings(port)
        self._deadlines = Deadlines(port)
        self._dates = DateWriting(port)

    def stands(self, external_ids: Sequence[str]) -> dict[str, Stands]:
        """Orders as they stand, with what of them is delivered and invoiced; one that is gone is absent.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        orders = self._reading.orders(external_ids)
        records = [order.record_id for order in orders.values()]
        if not records:
            return {}
        locked = {
            row["id"]: bool(row["locked"]) for row in self._port.search_read("sale.order", _in(records), ["locked"])
        }
        moved, standings, bot = self._moved(records), self._standings.read(records), self._port.user_id()
        return {
            name: Stands(
                order,
                locked=locked.get(order.record_id, False),
                ours=order.record_id in standings and standings[order.record_id].writer == bot,
                delivered=moved[order.record_id]["qty_delivered"],
                invoiced=moved[order.record_id]["qty_invoiced"],
            )
            for name, order in orders.items()
        }

    def _moved(self, records: Sequence[int]) -> dict[int, dict[str, dict[str, Decimal]]]:
        """By order and field: quantities by external id of the line; a line that is not ours by its record."""
        fields = ("qty_delivered", "qty_invoiced")
        found: dict[int, dict[str, dict[str, Decimal]]] = {record: {name: {} for name in fields} for record in records}
        domain = [("order_id", "in", list(records)), ("display_type", "=", False)]
        lines = self._port.search_read("sale.order.line", domain, ["order_id", *fields], order="id")
        names = external_ids_of(self._port, "sale.order.line", [line["id"] for line in lines])
        for line in lines:
            for name in fields:
                found[line["order_id"]][name][names.get(line["id"], f"line {line['id']}")] = exact(line[name])
        return found

    def amend(self, orders: Sequence[AmendOrder]) -> list[Amended]:
        """Write changes; answers stand in the order of ``orders``."""
        confirmed = [order.record_id for order in orders if order.confirmed]
        try:
            dates, receipts = self._deadlines.dates(confirmed), self._deadlines.receipts(confirmed)
        except TryAgain:
            return [_amended(order, "try_again") for order in orders]
        grouped: dict[tuple[Columns, int | None], list[AmendOrder]] = defaultdict(list)
        for order in orders:
            grouped[_columns(order, dates), order.wanted.company_id].append(order)
        done: _Answers = {}
        for (columns, company_id), some in grouped.items():
            context = {**_CHANGING, **({"allowed_company_ids": [company_id]} if company_id else {})}
            done |= self._halved(some, partial(self._write, dates=dates, columns=columns, context=context))
        written = [order for order in orders if done[order.external_id].outcome == "amended"]
        done |= self._kept(written, dates)
        done |= self._astray([order for order in written if order.confirmed], receipts)
        return [done[order.external_id] for order in orders]

    def _kept(self, orders: Sequence[AmendOrder], dates: Mapping[int, datetime]) -> _Answers:
        """The orders' own dates back; where that answer is lost, all of it is looked at again."""
        own = {
            order.record_id: as_odoo_time(order.ordered_at)
            for order in orders
            if order.ordered_at is not None and (order.record_id in dates or not _columns(order, {})[1:])
        }
        try:
            self._dates.write(own)
        except (TryAgain, OutcomeUnknown) as trouble:
            outcome = "try_again" if isinstance(trouble, TryAgain) else "unknown"
            return {order.external_id: _amended(order, outcome) for order in orders if order.record_id in own}
        return {}

    def _astray(self, orders: Sequence[AmendOrder], before: Mapping[int, frozenset[int]]) -> _Answers:
        """Deliveries that did not follow: Odoo brings goods back that never left."""
        try:
            after = self._deadlines.receipts([order.record_id for order in orders])
        except TryAgain:
            return {}
        return {
            order.external_id: _amended(order, "amended", found=finding("SC-MOVE-001", value=order.name))
            for order in orders
            if after[order.record_id] - before.get(order.record_id, frozenset())
        }

    def cancel(self, orders: Sequence[CancelOrder]) -> list[Amended]:
        """Cancel orders; answers stand in the order of ``orders``. What is cancelled already is left alone."""
        done = self._halved(orders, self._cancel) if orders else {}
        return [done[order.external_id] for order in orders]

    def _halved(self, orders: Sequence[_Order], ask: _Ask[_Order]) -> _Answers:
        """One transaction for all; where it is refused, halve until the refused one stands alone."""
        try:
            says = ask(orders)
        except TryAgain:
            return {order.external_id: _amended(order, "try_again") for order in orders}
        except OutcomeUnknown:
            return {order.external_id: _amended(order, "unknown") for order in orders}
        if not says:
            return {order.external_id: _amended(order, "amended") for order in orders}
        if len(orders) > 1:
            middle = len(orders) // 2
            return self._halved(orders[:middle], ask) | self._halved(orders[middle:], ask)
        return {orders[0].external_id: _amended(orders[0], "refused", says)}

    def _write(
        self, orders: Sequence[AmendOrder], *, dates: Mapping[int, datetime], columns: Columns, context: Context
    ) -> str:
        if len(columns) == 1:
            return ""  # only the order's own date is to be written back
        rows = [row for order in orders for row in _rows(order, dates)]
        at_call("odoo.sales.amend.before")
        try:
            answer = self._port.load("sale.order", columns, rows, context=context)
        except Refused as error:
            return words(error)
        at_call("odoo.sales.amend.after")
        if answer.ids:
            return ""
        texts = [message.text for message in answer.messages] or ["no reason given"]
        if lost := next((text for text in texts if lost_a_race(text)), ""):
            raise TryAgain(lost)
        return "; ".join(texts)

    def _cancel(self, orders: Sequence[CancelOrder]) -> str:
        at_call("odoo.sales.cancel.before")
        try:
            self._port.call("sale.order", "action_cancel", [one.record_id for one in orders], context=_CANCELLING)
        except Refused as error:
            return words(error)
        at_call("odoo.sales.cancel.after")
        return ""


def _in(records: Sequence[int]) -> list[object]:
    return [("id", "in", list(records))]


def _head(order: AmendOrder, dates: Mapping[int, datetime]) -> dict[str, object]:
    wanted, fields = order.wanted, order.amendment.head
    head: dict[str, object] = {".id": order.record_id}
    if order.amendment.lines and order.record_id in dates and "requested_date" not in fields:
        head["date_order"] = as_odoo_time(dates[order.record_id])
    if "ship_to_id" in fields:
        head["partner_shipping_id/.id"] = wanted.ship_to_id or wanted.customer_id
    if "requested_date" in fields:
        day = wanted.requested_date
        head["commitment_date"] = f"{day:%Y-%m-%d} 12:00:00" if day else False
    return head


def _columns(order: AmendOrder, dates: Mapping[int, datetime]) -> Columns:
    return (*_head(order, dates), *(LINE_COLUMNS if order.amendment.lines else ()))


def _rows(order: AmendOrder, dates: Mapping[int, datetime]) -> list[tuple[object, ...]]:
    head = tuple(_head(order, dates).values())
    lines = [_line(order.wanted.external_id, line) for line in order.amendment.lines]
    if not lines:
        return [head]
    blank = (False,) * len(head)
    return [(*(blank if turn else head), *line) for turn, line in enumerate(lines)]


def _line(order_external_id: str, line: ResolvedLine) -> tuple[object, ...]:
    price = as_text(line.price_unit) if line.price_unit is not None else False
    return (
        line_external_id(order_external_id, line.position),
        line.position,
        line.product_id,
        line.uom_id,
        as_text(line.quantity),
        price,
        as_text(line.discount),
    )


def _amended(order: CancelOrder, outcome: str, says: str = "", *, found: Finding | None = None) -> Amended:
    if says:
        found = finding("SC-WRITE-001", value=order.number, name=order.name, says=says)
    return Amended.model_validate({"external_id": order.external_id, "outcome": outcome, "finding": found})
