"""Stock: what is free in the order's warehouse against what is ordered."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.catalogue import finding
from domain.findings import Finding
from domain.rules.ahead import own_quantities
from domain.rules.checks_customer import too_old
from domain.rules.registry import Case, rule


@rule("SO-STOCK-001", "SO-STOCK-002", counted=True)
def stock_is_enough(case: Case) -> Iterator[Finding]:
    """What is free, less what is kept for other orders and what the batch takes before, covers the order."""
    check, asked = case.profile.checks.stock, case.facts.checks
    if check is None or asked.now is None:
        return
    warehouse = case.resolved.warehouse_id or 0
    for number, quantity in own_quantities(case.resolved, case.facts).items():
        product = case.facts.products_by_id[number]
        if not product.storable or quantity <= 0:
            continue
        path = next(f"lines[{one.position}].quantity" for one in case.resolved.lines if one.product_id == number)
        known = asked.stock.get((number, warehouse))
        why = too_old(known.read_at if known else None, asked, check.oldest_minutes)
        if why or known is None:
            yield finding("SO-STOCK-002", path=path, value=product.sku, why=why)
            continue
        kept = asked.kept.get((number, warehouse), Decimal(0))
        before = case.ahead.goods.get((number, warehouse), Decimal(0))
        if quantity > known.free - kept - before:
            yield finding(
                "SO-STOCK-001",
                path=path,
                value=_plain(quantity),
                unit=case.facts.units_by_id[product.uom_id].name,
                sku=product.sku,
                free=_plain(known.free),
                kept=_plain(kept),
                ahead=_plain(before),
                at=f"{known.read_at:%Y-%m-%d %H:%M:%S} UTC",
            )


@rule("SO-STOCK-003", "SO-STOCK-004", counted=True)
def channel_keeps_to_its_share(case: Case) -> Iterator[Finding]:
    """The order takes no more than the channel's share of the stock, whatever else lies in the warehouse."""
    profile, asked = case.profile, case.facts.checks
    if not profile.checks.allocation or profile.availability is None or asked.now is None:
        return
    for number, quantity in own_quantities(case.resolved, case.facts).items():
        product = case.facts.products_by_id[number]
        if not product.storable or quantity <= 0:
            continue
        path = next(f"lines[{one.position}].quantity" for one in case.resolved.lines if one.product_id == number)
        known = asked.share.get(number)
        before = sum((units for (other, _), units in case.ahead.goods.items() if other == number), Decimal(0))
        if known is None:
            yield finding("SO-STOCK-004", path=path, value=product.sku)
        elif quantity > known.units - before:
            yield finding(
                "SO-STOCK-003",
                path=path,
                value=_plain(quantity),
                unit=case.facts.units_by_id[product.uom_id].name,
                sku=product.sku,
                channel=profile.channel,
                left=_plain(max(Decimal(0), known.units - before)),
                rule=known.rule,
                at=f"{known.read_at:%Y-%m-%d %H:%M:%S} UTC",
            )


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
