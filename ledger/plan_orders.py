"""Orders that a plan leaves in Odoo: each is recorded before the call, then what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import orjson
from sqlalchemy import Connection, Row

from domain.findings import Finding
from ledger.found import dumped, loaded, storable
from ledger.statements import statement

OrderState = Literal["recorded", "unknown", "drafted", "verified", "confirmed", "refused"]
ORDER_STATES: tuple[OrderState, ...] = get_args(OrderState)
UNSETTLED: tuple[OrderState, ...] = ("recorded", "unknown")
"""What came of it is not known: it is looked up before anything is sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderIn:
    """An order that is about to be made."""

    external_id: str
    kind: str
    """purchase, transfer, make, or rule (a reordering rule, without lines)."""
    payload_hash: str
    payload: Mapping[str, object]
    lines: tuple[str, ...] = ()
    """Keys of the plan's lines in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSettle:
    """What came back."""

    external_id: str
    state: OrderState
    record_id: int | None = None
    name: str = ""
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order as the ledger has it."""

    external_id: str
    plan_id: int
    kind: str
    payload_hash: str
    payload: Mapping[str, Any]
    state: OrderState
    attempt: int
    record_id: int | None
    name: str
    findings: tuple[Finding, ...]
    not_before: datetime | None
    recorded_at: datetime
    settled_at: datetime | None


class PlanOrders:
    """The orders, in the book's transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def _run(self, name: str, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def record(self, plan: int, orders: Sequence[OrderIn], *, by: str = "lading") -> list[OrderRow]:
        """Record orders whose lines are all approved still; commit before the call.

        One that stands already comes back as it is (one that was refused is recorded anew); one of which a line is no
        longer approved is left out.
        """
        if not orders:
            return []
        keys = [one.external_id for one in orders]
        pairs = [(one.external_id, line) for one in orders for line in one.lines]
        taken = self._run(
            "planning_take_lines", plan=plan, keys=[key for key, _ in pairs], lines=[line for _, line in pairs]
        )
        whole = {row.order_key for row in taken} | {one.external_id for one in orders if not one.lines}
        new = [one for one in orders if one.external_id in whole]
        recorded = self._run(
            "planning_record_orders",
            plan=plan,
            keys=[one.external_id for one in new],
            kinds=[one.kind for one in new],
            hashes=[one.payload_hash for one in new],
            payloads=[orjson.dumps(dict(one.payload), default=str).decode() for one in new],
        )
        self._audit([row.external_id for row in recorded], by)
        return self.of(keys=keys)

    def settle(
        self, settles: Sequence[OrderSettle], *, not_before: datetime | None = None, by: str = "lading"
    ) -> frozenset[str]:
        """Record what came back; lines follow their orders. Returns the orders that went on by this call.

        Args:
            settles: an order only goes forward; what stands already is left as it is.
            not_before: for those of unknown outcome, when they may be looked up.
            by: who says so.
        """
        if not settles:
            return frozenset()
        rows = self._run(
            "planning_settle_orders",
            keys=[one.external_id for one in settles],
            states=[one.state for one in settles],
            records=[one.record_id for one in settles],
            names=[storable(one.name) for one in settles],
            findings=[dumped(one.findings) for one in settles],
            not_before=not_before,
        )
        done = [row.external_id for row in rows]
        self._run("planning_settle_lines", keys=done)
        self._audit(done, by)
        return frozenset(done)

    def unknown(self, keys: Sequence[str], not_before: datetime) -> frozenset[str]:
        """The answer was lost: looked up, and nothing sent again, not before ``not_before``."""
        return self.settle([OrderSettle(external_id=key, state="unknown") for key in keys], not_before=not_before)

    def of(
        self,
        plan: int | None = None,
        *,
        profile: str | None = None,
        keys: Sequence[str] | None = None,
        states: Sequence[OrderState] | None = None,
    ) -> list[OrderRow]:
        """Orders of a plan, or of a profile, the oldest plan first."""
        listed = {"keys": None if keys is None else [*keys], "states": None if states is None else [*states]}
        return [_order(row) for row in self._run("planning_orders", plan=plan, profile=profile, **listed)]

    def _audit(self, keys: Sequence[str], by: str) -> None:
        if keys:
            self._run("planning_audit_orders", keys=[*keys], by=storable(by))


def _order(row: Row[Any]) -> OrderRow:
    values = row._asdict()
    return OrderRow(**values | {"findings": loaded(orjson.loads(values["findings"]))})
