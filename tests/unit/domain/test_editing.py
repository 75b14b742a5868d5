"""A person's version of a document: checked against the schema, the same document, its differences by field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.editing import edited
from domain.errors import Refused

BEFORE = SalesOrder(
    key=BusinessKey(source_id="acme", company="main", partner="acme", type="sales_order", number="PO-1"),
    number="PO-1",
    customer=PartyReference(code="C-1", address=("1 Main St", "Erie")),
    ordered_at=datetime(2026, 3, 2, tzinfo=UTC),
    currency="EUR",
    lines=(
        SalesOrderLine(position=1, sku="A-1", quantity=Decimal(5), unit_price=Decimal("1.50")),
        SalesOrderLine(position=2, sku="A-2", quantity=Decimal(1)),
    ),
)


def data() -> dict[str, Any]:
    told: dict[str, Any] = BEFORE.model_dump(mode="json")
    return told


def test_each_changed_field_is_told_with_what_it_said_and_says() -> None:
    changed = data()
    changed["lines"][0]["quantity"] = "7"
    changed["customer"]["address"] = ["1 Main St"]
    changed["lines"].append({"position": 3, "sku": "A-3", "quantity": "2"})
    order, found = edited(json.dumps(changed), BEFORE, name="e.json")
    assert order.lines[0].quantity == 7
    told = {one.field: (one.before, one.after) for one in found}
    assert told["lines[1].quantity"] == ("5", "7")
    assert told["customer.address[2]"] == ("Erie", None)
    assert told["lines[3].sku"] == (None, "A-3")
    assert not any(name.startswith("lines[2]") for name in told)


def test_the_answer_of_show_can_be_edited_as_a_whole() -> None:
    changed = data() | {"note": "by phone"}
    _, found = edited(json.dumps({"id": 3, "canonical": changed}), BEFORE, name="e.json")
    assert [one.field for one in found] == ["note"]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"lines": [{"position": 1, "sku": "A-1", "quantity": "seven"}]}, "lines[1].quantity", "seven"),
        ({"curency": "EUR"}, "curency", "EUR"),
        ({"ordered_at": "last week"}, "ordered_at", "last week"),
        ({"number": "PO-2"}, "number", "PO-2"),
        ({"key": {**BEFORE.key.model_dump(), "partner": "other"}}, "key.partner", "other"),
        ({"lines": [{"position": 4, "sku": "A-1", "quantity": "1"}]}, "lines[1].position", "4"),
    ],
)
def test_what_does_not_fit_is_refused_with_field_and_value(change: dict[str, Any], field: str, value: str) -> None:
    with pytest.raises(Refused) as caught:
        edited(json.dumps(data() | change), BEFORE, name="e.json")
    assert (caught.value.field, caught.value.value) == (field, value)
    assert "--canonical" in caught.value.next_step


def test_all_wrong_fields_are_counted_and_named() -> None:
    wrong = data() | {"currency": None, "stated_total": "much"}
    with pytest.raises(Refused, match="1 more fields are wrong: stated_total = much"):
        edited(json.dumps(wrong), BEFORE, name="e.json")


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "[" * 100_000])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="This is no"):
        edited(text, BEFORE, name="e.json")


def test_nothing_changed_is_no_edit() -> None:
    with pytest.raises(Refused, match="nothing was changed"):
        edited(BEFORE.model_dump_json(), BEFORE, name="e.json")
