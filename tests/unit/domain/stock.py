"""Stock in few words, for the tests of what is available to promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.promising.terms import Incoming, OrderPoint, Outgoing, Quant, Source, Stock, Term

TODAY = date(2026, 3, 2)
READ_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def quant(units: str = "10", *, reserved: str = "0", warehouse: str = "WH", number: int = 1, at: str = "") -> Quant:
    return Quant(
        record_id=number,
        warehouse=warehouse,
        location=at or f"{warehouse}/Stock",
        quantity=Decimal(units),
        reserved=Decimal(reserved),
    )


def incoming(units: str, on: date, *, warehouse: str = "WH", number: int = 7, reference: str = "WH/IN/1") -> Incoming:
    return Incoming(
        record_id=number, warehouse=warehouse, expected_on=on, quantity=Decimal(units), reference=reference, origin="P1"
    )


def outgoing(
    units: str, *, reserved: str = "0", warehouse: str = "WH", number: int = 9, origin: str = "S1"
) -> Outgoing:
    return Outgoing(
        record_id=number, warehouse=warehouse, quantity=Decimal(units), reserved=Decimal(reserved), origin=origin
    )


def order_point(minimum: str, *, warehouse: str = "WH") -> OrderPoint:
    return OrderPoint(record_id=3, warehouse=warehouse, minimum=Decimal(minimum), name="OP/1")


def stock(*parts: Quant | Incoming | Outgoing | OrderPoint, sku: str = "MUG", record: int = 1) -> Stock:
    kinds: dict[str, list[object]] = {"quants": [], "incoming": [], "outgoing": [], "order_points": []}
    names = {Quant: "quants", Incoming: "incoming", Outgoing: "outgoing", OrderPoint: "order_points"}
    for part in parts:
        kinds[names[type(part)]].append(part)
    return Stock.model_validate({"record_id": record, "sku": sku, "read_at": READ_AT, **kinds})


def free(units: int, *, later: Sequence[tuple[date, int]] = (), number: int = 100) -> tuple[Term, ...]:
    """Terms of a warehouse in which so many units lie, with receipts to come."""
    there = Term("on hand", Decimal(units), Source(model="stock.quant", record="1"))
    coming = [
        Term("inbound", Decimal(more), Source(model="stock.move", record=str(number + place)), on)
        for place, (on, more) in enumerate(later)
    ]
    return (there, *coming)
