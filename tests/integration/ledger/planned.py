"""Plans for the ledger's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from domain.planning.plan_line import LineIn
from ledger.plans import PlanIn

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)


def line(sku="MUG", place="WH", origin="ACME", quantity=10, price="2.50", **more):
    number, each = Decimal(quantity), Decimal(price)
    values = {
        "line": f"purchase/{sku}/{place}/{origin}", "kind": "purchase", "sku": sku, "place": place, "origin": origin,
        "quantity": number, "need": number, "unit_price": each, "value": number * each, "order_on": TODAY,
        "due_on": date(2026, 3, 12), "urgency": "soon", "name": sku.title(), "category": "Kitchen / Cups",
        "unit": "Units",
    }  # fmt: skip
    return LineIn(**values | more)


def begun(book, code="", *, profile="north", skus=(), kind="nightly", made_by="lading"):
    number = book.plans.begin(PlanIn(profile=profile, kind=kind, today=TODAY, made_by=made_by, skus=skus))
    if code:
        book.plans.name(number, code, NOW)
    return number


def proposed(book, code, lines, **more):
    """A proposed plan with these lines; its hash is ``hash of`` its code."""
    number = begun(book, code, **more)
    book.plans.propose(number, f"{code} hash", {"lines": len(lines)}, lines)
    return number


def states(book, plan):
    return {one.sku: one.state for one in book.plan_lines.of(plan)}


def decided(book, plan, state="approved", by="mia", **changes):
    """All lines of the plan decided; the keys of those that were."""
    from dataclasses import replace

    head = book.plans.of(plan)
    lines = [replace(one, state=state, reason="fair", **changes) for one in book.plan_lines.of(plan)]
    verdict = "rejected" if state == "rejected" else "approved"
    return book.plan_lines.decide(plan, head.hash, lines, by=by, verdict=verdict)


def audited(book, like="plan%"):
    rows = book._connection.exec_driver_sql(
        "SELECT actor, kind, data FROM audit WHERE kind LIKE %(like)s ORDER BY id", {"like": like}
    )
    return [(row.actor, row.kind, row.data) for row in rows]
