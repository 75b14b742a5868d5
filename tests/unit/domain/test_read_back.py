"""The comparison finds each field in which Odoo's draft differs from what was sent, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.documents.resolved_order import ReadBackLine, ReadBackOrder, ResolvedOrder
from domain.keys import line_external_id
from domain.profile import Tolerance
from domain.read_back import ComparisonRow, comparison_rows
from domain.resolve import resolve
from tests.builders import a_line, a_profile, an_order, some_facts

SENT = resolve(an_order(a_line(), a_line(2, sku="NUT-M8", unit_price=Decimal("1.00"))), some_facts(), a_profile())


def _read(sent: ResolvedOrder = SENT, **changes: object) -> ReadBackOrder:
    lines = tuple(
        ReadBackLine(
            external_id=line_external_id(sent.external_id, line.position),
            record_id=100 + line.position,
            product_id=line.product_id,
            uom_id=line.uom_id,
            quantity=line.quantity,
            price_unit=line.price_unit or Decimal(0),
            discount=line.discount,
            tax_ids=line.tax_ids or (),
            subtotal=line.subtotal,
        )
        for line in sent.lines
    )
    fields: dict[str, object] = {
        "external_id": sent.external_id,
        "record_id": 1,
        "name": "S00001",
        "state": "draft",
        "customer_id": 50,
        "ship_to_id": 50,
        "company_id": 1,
        "warehouse_id": 3,
        "pricelist_id": 5,
        "currency": "EUR",
        "ordered_at": sent.ordered_at,
        "client_reference": "PO-1",
        "untaxed_total": sent.untaxed_total,
        "tax_total": Decimal("6.65"),
        "total": Decimal("41.65"),
        "write_date": datetime(2026, 3, 10, tzinfo=UTC),
        "lines": lines,
    }
    return ReadBackOrder.model_validate(fields | changes)


def _differing(read: ReadBackOrder | None, totals: Tolerance | None = None) -> list[ComparisonRow]:
    return [row for row in comparison_rows(SENT, read, totals=totals) if not row["equal"]]


def _with_line(**changes: object) -> ReadBackOrder:
    read = _read()
    return read.model_copy(update={"lines": (read.lines[0].model_copy(update=changes), read.lines[1])})


def test_a_draft_that_is_as_sent_has_no_difference() -> None:
    assert _differing(_read()) == []


def test_every_field_that_was_sent_has_a_row() -> None:
    fields = [row["field"] for row in comparison_rows(SENT, _read())]
    head = ["exists", "state", "customer", "company", "warehouse", "pricelist", "currency", "client_reference"]
    line = ["product", "unit", "quantity", "price_unit", "discount", "subtotal", "taxes"]
    assert fields == [*head, "ordered_at", "line_count", "untaxed_total", *line, *line]


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("customer_id", 51, "customer"),
        ("company_id", 2, "company"),
        ("warehouse_id", None, "warehouse"),
        ("pricelist_id", 6, "pricelist"),
        ("currency", "USD", "currency"),
        ("client_reference", "PO-2", "client_reference"),
        ("state", "cancel", "state"),
        ("ordered_at", datetime(2026, 3, 11, tzinfo=UTC), "ordered_at"),
        ("ordered_at", None, "ordered_at"),
        ("untaxed_total", Decimal("35.03"), "untaxed_total"),
    ],
)
def test_each_field_of_the_head_that_differs_is_named(field: str, value: object, named: str) -> None:
    (row,) = _differing(_read(**{field: value}))
    assert row["field"] == named
    assert row["difference"] > row["tolerance"]


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("product_id", 11, "product"),
        ("uom_id", 2, "unit"),
        ("quantity", Decimal("9.99"), "quantity"),
        ("price_unit", Decimal("2.49"), "price_unit"),
        ("discount", Decimal(20), "discount"),
        ("tax_ids", (), "taxes"),
        ("subtotal", Decimal("25.02"), "subtotal"),
    ],
)
def test_each_field_of_a_line_that_differs_is_named_with_its_line(field: str, value: object, named: str) -> None:
    (row,) = _differing(_with_line(**{field: value}))
    assert (row["field"], row["path"]) == (named, f"lines[1].{named}")


def test_floating_point_dust_is_no_difference() -> None:
    dust = _with_line(quantity=Decimal("10.000000001"), price_unit=Decimal("2.499999999"), subtotal=Decimal("25.00"))
    assert _differing(dust) == []


def test_fractions_of_a_second_are_no_difference() -> None:
    assert SENT.ordered_at is not None
    assert _differing(_read(ordered_at=SENT.ordered_at - timedelta(milliseconds=500))) == []


def test_the_date_of_an_order_that_is_confirmed_already_is_left_to_confirming() -> None:
    assert _differing(_read(state="sale", ordered_at=datetime(2026, 3, 11, tzinfo=UTC))) == []


def test_a_missing_order_is_one_difference() -> None:
    (row,) = _differing(None)
    assert (row["field"], row["sent"], row["read"]) == ("exists", "yes", "no")


def test_a_missing_line_and_a_line_of_someone_else_are_found() -> None:
    read = _read()
    other = read.lines[1].model_copy(update={"external_id": ""})
    found = _differing(read.model_copy(update={"lines": (read.lines[0], other)}))
    assert [(row["field"], row["path"], row["read"]) for row in found] == [
        ("line", "lines[2]", "no"),
        ("line", "lines", "a line that is not ours"),
    ]


def test_the_partners_tolerance_widens_the_total_only() -> None:
    off = _read(untaxed_total=Decimal("35.50"))
    assert _differing(off, Tolerance(percent=Decimal(2))) == []
    assert [row["field"] for row in _differing(off, Tolerance(percent=Decimal(1)))] == ["untaxed_total"]


def test_what_odoo_rounds_over_a_whole_document_is_no_difference_up_to_half_a_cent_a_line() -> None:
    cent = Decimal("0.01")
    assert _differing(_read(untaxed_total=SENT.untaxed_total + 2 * cent)) == []
    assert [row["field"] for row in _differing(_read(untaxed_total=SENT.untaxed_total + 3 * cent))] == ["untaxed_total"]


def test_what_was_left_to_odoo_is_not_compared() -> None:
    free = SENT.model_copy(
        update={"warehouse_id": None, "lines": tuple(one.model_copy(update={"tax_ids": None}) for one in SENT.lines)}
    )
    fields = {row["field"] for row in comparison_rows(free, _read())}
    assert not fields & {"warehouse", "taxes", "ship_to"}
