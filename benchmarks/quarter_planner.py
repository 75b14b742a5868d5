"""The quarter's planner: a scripted person who decides each evening, and sets edits that outlive a plan."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.quarter_demand import Quarter
from domain.planning.approving import Choice
from domain.planning.overrides import Scope
from domain.planning.plan_line import PlanLine
from ledger.plan_overrides import OverrideIn
from tasks.planning.deciding import Decided, decide
from tasks.planning.publishing import Told
from tasks.runtime.resources import Resources

PERSON = "mia"
_REJECTED, _CHANGED = 8, 15
"""Of a hundred lines: so many are rejected, and so many more changed."""


@dataclass
class Planner:
    """What mia did."""

    house: Resources
    profile: str
    quarter: Quarter
    counts: dict[str, int] = field(default_factory=dict)

    def edits(self, number: int) -> None:
        """Edits of the day, each with a reason and an end."""
        today = self.quarter.day(number)
        with self.house.ledger.open() as book:
            for edit in self._edits(number, today):
                if book.overrides.add(self.profile, edit, by=PERSON) is not None:
                    self._count("overrides")
            book.commit("benchmarks.quarter.edits")

    def _edits(self, number: int, today: date) -> Iterator[OverrideIn]:
        """One each week, of another kind each time."""
        if number % 7 != 3:
            return
        week = number // 7
        sku = self.quarter.items[(week * 5) % len(self.quarter.items)].sku
        supplier = self.quarter.items[(week * 5) % len(self.quarter.items)].supplier.name
        kinds = (
            (Scope(sku=sku), "demand_factor", "1.3", "an action of the shops", 14),
            (Scope(sku=sku), "service_level", "0.99", "promised to a customer", 21),
            (Scope(supplier=supplier), "service_level", "0.97", "the supplier is unsure", 10),
            (Scope(sku=sku, place="WH"), "quantity", "48", "agreed by telephone", 5),
            (Scope(sku=sku), "reject", "", "to be delisted, perhaps", 6),
        )
        scope, what, value, reason, days = kinds[week % len(kinds)]
        yield OverrideIn(scope=scope, what=what, value=value, reason=reason, expires_on=today + timedelta(days=days))

    def decide(self, told: Told) -> Decided | None:
        """Say yes, another quantity, or no to each line that waits; None: none waits."""
        if not told.waiting:
            return None
        with self.house.ledger.open() as book:
            head = book.plans.of(told.plan)
            lines = book.plan_lines.of(told.plan, states=["proposed"])
        done = decide(self.house, head, [self._choice(one, head.today) for one in lines], by=PERSON)
        for outcome in {one.outcome for one in done.results}:
            self._count(outcome, done.count(outcome))
        self._count("kept for later plans", len(done.overrides))
        return done

    def _choice(self, line: PlanLine, today: date) -> Choice:
        chance = zlib.crc32(f"{today}/{line.line}".encode()) % 100
        if chance < _REJECTED:
            until = today + timedelta(days=2)
            return Choice(line=line.line, verdict="reject", reason="no room this week", keep_until=until)
        if chance < _REJECTED + _CHANGED:
            other = (line.quantity * Decimal("1.25" if chance % 2 else "0.8")).to_integral_value() + 1
            return Choice(line=line.line, verdict="change", quantity=other, reason="what fits on the pallet")
        return Choice(line=line.line, verdict="accept", reason="fair")

    def _count(self, what: str, times: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + times
