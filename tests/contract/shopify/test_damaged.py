"""Damaged bodies of a shop: whatever comes, an entry with findings or the model's own JSON, never a traceback."""

from __future__ import annotations

import random

import orjson
import pytest

from connectors import read_documents
from connectors.ports import Raw, Reading
from connectors.shopify.pulling import pulled
from domain.catalogue import CATALOGUE
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import SalesOrderChange
from infra.simulators.shopify.shapes import order_body, refund_body
from tests.contract.readers.mutations import damaged
from tests.shopping import TWO, Counter, Sold, Terms, profile


def seeds() -> tuple[bytes, ...]:
    counter = Counter()
    terms = Terms(taxes_included=True, tax_rate="0.2", presentment="EUR", rate="0.9", shipping="5.00", note="x")
    order = counter.shop.sell(*TWO, Sold("A", 3, "10.00", discount="10.00"), terms=terms)
    counter.shop.refund(order, "A", 1)
    answer = pulled(counter.client, order["id"])
    assert answer is not None
    bodies = [orjson.dumps(order_body(order)), answer.content, orjson.dumps(refund_body(order, order["refunds"][0]))]
    counter.shop.cancel(order)
    return (*bodies, orjson.dumps(order_body(order)))


SEEDS = seeds()


@pytest.mark.parametrize("part", range(4))
def test_damaged_bodies_break_no_promise(part: int) -> None:
    known = profile({"gross_prices": "net", "money": "presentment"})
    read = 0
    for number in range(500):
        chance = random.Random(f"20261121/{part}/{number}")
        content = damaged(SEEDS, part, "json" if number % 2 else "", chance)
        headers = {"x-shopify-topic": chance.choice(["orders/create", "orders/delete", "refunds/create", ""])}
        parts = list(read_documents(Raw("x", content, headers=headers), known))
        assert parts
        for at, one in enumerate(parts, 1):
            assert isinstance(one, Reading)
            assert one.ordinal == at
            read += _promised(one)
    assert read or part == 2, "no damaged order was whole enough to be read"


def _promised(one: Reading) -> bool:
    assert one.content_hash
    (one.excerpt + one.number + "".join(one.envelope.values())).encode()
    for found in one.findings:
        assert found.code in CATALOGUE
        found.model_dump_json()
    if one.payload is None:
        assert one.findings
        return False
    _own_json(one)
    if one.as_change is not None:
        _own_json(one.as_change)
    return True


def _own_json(one: Reading) -> None:
    assert one.payload is not None
    model = SalesOrderChange if b'"type":"sales_order_change"' in one.payload[:60] else SalesOrder
    assert model.model_validate_json(one.payload).model_dump_json().encode() == one.payload
