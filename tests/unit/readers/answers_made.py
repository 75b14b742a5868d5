"""Responses, reports and envelopes for the tests of what leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from domain.documents.envelope import PartyReference
from domain.documents.inventory_report import InventoryReport, InventoryRow
from domain.documents.order_response import OrderResponse, Reason, ResponseLine
from domain.documents.outgoing import Address, ControlNumbers, Outgoing

MADE_AT = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)
BAD_PRODUCT = Reason(code="SO-LINE-004", text="Product 4712 is not known.")


def out(**changes: Any) -> Outgoing:
    values: dict[str, Any] = {
        "ours": Address(id="LADING", qualifier="ZZ"),
        "theirs": Address(id="GRANBY", qualifier="ZZ"),
        "numbers": ControlNumbers(interchange=17, group=17, set=17),
        "made_at": MADE_AT,
    }
    return Outgoing(**{**values, **changes})


def a_line(position: int = 1, **changes: Any) -> ResponseLine:
    values: dict[str, Any] = {
        "position": position,
        "partner_line": str(position),
        "sku": "BOLT-M8",
        "partner_sku": "4711",
        "gtin": "036000291452",
        "description": "Bolt M8, zinc",
        "verdict": "accepted",
        "ordered": Decimal(12),
        "quantity": Decimal(12),
        "unit": "EA",
        "price": Decimal("2.50"),
        "promised": date(2026, 11, 20),
    }
    return ResponseLine(**{**values, **changes})


def a_response(*lines: ResponseLine, **changes: Any) -> OrderResponse:
    values: dict[str, Any] = {
        "verdict": "accepted",
        "number": "PO-1001",
        "our_reference": "S00042",
        "ordered_at": datetime(2026, 11, 2, tzinfo=UTC),
        "currency": "USD",
        "customer": PartyReference(gln="0614141000012", name="Granby Stores"),
        "ship_to": PartyReference(code="STORE-7", name="Granby Store 7"),
        "promised": date(2026, 11, 20),
        "lines": lines or (a_line(),),
    }
    return OrderResponse(**{**values, **changes})


def three_fates() -> OrderResponse:
    """A line as asked, one with less, one refused."""
    return a_response(
        a_line(1),
        a_line(2, verdict="changed", differences=("quantity",), ordered=Decimal(3), quantity=Decimal(2), unit="CA"),
        a_line(3, verdict="rejected", quantity=Decimal(0), reasons=(BAD_PRODUCT,), sku="", gtin="", description=""),
        verdict="changed",
    )


def with_substitutes() -> OrderResponse:
    """Of one line the successor stands, of another one it is offered."""
    offered = Reason(code="SO-LINE-017", text="Product BOLT-M8 is superseded by BOLT-M8-2, which can be offered.")
    return a_response(
        a_line(1, verdict="changed", differences=("product", "price"), instead="BOLT-M8-2"),
        a_line(2, verdict="rejected", quantity=Decimal(0), reasons=(offered,), instead="BOLT-M8-2"),
        verdict="changed",
    )


def a_report() -> InventoryReport:
    return InventoryReport(
        number="20261103-abc",
        as_of=MADE_AT,
        rows=(
            InventoryRow(sku="BOLT-M8", gtin="036000291452", description="Bolt M8", quantity=Decimal(120)),
            InventoryRow(sku="BOLT-M8", quantity=Decimal("40.5"), available_on=date(2026, 11, 20)),
            InventoryRow(sku="NUT-M8", partner_sku="4712", quantity=Decimal(0), unit="Case of 12"),
        ),
    )
