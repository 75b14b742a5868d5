"""A planning profile, and a proposed plan of it with its frames in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.planning.frames import ITEMS, SUPPLIERS
from domain.planning.plan_codes import plan_hash
from ledger.plans import PlanIn
from tasks.planning.keeping import keep_frames
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.ledger.planned import line

PROFILE = """
plan: north
currency: EUR
approval:
{approval}
"""
NOBODY_NAMED = "  automatic_below: 0"
TODAY = date(2026, 3, 2)


@dataclass
class Planner:
    """A house with a planning profile, and plans in its ledger."""

    house: Resources
    folder: object

    def rules(self, approval: str) -> None:
        """Let the profile say who approves."""
        (self.folder / "planning" / "north.yaml").write_text(PROFILE.format(approval=approval))

    def propose(self, code: str, *lines, made_by: str = "lading", outputs=None) -> int:
        """A proposed plan with these lines, and suppliers ACME (packs of 6, 12 at least) and BIRO for each item."""
        skus = sorted({one.sku for one in lines})
        items = ITEMS.of([{"sku": sku, "name": sku.title(), "created_on": TODAY} for sku in skus])
        offers = [
            {"sku": sku, "supplier": name, "supplier_id": 1, "quantity_min": least, "price": price, "pack": pack}
            for sku in skus
            for name, least, price, pack in (("ACME", 12, 2.5, 6), ("ACME", 60, 2.0, 6), ("BIRO", 1, 3.0, 1))
        ]
        frames = {ITEMS: items, SUPPLIERS: SUPPLIERS.of(offers)}
        digests = keep_frames(self.house.archive, frames)
        with self.house.ledger.open() as book:
            begun = PlanIn(profile="north", kind="manual", today=TODAY, made_by=made_by)
            plan = book.plans.begin(begun)
            book.plans.keep(plan, inputs=digests, outputs=outputs)
            book.plans.name(plan, code, datetime(2026, 3, 2, 5, tzinfo=UTC))
            book.plans.propose(plan, plan_hash(code, digests), {"currency": "EUR"}, lines)
            book.commit(f"test.propose.{code}")
        return plan

    def states(self, plan: int) -> dict[str, str]:
        """State by item."""
        with self.house.ledger.open() as book:
            return {one.sku: one.state for one in book.plan_lines.of(plan)}

    def line(self, plan: int, sku: str):
        """The line of an item."""
        with self.house.ledger.open() as book:
            return next(one for one in book.plan_lines.of(plan) if one.sku == sku)


def planner_of(ledger_url: str, home, folder) -> Planner:
    """A house whose profiles stand in ``folder``."""
    (folder / "planning").mkdir(parents=True)
    made = Planner(Resources(Settings(ledger_url=ledger_url, home=home, partners=folder)), folder)
    made.rules(NOBODY_NAMED)
    return made


def some_lines():
    """Three lines: two of ACME, late and soon, one of BIRO."""
    return (
        line("MUG", quantity=120, price="2.00", urgency="late"),
        line("CUP", quantity=12),
        line("PEN", origin="BIRO", quantity=Decimal(5), price="3.00", urgency="normal"),
    )
