"""A change beside its order: what the ledger knows of the thread, put together once for every stage that needs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.changing import Applied, Ordered, applied, ordered
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import CHANGE_TYPE, SalesOrderChange
from domain.keys import external_id, order_key
from ledger.values import DocumentRow
from tasks.runtime.resources import Resources

READABLE = len(b"{}")
_NEVER_ORDERS = frozenset({"duplicate", "superseded"})


@dataclass(frozen=True)
class ChangeCase:
    """One change, its order, and the changes that were applied to it before."""

    row: DocumentRow
    order_row: DocumentRow | None
    """The order as the ledger has it; None: it has not come yet."""
    before: tuple[DocumentRow, ...] = ()
    """Changes that are done, in the order in which they were applied."""

    @cached_property
    def change(self) -> SalesOrderChange:
        """As read."""
        return SalesOrderChange.model_validate_json(self.row.payload)

    @cached_property
    def earlier(self) -> tuple[SalesOrderChange, ...]:
        """The changes applied before, as read."""
        return tuple(SalesOrderChange.model_validate_json(row.payload) for row in self.before)

    @cached_property
    def standing(self) -> Ordered:
        """The customer's order as it stands; ``order_row`` must be there."""
        payload = self.order_row.payload if self.order_row else b""
        return ordered(SalesOrder.model_validate_json(payload), self.earlier)

    @cached_property
    def applied(self) -> Applied:
        """What this change makes of it."""
        return applied(self.standing, self.change)

    @cached_property
    def base(self) -> ResolvedOrder | None:
        """What was posted last; None: nothing was."""
        rows = (self.order_row, *(row for row in self.before if row.key is None or row.key.purpose == "change"))
        known = [row.resolved for row in rows if row is not None and row.resolved]
        return ResolvedOrder.model_validate_json(known[-1]) if known else None

    @property
    def order_external_id(self) -> str:
        """Of the order's record in Odoo."""
        key = self.row.key or self.change.key
        return external_id(order_key(key))


def case_of_order(thread: Sequence[DocumentRow]) -> ChangeCase | None:
    """An order of one thread with the changes that are done; None: no order has come."""
    order = _order(thread)
    return None if order is None else _case(order, thread)


def of_changes(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """Those that are changes."""
    return [row for row in rows if row.type == CHANGE_TYPE]


def of_orders(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """Those that are not."""
    return [row for row in rows if row.type != CHANGE_TYPE]


def cases_of(house: Resources, rows: Sequence[DocumentRow]) -> list[ChangeCase]:
    """Each change with its order, in one read for all."""
    if not rows:
        return []
    threads: dict[int, list[DocumentRow]] = defaultdict(list)
    with house.ledger.open() as book:
        for one in book.documents.of_threads(sorted({row.thread_id for row in rows})):
            threads[one.thread_id].append(one)
    return [_case(row, threads[row.thread_id]) for row in rows]


def _case(row: DocumentRow, thread: Sequence[DocumentRow]) -> ChangeCase:
    done = [one for one in of_changes(thread) if one.state == "done" and one.id != row.id]
    return ChangeCase(row, _order(thread), tuple(done))


def _order(thread: Sequence[DocumentRow]) -> DocumentRow | None:
    """The order itself: not one sent twice, and of two with other contents the one that went through."""
    orders = [one for one in of_orders(thread) if one.state not in _NEVER_ORDERS and len(one.payload) > READABLE]
    settled = [one for one in orders if one.state in {"done", "resolved"}]
    return max(settled, key=_id) if settled else min(orders, key=_id, default=None)


def _id(row: DocumentRow) -> int:
    return row.id
