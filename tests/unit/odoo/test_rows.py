from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.odoo.rows import as_odoo_time, as_text, by_columns, exact, from_odoo_time, lacking, order_rows, stamp
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder

_NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=2)


def _line(position: int = 1, **changes: Any) -> ResolvedLine:
    made = ResolvedLine(
        position=position,
        product_id=7,
        uom_id=1,
        quantity=Decimal("2.50"),
        price_unit=Decimal("79.5"),
        discount=Decimal(3),
    )
    return made.model_copy(update=changes)


def _order(number: str = "PO-1", **changes: Any) -> ResolvedOrder:
    made = ResolvedOrder(
        external_id=f"__lading__.sales_order_{number}",
        number=number,
        customer_code="C1",
        customer_id=5,
        currency="USD",
        ordered_at=datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5))),
        lines=(_line(1), _line(2, quantity=Decimal(1))),
        untaxed_total=Decimal(0),
        source_label="orders.csv",
    )
    return made.model_copy(update=changes)


def test_an_order_becomes_a_row_for_itself_and_its_first_line_and_one_for_each_further_line() -> None:
    made = order_rows(_order())

    first = dict(zip(made.columns, made.rows[0], strict=True))
    second = dict(zip(made.columns, made.rows[1], strict=True))
    assert first["id"] == "__lading__.sales_order_PO-1"
    assert first["user_id/.id"] is False
    assert first["date_order"] == "2026-03-02 04:30:00"
    assert first["order_line/id"] == "__lading__.sales_order_PO-1_1"
    assert second["order_line/id"] == "__lading__.sales_order_PO-1_2"
    assert second["id"] is False
    assert (first["order_line/product_uom_qty"], first["order_line/price_unit"]) == ("2.50", "79.5")


def test_price_and_discount_always_go_together() -> None:
    columns = order_rows(_order()).columns

    assert ("order_line/price_unit" in columns) == ("order_line/discount" in columns) is True


def test_a_field_that_is_not_known_is_a_column_left_out_never_a_blank_cell() -> None:
    bare = order_rows(_order(ordered_at=None)).columns
    full = order_rows(
        _order(warehouse_id=1, pricelist_id=2, company_id=3, ship_to_id=4, requested_date=date(2026, 4, 1))
    ).columns

    assert set(full) - set(bare) == {
        "warehouse_id/.id", "pricelist_id/.id", "company_id/.id", "partner_shipping_id/.id", "commitment_date", "date_order",
    }  # fmt: skip


def test_orders_that_fill_other_columns_are_sent_in_other_calls() -> None:
    grouped = by_columns([order_rows(_order("1")), order_rows(_order("2", warehouse_id=1)), order_rows(_order("3"))])

    assert [[item.external_id[-1] for item in some] for some in grouped.values()] == [["1", "3"], ["2"]]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"customer_id": None}, "a customer in Odoo"),
        ({"lines": ()}, "lines"),
        ({"lines": (_line(1), _line(2, product_id=None))}, "a product on line 2"),
        ({"lines": (_line(1, uom_id=None),)}, "a unit on line 1"),
        ({"lines": (_line(1, price_unit=None),)}, "a price on line 1"),
        ({"lines": (_line(1, price_unit=Decimal(0)),)}, ""),
    ],
)
def test_what_an_order_lacks_is_said_before_any_call(changes: dict[str, Any], what: str) -> None:
    assert lacking(_order(**changes)) == what


@given(_NUMBERS)
def test_a_number_goes_to_odoo_and_comes_back_the_same(number: Decimal) -> None:
    assert "e" not in as_text(number).lower()
    assert exact(repr(float(as_text(number)))) == number


@pytest.mark.parametrize(
    ("dusty", "clean"), [(0.1 + 0.2, "0.3"), (Decimal("63.60000000000001"), "63.6"), (1e6, "1000000"), (False, "0")]
)
def test_the_dust_of_doubles_is_wiped_off(dusty: object, clean: str) -> None:
    assert str(exact(dusty)) == clean


def test_times_are_utc_in_whole_seconds_both_ways() -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 999, tzinfo=UTC)

    assert from_odoo_time(as_odoo_time(moment)) == moment.replace(microsecond=0)
    assert from_odoo_time("") is None


def test_an_edit_in_the_very_second_of_the_last_write_changes_the_stamp() -> None:
    order = {"id": 1, "write_date": "2026-03-01 10:00:00", "write_uid": 5}
    line = {"id": 9, "write_date": "2026-03-01 10:00:01", "write_uid": 5}

    seen = stamp(order, [line])

    assert seen.replace(microsecond=0) == datetime(2026, 3, 1, 10, 0, 1, tzinfo=UTC)
    assert stamp(order, [{**line, "write_uid": 2}]) != seen
    assert stamp(order, [line, {**line, "id": 10}]) != seen
    assert stamp(dict(order), [dict(line)]) == seen
