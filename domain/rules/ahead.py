"""What the orders before this one in the same batch will take: Odoo does not know of them yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from domain.documents.resolved_order import ResolvedOrder
from domain.facts import OrderFacts
from domain.rules.worth import worth_with_tax

_ZERO = Decimal(0)


@dataclass(slots=True)
class Ahead:
    """Sums over the orders of a batch that passed so far."""

    money: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """By commercial customer, with tax, in the company's currency."""
    goods: dict[tuple[int, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """By product and warehouse, in the product's own unit."""

    def take(self, resolved: ResolvedOrder, facts: OrderFacts) -> None:
        """Count an order that passed."""
        customer = facts.customers_by_id.get(resolved.customer_id or 0)
        worth = worth_with_tax(resolved, facts)
        if customer is not None and worth is not None:
            self.money[customer.house_id] += worth
        for product, quantity in own_quantities(resolved, facts).items():
            self.goods[product, resolved.warehouse_id or 0] += quantity


def own_quantities(resolved: ResolvedOrder, facts: OrderFacts) -> dict[int, Decimal]:
    """By product: what an order asks for in the product's own unit; lines without product or unit are left out."""
    sums: dict[int, Decimal] = {}
    for line in resolved.lines:
        product = facts.products_by_id.get(line.product_id or 0)
        unit = facts.units_by_id.get(line.uom_id or 0)
        own = facts.units_by_id.get(product.uom_id) if product else None
        if product is not None and unit is not None and own is not None:
            quantity = line.quantity * unit.factor / own.factor
            sums[product.record_id] = sums.get(product.record_id, _ZERO) + quantity
    return sums
