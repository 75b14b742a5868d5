"""Prices asked of both sides: ours from the mirror's records, Odoo's from an order that states none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from connectors.odoo.references import OdooReferences
from connectors.odoo.rows import order_rows
from domain.documents.master import (
    Company,
    Currency,
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
        currencies=all_of("currency", Currency),
    )


def left_to_odoo(world: World, order: ResolvedOrder) -> str:
    """Load the same order without the columns of prices: Odoo computes them from its lists. Its external id."""
    return all_left_to_odoo(world, [order])[0]


def all_left_to_odoo(world: World, orders: Sequence[ResolvedOrder], *, a_call: int = 12) -> list[str]:
    """The same for many, ``a_call`` orders in one."""
    names = []
    for start in range(0, len(orders), a_call):
        tables: dict[tuple[str, ...], list[list[object]]] = {}
        for order in orders[start : start + a_call]:
            names.append(f"{order.external_id}q")
            lines = [line.model_copy(update={"price_unit": line.price_unit or Decimal(0)}) for line in order.lines]
            rows = order_rows(order.model_copy(update={"external_id": names[-1], "lines": tuple(lines)}))
            kept = [at for at, column in enumerate(rows.columns) if not column.endswith(("price_unit", "discount"))]
            assert len(kept) == len(rows.columns) - 2
            table = tables.setdefault(tuple(rows.columns[at] for at in kept), [])
            table += [[row[at] for at in kept] for row in rows.rows]
        for columns, table in tables.items():
            answer = world.sales_port.load("sale.order", columns, table)
            assert answer.ids, answer
    return names
