"""Tables with one column a size: each filled cell is a line, nothing is lost, a changed heading is refused."""

from __future__ import annotations

from decimal import Decimal

from connectors import read_documents
from connectors.ports import Raw, Reading
from domain.documents.sales_order import SalesOrder
from domain.profile import PartnerProfile
from tests.unit.readers.made import a_profile

HEADING = "Order;Date;Shop;Style;Colour;S;M;L;Price\n"
WIDE = {
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
