"""Lines of demand plans: looked at, summed up, compared, decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Row

from domain.planning.plan_line import LineState, PlanLine
from ledger.found import storable
from ledger.statements import statement

Verdict = Literal["approved", "first approval", "changed", "rejected"]


@dataclass(frozen=True, slots=True)
class LineSum:
    """Lines of one supplier (or place they come from), place, urgency and state."""

    origin: str
    kind: str
    place: str
    urgency: str
    state: LineState
    lines: int
    money: Decimal
    changed: int
    first: int
    """Approved by one of two."""
    earliest_due: date | None


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that an earlier plan had otherwise, or only one of the two has."""

    line: str
    sku: str
    place: str
    origin: str
    name: str
    before: Decimal | None
    after: Decimal | None
    value_before: Decimal
    value_after: Decimal
    due_before: date | None
    due_after: date | None


class PlanLines:
    """The lines, in the book's transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def _run(self, name: str, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def alone(self, profile: str) -> None:
        """Propose, decide and record within the profile one after the other, until the transaction ends."""
        self._run("planning_alone", profile=profile)

    def of(
        self,
        plan: int,
        *,
        lines: Sequence[str] | None = None,
        states: Sequence[LineState] | None = None,
        skus: Sequence[str] | None = None,
    ) -> list[PlanLine]:
        """Lines of a plan, what is urgent first, then by money."""
        asked = {"lines": _listed(lines), "states": _listed(states), "skus": _listed(skus)}
        return [PlanLine(**row._asdict()) for row in self._run("planning_lines", plan=plan, **asked)]

    def sums(self, plan: int) -> list[LineSum]:
        """The lines summed up, as they are to be ordered."""
        return [LineSum(**row._asdict()) for row in self._run("planning_sums", plan=plan)]

    def between(self, plan: int, earlier: int, most: int = 50) -> list[LineChange]:
        """What changed from an earlier plan to this one, the most money first."""
        return [LineChange(**row._asdict()) for row in self._run("planning_between", **_two(plan, earlier), most=most)]

    def plans_of(self, sku: str, profile: str | None = None) -> dict[str, int]:
        """The newest plan that has a line of the item, by place."""
        return {row.place: row.plan_id for row in self._run("planning_of_item", sku=sku, profile=profile)}

    def bound(self, profile: str, today: date, skus: Sequence[str]) -> dict[str, Decimal]:
        """Money by supplier that plans of the day have bound: ordered, or approved and not for these items (none: all).

        What is approved for these items, but not ordered yet, a plan of them proposes anew.
        """
        rows = self._run("planning_bound", profile=profile, today=today, skus=[*skus] or None)
        return {row.origin: row.money for row in rows}

    def decide(self, plan: int, digest: str, lines: Sequence[PlanLine], *, by: str, verdict: Verdict) -> frozenset[str]:
        """Keep lines as people want them; the plan's hash must be the one they saw.

        Only what is not recorded for posting, and not what a newer plan covers.

        Returns:
            The keys of those that were kept.
        """
        if not lines:
            return frozenset()
        values = {
            "lines": [one.line for one in lines],
            "states": [one.state for one in lines],
            "reasons": [storable(one.reason) for one in lines],
            "firsts": [storable(one.first_by) for one in lines],
            "changers": [storable(one.changed_by) for one in lines],
            "quantities": [one.changed_quantity for one in lines],
            "dues": [one.changed_due_on for one in lines],
            "origins": [one.changed_origin for one in lines],
            "prices": [one.changed_price for one in lines],
        }
        rows = self._run("planning_decide", plan=plan, hash=digest, by=storable(by), **values)
        done = frozenset(row.line for row in rows)
        if done:
            self._run("planning_audit_lines", by=storable(by), verdict=verdict, plan=plan, lines=sorted(done))
        return done


def _listed(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else [*values]


def _two(plan: int, earlier: int) -> dict[str, int]:
    return {"plan": plan, "earlier": earlier}
