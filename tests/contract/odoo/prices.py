"""Prices asked of both sides: ours from the mirror's records, Odoo's from an order that states none."""

from __future__ import annotations

from datetime import date

from connectors.odoo.references import OdooReferences
from connectors.odoo.rows import order_rows
from domain.documents.master import (
    Company,
    Customer,
    FiscalPosition,
    PriceList,
    PriceListEntry,
    Product,
    Tax,
    UnitOfMeasure,
    Warehouse,
)
from domain.documents.resolved_order import ResolvedOrder
from domain.facts import OrderFacts
from domain.frozen import Shape
from tests.contract.odoo.world import World


def mirror(world: World, today: date) -> OrderFacts:
    """Facts as the mirror holds them: what the reader's bot reads, through JSON."""
    references = OdooReferences(world.reader_port)

    def all_of(kind: str, model: type[Shape]) -> list[Shape]:
        pages = references.changed(kind, None)
        return [model.model_validate_json(record.data) for page in pages for record in page]

    return OrderFacts.of(
        today=today,
        customers=all_of("customer", Customer),
        products=all_of("product", Product),
        units=all_of("uom", UnitOfMeasure),
        entries=all_of("pricelist_entry", PriceListEntry),
        pricelists=all_of("pricelist", PriceList),
        companies=all_of("company", Company),
        warehouses=all_of("warehouse", Warehouse),
        taxes=all_of("tax", Tax),
        fiscal_positions=all_of("fiscal_position", FiscalPosition),
    )


def left_to_odoo(world: World, order: ResolvedOrder) -> str:
    """Load the same order without the columns of prices: Odoo computes them from its lists. Its external id."""
    name = f"{order.external_id}q"
    rows = order_rows(order.model_copy(update={"external_id": name}))
    kept = [at for at, column in enumerate(rows.columns) if not column.endswith(("price_unit", "discount"))]
    assert len(kept) == len(rows.columns) - 2
    table = [[row[at] for at in kept] for row in rows.rows]
    answer = world.sales_port.load("sale.order", [rows.columns[at] for at in kept], table)
    assert answer.ids, answer
    return name
