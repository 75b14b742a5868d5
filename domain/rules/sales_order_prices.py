"""Each line's price against ours."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.catalogue import finding
from domain.documents.resolved_order import ResolvedLine
from domain.documents.sales_order import SalesOrderLine
from domain.findings import Finding
from domain.rules.registry import Case, rule
from domain.values.money import minor_unit


def _known_lines(case: Case) -> Iterator[tuple[SalesOrderLine, ResolvedLine]]:
    for line, ours in zip(case.order.lines, case.resolved.lines, strict=True):
        if ours.sku and ours.product_active and ours.uom_id is not None:
            yield line, ours


def _path(line: SalesOrderLine) -> str:
    return f"lines[{line.position}].unit_price"


def _beside_ours(code: str, line: SalesOrderLine, ours: ResolvedLine, currency: str) -> Finding:
    """The stated price beside ours; ``ours.expected_price`` is known."""
    return finding(
        code,
        path=_path(line),
        value=line.unit_price,
        sku=ours.sku,
        currency=currency,
        unit=ours.unit,
        expected=_short(ours.expected_price or Decimal(0)),
        source=ours.price_source,
    )


@rule("SO-PRICE-001", "SO-PRICE-005")
def price_is_ours(case: Case) -> Iterator[Finding]:
    """A stated price is ours, within the profile's tolerance, unless ours is taken instead."""
    currency, tolerance = case.order.currency, case.profile.price_tolerance
    minor = minor_unit(currency)
    for line, ours in _known_lines(case):
        stated, expected = line.unit_price, ours.expected_price
        if stated is None or stated <= 0:
            continue
        if expected is None:
            why = ours.price_source
            yield finding("SO-PRICE-005", path=_path(line), value=stated, sku=ours.sku, currency=currency, source=why)
        elif case.profile.checks.takes_ours(stated, expected, minor):
            continue
        elif stated != expected and not tolerance.allows(expected, stated):
            yield _beside_ours("SO-PRICE-001", line, ours, currency)


@rule("SO-PRICE-006")
def our_price_is_taken(case: Case) -> Iterator[Finding]:
    """A stated price that is near enough to ours, as the profile allows, becomes ours; both are told."""
    if case.profile.checks.take_our_price_percent is None:
        return
    currency, minor = case.order.currency, minor_unit(case.order.currency)
    for line, ours in _known_lines(case):
        stated, expected = line.unit_price, ours.expected_price
        if stated is None or expected is None or not case.profile.checks.takes_ours(stated, expected, minor):
            continue
        yield _beside_ours("SO-PRICE-006", line, ours, currency)


@rule("SO-PRICE-007")
def price_is_of_other_terms(case: Case) -> Iterator[Finding]:
    """A wrong price that another break or another time of the same price list gives is told as such."""
    pricelist = case.facts.pricelists.get(case.resolved.pricelist_id or 0)
    minor = minor_unit(case.order.currency)
    for line, ours in _known_lines(case):
        stated, expected = line.unit_price, ours.expected_price
        if stated is None or stated <= 0 or expected is None or stated == expected:
            continue
        match, tolerance = case.matcher.line(line), case.profile.price_tolerance
        product, per_unit = match.product, match.per_unit
        taken = case.profile.checks.takes_ours(stated, expected, minor)
        if product is None or per_unit is None or taken or tolerance.allows(expected, stated):
            continue
        for answer in case.matcher.prices.others(product, per_unit, pricelist):
            if answer.price is not None and tolerance.allows(answer.price, stated):
                terms, path, currency = answer.source, _path(line), case.order.currency
                yield finding("SO-PRICE-007", path=path, value=stated, sku=ours.sku, currency=currency, source=terms)
                break


def _short(price: Decimal) -> str:
    return f"{price:.4f}".rstrip("0").rstrip(".") if price % Decimal("0.01") else f"{price:.2f}"


@rule("SO-PRICE-002")
def price_is_known(case: Case) -> Iterator[Finding]:
    """Where the order states no price, ours is known."""
    for line, ours in _known_lines(case):
        if ours.price_unit is None:
            yield finding("SO-PRICE-002", path=_path(line), sku=ours.sku, unit=ours.unit, source=ours.price_source)


@rule("SO-PRICE-003", "SO-PRICE-004")
def price_is_above_zero(case: Case) -> Iterator[Finding]:
    """A stated price is neither negative nor zero."""
    currency = case.order.currency
    for line, ours in zip(case.order.lines, case.resolved.lines, strict=True):
        if line.unit_price is None or line.unit_price > 0:
            continue
        if line.unit_price < 0:
            yield finding("SO-PRICE-003", path=_path(line), value=line.unit_price, currency=currency)
        else:
            yield finding("SO-PRICE-004", path=_path(line), value=0, sku=ours.sku or line.sku, currency=currency)
