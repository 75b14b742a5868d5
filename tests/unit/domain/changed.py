"""Changes of orders for the tests: valid by default."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.changing import Applied, applied, ordered
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import LineChange, SalesOrderChange
from domain.keys import change_key
from tests.builders import a_line, an_order

MORNING = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)


def three_lines() -> SalesOrder:
    """Bolts, nuts and pins; the partner numbers its lines 10, 20, 30."""
    skus = ("BOLT-M8", "NUT-M8", "PIN-2")
    return an_order(*(a_line(at, sku=sku, partner_line=f"{at}0") for at, sku in enumerate(skus, start=1)))


def a_line_change(action: str = "change", position: int = 1, **said: Any) -> LineChange:
    """A change of one line."""
    return LineChange.model_validate({"position": position, "action": action, **said})


def a_change(*lines: LineChange, purpose: Any = "change", version: str = "1", **said: Any) -> SalesOrderChange:
    """A change of Acme's order PO-1."""
    order = an_order()
    fields = {
        "key": change_key(order.key, purpose, version),
        "number": order.number,
        "purpose": purpose,
        "version": version,
        "changed_at": MORNING,
        "lines": tuple(line.model_copy(update={"position": at}) for at, line in enumerate(lines, start=1)),
    }
    return SalesOrderChange.model_validate(fields | said)


def change_of(order: SalesOrder, *lines: LineChange, **said: Any) -> Applied:
    """What such a change makes of ``order``."""
    return applied(ordered(order), a_change(*lines, **said))


def codes(found: Applied) -> list[str]:
    """The numbers of its findings."""
    return [one.code for one in found.findings]


def quantities(order: SalesOrder) -> dict[int, str]:
    """By position: product and quantity."""
    return {line.position: f"{line.sku or line.partner_sku or line.gtin} {line.quantity:f}" for line in order.lines}
