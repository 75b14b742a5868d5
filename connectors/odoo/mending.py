"""Mending: corrected values onto held drafts, only while they are drafts that nobody else wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from connectors.odoo.answers import words
from connectors.odoo.create_only import Columns
from connectors.odoo.outcomes import Mended, MendOrder
from connectors.odoo.pace import Pace
from connectors.odoo.port import UPDATE, OdooPort
from connectors.odoo.read_back import Reading
from connectors.odoo.rows import as_odoo_time, as_text
from connectors.odoo.standing import Standing, Standings
from domain.catalogue import finding
from domain.documents.resolved_order import ReadBackLine, ReadBackOrder, ResolvedLine
from domain.errors import OutcomeUnknown, Refused, TryAgain
from domain.findings import Finding
from domain.keys import line_external_id
from domain.seams import at_call

_COLUMNS: Columns = (
    ".id",
    "partner_id/.id",
    "partner_shipping_id/.id",
    "warehouse_id/.id",
    "pricelist_id/.id",
    "client_order_ref",
    "date_order",
    "order_line/.id",
    "order_line/product_id/.id",
    "order_line/product_uom_id/.id",
    "order_line/product_uom_qty",
    "order_line/price_unit",
    "order_line/discount",
)
"""A change of quantity, unit or product resets price and discount: so they are always sent with it."""


class Change(NamedTuple):
    """A draft and what it should be."""

    wanted: MendOrder
    now: ReadBackOrder


class Mending:
    """Writes corrected values on drafts, by the external ids of their lines."""

    def __init__(self, port: OdooPort, pace: Pace) -> None:
        """``pace`` cuts the batches."""
        self._port = port
        self._pace = pace
        self._standings = Standings(port)
        self._reading = Reading(port)

    def mend(self, orders: Sequence[MendOrder]) -> list[Mended]:
        """Mend drafts; answers stand in the order of ``orders``."""
        done: dict[str, Mended] = {}
        for batch in self._pace.cut(orders, lambda order: len(order.order.lines)):
            try:
                done |= self._batch(batch)
            except TryAgain:
                done |= {order.external_id: _mended(order, "try_again") for order in batch}
        return [done[order.external_id] for order in orders]

    def _batch(self, orders: Sequence[MendOrder]) -> dict[str, Mended]:
        standings = self._standings.read([order.record_id for order in orders])
        drafts = self._reading.orders([order.external_id for order in orders])
        done: dict[str, Mended] = {}
        changes: list[Change] = []
        for order in orders:
            standing, draft = standings.get(order.record_id), drafts.get(order.external_id)
            objection = self._objection(order, standing, draft)
            if draft is None or objection is not None:
                done[order.external_id] = _mended(order, "refused", finding=objection)
            elif _differs(order, draft):
                changes.append(Change(order, draft))
            else:
                done[order.external_id] = _mended(order, "same", standing=standing)
        return done | (self._write(changes) if changes else {})

    def _objection(self, order: MendOrder, standing: Standing | None, draft: ReadBackOrder | None) -> Finding | None:
        if standing is None or draft is None or draft.record_id != order.record_id:
            return finding("OD-STATE-001", value=order.record_id)
        if standing.state != "draft":
            return finding("OD-MEND-002", value=standing.state, name=standing.name)
        if not standing.untouched(order.write_date, self._port.user_id()):
            return finding("OD-STATE-003", value=standing.last_writer, name=standing.name)
        wanted = {line_external_id(order.external_id, line.position) for line in order.order.lines}
        there = {line.external_id for line in draft.lines}
        if wanted != there or len(there) != len(draft.lines):
            what = f"{len(draft.lines)} instead of {len(wanted)}, {len(there & wanted)} of them ours"
            return finding("OD-MEND-001", name=standing.name, what=what)
        return None

    def _write(self, changes: Sequence[Change]) -> dict[str, Mended]:
        """One transaction for all; where it is refused, halve until the refused one stands alone."""
        at_call("odoo.sales.mend.before")
        says = ""
        try:
            rows = [row for change in changes for row in _rows(change)]
            answer = self._port.load("sale.order", _COLUMNS, rows, context=UPDATE)
            says = "" if answer.ids else "; ".join(message.text for message in answer.messages)
        except OutcomeUnknown:
            return {change.wanted.external_id: _mended(change.wanted, "unknown") for change in changes}
        except Refused as error:
            says = words(error)
        at_call("odoo.sales.mend.after")
        if not says:
            return self._written(changes)
        if len(changes) > 1:
            middle = len(changes) // 2
            return self._write(changes[:middle]) | self._write(changes[middle:])
        found = finding("OD-MEND-003", name=changes[0].now.name, says=says)
        return {changes[0].wanted.external_id: _mended(changes[0].wanted, "refused", finding=found)}

    def _written(self, changes: Sequence[Change]) -> dict[str, Mended]:
        standings = self._standings.read([change.now.record_id for change in changes])
        return {
            change.wanted.external_id: _mended(change.wanted, "mended", standing=standings.get(change.now.record_id))
            for change in changes
        }


def _mended(
    order: MendOrder, outcome: str, *, standing: Standing | None = None, finding: Finding | None = None
) -> Mended:
    return Mended.model_validate(
        {
            "external_id": order.external_id,
            "outcome": outcome,
            "record_id": order.record_id,
            "write_date": standing.write_date if standing else None,
            "finding": finding,
        }
    )


def _differs(order: MendOrder, now: ReadBackOrder) -> bool:
    there = {line.external_id: line for line in now.lines}
    lines = order.order.lines
    return _head(order, now) != _head_now(now) or any(
        _line_differs(line, there[line_external_id(order.external_id, line.position)]) for line in lines
    )


def _line_differs(line: ResolvedLine, now: ReadBackLine) -> bool:
    wanted = (line.product_id, line.uom_id, line.quantity, line.price_unit, line.discount)
    return wanted != (now.product_id, now.uom_id, now.quantity, now.price_unit, now.discount)


def _head(order: MendOrder, now: ReadBackOrder) -> tuple[object, ...]:
    wanted = order.order
    return (
        wanted.customer_id,
        wanted.ship_to_id or now.ship_to_id,
        wanted.warehouse_id or now.warehouse_id,
        wanted.pricelist_id or now.pricelist_id,
        wanted.number,
        as_odoo_time(wanted.ordered_at) if wanted.ordered_at else _time(now),
    )


def _head_now(now: ReadBackOrder) -> tuple[object, ...]:
    parties = (now.customer_id, now.ship_to_id, now.warehouse_id, now.pricelist_id)
    return (*parties, now.client_reference, _time(now))


def _time(now: ReadBackOrder) -> str:
    return as_odoo_time(now.ordered_at) if now.ordered_at else ""


def _rows(change: Change) -> list[tuple[object, ...]]:
    order, now = change
    there = {line.external_id: line for line in now.lines}
    head = (now.record_id, *(value or False for value in _head(order, now)))
    blank = (False,) * len(head)
    rows = []
    for turn, line in enumerate(order.order.lines):
        record = there[line_external_id(order.external_id, line.position)].record_id
        price = as_text(line.price_unit) if line.price_unit is not None else False
        values = (record, line.product_id, line.uom_id, as_text(line.quantity), price, as_text(line.discount))
        rows.append((*(blank if turn else head), *values))
    return rows
