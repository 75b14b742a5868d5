"""The products of an order: superseded, too few, outside the agreed catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from domain.catalogue import finding
from domain.documents.master import Product
from domain.documents.sales_order import SalesOrderLine
from domain.findings import Finding
from domain.keys import normalise
from domain.matching import LineMatch
from domain.rules.ahead import own_quantities
from domain.rules.registry import Case, rule
from domain.values.money import round_money


@rule("SO-LINE-017", "SO-LINE-019")
def superseded_product_has_a_successor(case: Case) -> Iterator[Finding]:
    """A superseded product is not sold without a word: its successor is offered, or taken."""
    table = case.matcher.tables.superseded
    for line in case.order.lines if table else ():
        match = case.matcher.line(line)
        old = match.replaces or match.product
        named = table.get(normalise(old.sku)) if old is not None else None
        if old is None or named is None:
            continue
        path = f"lines[{line.position}].sku"
        instead = case.matcher.successor(old)
        if instead is None:
            yield finding("SO-LINE-019", path=path, value=old.sku, successor=named.upper())
        else:
            offer = "which was taken" if match.replaces else _offer(case, line, instead, match)
            yield finding(
                "SO-LINE-017", path=path, value=old.sku, successor=instead.sku, name=instead.name, offer=offer
            )


def _offer(case: Case, line: SalesOrderLine, instead: Product, match: LineMatch) -> str:
    """At which price the successor could be had."""
    pricelist = case.facts.pricelists.get(case.resolved.pricelist_id or 0)
    per_unit = match.per_unit
    if per_unit is None or match.unit is None:
        return "which can be offered"
    on = case.order.ordered_at or case.facts.today
    price = case.matcher.prices.answer(instead, line.quantity, per_unit, pricelist=pricelist, on=on).price
    if price is None:
        return "which can be offered"
    return f"which can be had for {round_money(price, case.order.currency)} {case.order.currency} a {match.unit.name}"


@rule("SO-LINE-018")
def quantity_is_worth_picking(case: Case) -> Iterator[Finding]:
    """Of each product at least the agreed minimum is ordered."""
    least = {normalise(sku): amount for sku, amount in case.profile.checks.minimum_quantities.items()}
    for number, quantity in own_quantities(case.resolved, case.facts).items() if least else ():
        product = case.facts.products_by_id[number]
        wanted = least.get(normalise(product.sku))
        if wanted is not None and 0 < quantity < wanted:
            path = next(f"lines[{one.position}].quantity" for one in case.resolved.lines if one.product_id == number)
            unit = case.facts.units_by_id[product.uom_id].name
            least_said, said = f"{wanted.normalize():f}", f"{quantity.normalize():f}"
            yield finding("SO-LINE-018", path=path, value=said, unit=unit, sku=product.sku, least=least_said)


@rule("SO-CONTR-001", "SO-LINE-021")
def order_keeps_to_the_contract(case: Case) -> Iterator[Finding]:
    """It is ordered while the contract runs, and of no product more than was agreed for one order."""
    contract = case.profile.checks.contract
    if contract is None:
        return
    day = case.order.ordered_at.date() if case.order.ordered_at is not None else case.facts.today
    if day < (contract.starts or day) or day > (contract.ends or day):
        time = f"{contract.starts or 'the beginning'} to {contract.ends or 'further notice'}"
        yield finding("SO-CONTR-001", path="ordered_at", value=day, contract=contract.name, time=time)
    most = {normalise(sku): amount for sku, amount in contract.maximum_quantities.items()}
    for number, quantity in own_quantities(case.resolved, case.facts).items() if most else ():
        product = case.facts.products_by_id[number]
        limit = most.get(normalise(product.sku))
        if limit is not None and quantity > limit:
            yield finding(
                "SO-LINE-021",
                path=next(f"lines[{one.position}].quantity" for one in case.resolved.lines if one.product_id == number),
                value=f"{quantity.normalize():f}",
                unit=case.facts.units_by_id[product.uom_id].name,
                sku=product.sku,
                most=f"{limit.normalize():f}",
                contract=contract.name,
            )


@rule("SO-LINE-020")
def product_is_in_the_agreed_catalogue(case: Case) -> Iterator[Finding]:
    """Where a catalogue is agreed, nothing else is bought."""
    agreed = {normalise(sku) for sku in case.profile.checks.catalogue}
    for line in case.resolved.lines if agreed else ():
        if line.sku and normalise(line.sku) not in agreed:
            yield finding("SO-LINE-020", path=f"lines[{line.position}].sku", value=line.sku)
