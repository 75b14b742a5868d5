"""What an order is worth, and what is earned on it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from domain.catalogue import finding
from domain.check_facts import exchanged
from domain.documents.resolved_order import ResolvedLine
from domain.findings import Finding
from domain.rules.registry import Case, rule
from domain.rules.worth import company_currency, worth
from domain.values.money import round_money

_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")


@rule("SO-VALUE-001", "SO-VALUE-002", "SO-VALUE-003")
def value_is_within_limits(case: Case) -> Iterator[Finding]:
    """The order is worth neither more nor less than is taken unseen."""
    most, least = case.profile.checks.high_value, case.profile.checks.minimum_order
    if most is None and least is None:
        return
    currency = company_currency(case.resolved, case.facts)
    ours = worth(case.resolved, case.facts)
    if ours is None:
        yield finding("SO-VALUE-002", path="currency", value=case.order.currency, currency=currency)
    elif most is not None and ours > most:
        yield finding("SO-VALUE-001", path="lines", value=round_money(ours, currency), currency=currency, limit=most)
    elif least is not None and 0 < ours < least:
        yield finding("SO-VALUE-003", path="lines", value=round_money(ours, currency), currency=currency, limit=least)


@rule("SO-MARGIN-001", "SO-MARGIN-002")
def margin_is_above_the_floor(case: Case) -> Iterator[Finding]:
    """Each line earns at least the floor above the product's cost."""
    floor = case.profile.checks.margin_floor_percent
    unknown: dict[str, str] = {}
    for line in case.resolved.lines if floor is not None else ():
        if line.product_id is None or line.quantity <= 0 or line.price_unit is None:
            continue
        margin = _margin(case, line)
        if isinstance(margin, str):
            unknown[line.sku] = margin
        elif floor is not None and margin < floor:
            shown = margin.quantize(_TENTH, ROUND_HALF_UP)
            yield finding(
                "SO-MARGIN-001", path=f"lines[{line.position}].unit_price", value=shown, sku=line.sku, floor=floor
            )
    if unknown:
        yield finding("SO-MARGIN-002", path="lines", value=", ".join(unknown), why=next(iter(unknown.values())))


def _margin(case: Case, line: ResolvedLine) -> Decimal | str:
    """Percent of the line's value; or why it is not known."""
    product = case.facts.products_by_id.get(line.product_id or 0)
    unit = case.facts.units_by_id.get(line.uom_id or 0)
    own = case.facts.units_by_id.get(product.uom_id) if product else None
    if product is None or unit is None or own is None or not product.cost:
        return "no cost is entered, or each company has its own"
    earned = exchanged(
        line.subtotal, case.resolved.currency, company_currency(case.resolved, case.facts), case.facts.rates
    )
    if earned is None:
        return f"there is no rate for {case.resolved.currency}"
    cost = product.cost * line.quantity * unit.factor / own.factor
    return (earned - cost) / earned * _HUNDRED if earned else -_HUNDRED
