"""Tables with one column a size: each filled cell is a line, nothing is lost, a changed heading is refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from connectors import read_documents
from connectors.ports import Raw, Reading
from domain.documents.sales_order import SalesOrder
from domain.profile import PartnerProfile
from tests.unit.readers.made import a_profile

HEADING = "Order;Date;Shop;Style;Colour;S;M;L;Price\n"
WIDE: dict[str, Any] = {
    "wide": {"columns": ["S", "M", "L"], "item": "{Style}-{Colour}-{size}"},
    "delimiter": ";",
    "decimal": ",",
    "date_formats": ["%d.%m.%Y"],
    "columns": {
        "number": "Order",
        "ordered_at": "Date",
        "customer.code": "Shop",
        "line.sku": "item",
        "line.quantity": "quantity",
        "line.unit_price": "Price",
    },
}


def profile() -> PartnerProfile:
    return a_profile("csv").model_copy(update={"mapping": a_profile("csv", mapping=WIDE).mapping})


def read(text: str) -> list[Reading]:
    return [one for one in read_documents(Raw.of("wide.csv", text.encode()), profile()) if isinstance(one, Reading)]


def lines(order: SalesOrder | None) -> list[tuple[str, Decimal, Decimal | None]]:
    assert order is not None
    return [(one.sku, one.quantity, one.unit_price) for one in order.lines]


def test_each_filled_cell_is_a_line_with_its_size_in_the_code() -> None:
    (found,) = read(HEADING + "PO-1;02.11.2026;C-1;TEE;red;3;;12;9,50\nPO-1;02.11.2026;C-1;TEE;blue;0;-;1;9,50\n")
    assert found.findings == ()
    assert lines(found.document) == [
        ("TEE-red-S", Decimal(3), Decimal("9.5")),
        ("TEE-red-L", Decimal(12), Decimal("9.5")),
        ("TEE-blue-L", Decimal(1), Decimal("9.5")),
    ]
    assert found.document is not None
    assert [one.position for one in found.document.lines] == [1, 2, 3]


def test_documents_whose_rows_are_mixed_keep_their_own_lines() -> None:
    text = HEADING + "A;02.11.2026;C-1;TEE;red;1;2;;1\nB;02.11.2026;C-1;TEE;red;;;5;1\nA;02.11.2026;C-1;CAP;red;;7;;1\n"
    found = {one.number: lines(one.document) for one in read(text)}
    assert [(sku, int(quantity)) for sku, quantity, _ in found["A"]] == [
        ("TEE-red-S", 1), ("TEE-red-M", 2), ("CAP-red-M", 7)
    ]  # fmt: skip
    assert [(sku, int(quantity)) for sku, quantity, _ in found["B"]] == [("TEE-red-L", 5)]


def test_a_row_that_asks_for_nothing_is_told_and_not_lost() -> None:
    (found,) = read(HEADING + "PO-1;02.11.2026;C-1;TEE;red;;;;9,50\n")
    assert found.number == "PO-1"
    assert found.findings


def test_a_cell_that_is_no_number_is_a_finding_with_its_value() -> None:
    (found,) = read(HEADING + "PO-1;02.11.2026;C-1;TEE;red;3;many;;9,50\n")
    assert any("many" in one.message or one.value == "many" for one in found.findings)


def test_a_ragged_row_is_told() -> None:
    (found, *_) = read(HEADING + "PO-1;02.11.2026;C-1;TEE;red;3\n")
    assert found.findings


def test_a_size_that_the_file_no_longer_has_refuses_the_file() -> None:
    (found,) = read(HEADING.replace(";M;", ";") + "PO-1;02.11.2026;C-1;TEE;red;3;4;9,50\n")
    assert [one.code for one in found.findings] == ["FI-FILE-003"]
    assert "wide (M)" in found.findings[0].message


def test_a_label_stands_for_its_heading_in_the_code() -> None:
    labelled = {**WIDE, "wide": {**WIDE["wide"], "labels": {"S": "small"}}}
    profile = a_profile("csv", mapping=labelled)
    text = (HEADING + "PO-1;02.11.2026;C-1;TEE;red;3;;12;9,50\n").encode()
    (found,) = [one for one in read_documents(Raw.of("w.csv", text), profile) if isinstance(one, Reading)]
    assert [sku for sku, _, _ in lines(found.document)] == ["TEE-red-small", "TEE-red-L"]


def test_a_file_with_columns_of_the_names_that_are_added_is_read_by_the_added_ones() -> None:
    text = "Order;Date;Shop;Style;Colour;S;M;L;Price;quantity;item\nPO-1;02.11.2026;C-1;TEE;red;3;;;9,50;99;x\n"
    (found,) = read(text)
    assert [(sku, quantity) for sku, quantity, _ in lines(found.document)] == [("TEE-red-S", Decimal(3))]


@pytest.mark.parametrize(
    ("wide", "columns", "named"),
    [
        ({}, {"line.quantity": "S"}, "columns.line.quantity must be quantity"),
        ({}, {"line.quantity": "quantity", "note": "M"}, "columns.note is M"),
        ({"item": ""}, {}, "wide.item is empty"),
        ({"item": "{Style}"}, {}, "nothing takes size (wide.heading)"),
        ({}, {"line.sku": "Style"}, "no column is 'item'"),
        ({"columns": ["S", "M", "S"]}, {}, "wide.columns names S twice"),
        ({"columns": ["S", "size"]}, {}, "wide.columns names size"),
        ({"value": "size"}, {}, "three different names"),
        ({"labels": {"XL": "x"}}, {}, "wide.labels names XL"),
    ],
)
def test_what_does_not_go_together_is_refused_by_its_field_when_the_profile_is_loaded(
    wide: Mapping[str, object], columns: Mapping[str, str], named: str
) -> None:
    mapping = {**WIDE, "wide": {**WIDE["wide"], **wide}, "columns": {**WIDE["columns"], **columns}}
    with pytest.raises(ValidationError) as refused:
        a_profile("csv", mapping=mapping)
    (error,) = refused.value.errors()
    assert error["loc"] == ("mapping", "wide")
    assert named in error["msg"]


@pytest.mark.parametrize(
    ("form", "mapping", "named"),
    [
        ("parquet", WIDE, "mapping.wide is read from csv, xlsx; format is parquet"),
        ("csv", {**WIDE, "layout": "records"}, "wide reads tables whose rows repeat their head"),
        ("parquet", {"layout": "records"}, "mapping.layout records is read from"),
    ],
)
def test_a_layout_that_its_format_cannot_have_is_refused(form: str, mapping: Mapping[str, object], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        a_profile(form, mapping=mapping)
