"""What an order in Odoo has that the plan did not say. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from connectors.odoo.purchasing.outcomes import StandingLine, StandingOrder
from domain.catalogue import finding
from domain.findings import Finding
from domain.planning.orders import PlannedLine, PlannedOrder


def differences(wanted: PlannedOrder, standing: StandingOrder) -> tuple[Finding, ...]:
    """Each field that differs, with both values."""
    told = [*_of_the_order(wanted, standing), *_of_the_lines(wanted, standing)]
    return tuple(finding("PL-POST-003", path=path, value=standing.name, what=what) for path, what in told)


def _of_the_order(wanted: PlannedOrder, standing: StandingOrder) -> Iterator[tuple[str, str]]:
    pairs: list[tuple[str, object, object]] = [
        ("company", wanted.company_id, standing.company_id),
        ("operation type", wanted.type_id, standing.type_id),
        ("origin", wanted.plan_code, standing.origin),
    ]
    if wanted.kind == "purchase":
        pairs += [
            ("supplier", wanted.supplier_id, standing.partner_id),
            ("currency", wanted.currency, standing.currency),
        ]
    else:
        pairs += [
            ("source location", wanted.from_location_id, standing.from_location_id),
            ("destination location", wanted.to_location_id, standing.to_location_id),
        ]
    for name, asked, has in pairs:
        if asked != has:
            yield name, f"the {name} {has} instead of {asked}"


def _of_the_lines(wanted: PlannedOrder, standing: StandingOrder) -> Iterator[tuple[str, str]]:
    by_id = {line.external_id: line for line in standing.lines if line.external_id}
    for line in wanted.lines:
        found = by_id.pop(line.external_id, None)
        if found is None:
            yield f"lines[{line.position}]", f"no line for {line.sku}"
            continue
        for name, asked, has in _pairs(line, found, standing.price_places):
            if asked != has:
                yield f"lines[{line.position}].{name}", f"the {name} {has} instead of {asked} for {line.sku}"
    strangers = len(by_id) + sum(not line.external_id for line in standing.lines)
    if strangers:
        yield "lines", f"{strangers} more lines"


def _pairs(line: PlannedLine, found: StandingLine, places: int) -> tuple[tuple[str, object, object], ...]:
    return (
        ("product", line.product_id, found.product_id),
        ("unit", line.unit_id, found.unit_id),
        ("quantity", line.quantity, found.quantity),
        ("price", line.price.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), found.price),
        ("discount", 0, found.discount),
        ("date", line.due_on, found.due_on),
    )
