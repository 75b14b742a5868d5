"""Lines of a plan for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.planning.plan_line import PlanLine


def plan_line(sku="MUG", quantity=10, price="10", origin="ACME", place="WH", **more):
    number, each = Decimal(quantity), Decimal(price)
    values = {
        "plan_id": 1, "line": f"{sku}/{place}/{origin}", "kind": "purchase", "sku": sku, "place": place,
        "origin": origin, "quantity": number, "need": number, "unit_price": each, "value": number * each,
        "order_on": date(2026, 3, 2), "due_on": date(2026, 3, 12), "urgency": "normal", "category": "Kitchen / Cups",
        "name": sku.title(), "unit": "Units",
    }  # fmt: skip
    return PlanLine(**values | more)
