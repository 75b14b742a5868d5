"""Exchanges with a planning platform: what it was given and when, what it delivered, whether it is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row

from domain.planning.exchange import Part
from ledger.audit import AuditTrail
from ledger.found import storable
from ledger.statements import statement
from ledger.values import AuditIn

Verdict = Literal["", "use", "late", "again"]
DeliveryState = Literal["taken", "conflict", "unreadable"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A plan whose inputs the platform was given."""

    plan_id: int
    code: str
    profile: str
    asked_at: datetime
    verdict: Verdict
    says: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A part that came."""

    kind: str
    version: int
    part: int
    parts: int
    name: str
    sha256: str
    state: DeliveryState
    says: str
    received_at: datetime

    @property
    def taken(self) -> Part:
        """As the rules look at it."""
        return Part(self.kind, self.version, self.part, self.parts, self.sha256, self.received_at)  # type: ignore[arg-type]


class PlanExchanges:
    """The exchanges, in the book's transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection
        self._trail = AuditTrail(connection)

    def _run(self, which: str, /, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(which), values)
        return list(result) if result.returns_rows else []

    def asked(self, plan: int) -> bool:
        """The platform has the plan's inputs; False: that was known."""
        new = bool(self._run("planning_exchange_asked", plan=plan))
        if new:
            self._audit("plan given to its platform", plan)
        return new

    def of(
        self,
        *,
        plan: int | None = None,
        profile: str | None = None,
        verdicts: Sequence[Verdict] | None = None,
        most: int = 20,
    ) -> list[Exchange]:
        """Exchanges, the newest plan first."""
        listed = None if verdicts is None else [*verdicts]
        rows = self._run("planning_exchanges", plan=plan, profile=profile, verdicts=listed, most=most)
        return [Exchange(**row._asdict()) for row in rows]

    def end(self, plan: int, verdict: Verdict, says: str = "") -> bool:
        """Waiting is over; False: it was over before."""
        done = bool(self._run("planning_exchange_ended", plan=plan, verdict=verdict, says=storable(says)))
        if done:
            self._audit("plan and its platform", plan, verdict=verdict, says=says)
        return done

    def deliver(self, plan: int, part: Part, name: str, *, state: DeliveryState = "taken", says: str = "") -> str:
        """Keep that a part came (its bytes are archived); its state, or empty where the same bytes came before."""
        values = {
            "kind": part.kind, "version": part.version, "part": part.part, "parts": part.parts, "sha256": part.sha256,
            "name": storable(name), "state": state, "says": storable(says),
        }  # fmt: skip
        rows = self._run("planning_delivered", plan=plan, **values)
        if not rows:
            return ""
        self._audit("plan delivery", plan, **values | {"state": rows[0].state})
        return str(rows[0].state)

    def deliveries(self, plan: int) -> list[DeliveryRow]:
        """All that came for the plan."""
        return [DeliveryRow(**row._asdict()) for row in self._run("planning_deliveries", plan=plan)]

    def _audit(self, what: str, plan: int, /, **data: object) -> None:
        self._trail.append_many([AuditIn(actor="lading", kind=what, data={"plan": plan} | data)])
