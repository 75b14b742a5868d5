"""What is asked of Odoo for the checks, and in which words an older one is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from connectors.odoo.dialect import Dialect
from connectors.odoo.figures import OdooFigures
from tests.unit.odoo.fakes import a_port, body_of

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def _answering(rows: list[dict[str, Any]], asked: list[dict[str, Any]]) -> OdooFigures:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(body_of(request))
        return httpx.Response(200, json=rows)

    return OdooFigures(a_port(answer, role="reader"))


def test_credit_is_asked_in_one_call_of_the_company_that_sells() -> None:
    asked: list[dict[str, Any]] = []
    rows = [
        {"id": 5, "credit": 12.3, "credit_to_invoice": 4.56, "credit_limit": 100.0},
        {"id": 7, "credit": 0, "credit_to_invoice": 0, "credit_limit": 0},
    ]

    first, second = _answering(rows, asked).credit([7, 5], 3, NOW)

    assert (first.limit, first.owed, first.to_invoice) == (Decimal(100), Decimal("12.3"), Decimal("4.56"))
    assert (second.limit, second.read_at, second.company_id) == (None, NOW, 3)
    assert len(asked) == 1
    assert asked[0]["context"]["allowed_company_ids"] == [3]
    assert asked[0]["domain"] == [["id", "in", [5, 7]]]


def test_stock_is_asked_for_one_warehouse() -> None:
    asked: list[dict[str, Any]] = []
    reserved = {"id": 9, "free_qty": 2.5, "qty_available": 7.0, "outgoing_qty": 4.5}
    waited_for = {"id": 10, "free_qty": 5.0, "qty_available": 5.0, "outgoing_qty": 8.0}

    found, short = _answering([reserved, waited_for], asked).free([9, 10], 4, NOW)

    assert (found.product_id, found.warehouse_id, found.free) == (9, 4, Decimal("2.5"))
    assert short.free == -3, "confirmed orders wait for more than there is"
    assert asked[0]["context"]["warehouse_id"] == 4


@pytest.mark.parametrize(
    ("major", "field", "tags"), [(19, "is_storable", True), (17, "detailed_type", True), (14, "type", False)]
)
def test_an_older_odoo_is_asked_whether_stock_is_counted_in_its_own_words(major: int, field: str, tags: bool) -> None:
    known = Dialect(major)
    assert known.field("product.product", "is_storable") == field
    assert known.lacks("product.tag") is not tags
    assert (known.field("product.product", "all_product_tag_ids") is not None) is tags
