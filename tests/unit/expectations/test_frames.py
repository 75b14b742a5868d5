"""Frames of the gates hold what the documents hold, and what expectations need beside."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.delivery import DeliveryTotals, delivery_frame
from expectations.odoo_rows import transform_frame
from expectations.read_back import read_back_frame
from expectations.sales_order import EXTRACT, extract_frame, extract_frame_from_json
from tests.builders import a_line, an_order
from tests.expected_documents import compared, draft_with_line, drafted, earlier, keyed, some_orders, some_resolved


def _line(**changes: object) -> dict[str, object]:
    return extract_frame([("k", an_order(a_line(**changes)))]).row(0, named=True)


def test_a_line_is_a_row_that_carries_its_heads_values() -> None:
    frame = extract_frame(keyed(some_orders(3)))
    assert frame.height == 4
    assert frame["external_id"].to_list() == ["order-0", "order-0", "order-1", "order-2"]
    assert frame["number"].to_list() == ["PO-0", "PO-0", "PO-1", "PO-2"]
    assert frame["place"].to_list() == [1, 2, 1, 1]


def test_json_and_documents_make_the_same_frame() -> None:
    orders = keyed(some_orders(9))
    from_json = extract_frame_from_json([(key, order.model_dump_json().encode()) for key, order in orders])
    assert from_json.equals(extract_frame(orders))


@pytest.mark.parametrize(
    ("price", "digits"),
    [("2.50", 3), ("0.05", 1), ("0", 0), ("1E+3", 1), ("-12.5", 3), ("123456789012345.6", 16), (None, None)],
)
def test_digits_that_matter_are_counted(price: str | None, digits: int | None) -> None:
    assert _line(unit_price=price)["price_digits"] == digits


@given(st.decimals(min_value=-(10**20), max_value=10**20, allow_nan=False, allow_infinity=False))
@settings(max_examples=60, deadline=None)
def test_every_price_survives_the_frame(price: Decimal) -> None:
    row = _line(unit_price=price)
    assert Decimal(str(row["unit_price"])) == price
    assert row["price"] == pytest.approx(float(price))


@pytest.mark.parametrize(
    ("codes", "product"),
    [
        ({"sku": "A", "gtin": "B"}, "A"),
        ({"sku": "", "partner_sku": "P"}, "P"),
        ({"sku": "", "gtin": "G"}, "G"),
        ({"sku": ""}, None),
    ],
)
def test_any_code_names_the_product(codes: dict[str, str], product: str | None) -> None:
    assert _line(**codes)["product"] == product


def test_a_house_account_makes_customers_no_matter() -> None:
    orders = [("k", an_order(customer={}))]
    assert extract_frame(orders)["no_customer"].to_list() == [1.0]
    assert extract_frame(orders, house_account=True)["no_customer"].to_list() == [None]


def test_an_order_without_lines_or_date_is_a_row_too() -> None:
    frame = extract_frame([("k", an_order(ordered_at=None).model_copy(update={"lines": ()}))])
    assert frame.select("external_id", "year", "position").row(0) == ("k", None, None)


def test_a_summary_has_the_measures_of_the_population() -> None:
    order = an_order(a_line(1, quantity=3), a_line(2, sku="", quantity=1, unit_price=None))
    (row,) = EXTRACT.summary(extract_frame([("k", order)])).to_dicts()
    assert (row["money"], row["pieces"], row["lines"]) == (7.5, 4.0, 2.0)
    assert (row["no_product"], row["unpriced"], row["free"]) == (0.5, 0.0, 0.0)
    remembered = earlier(1, price="2.50", quantity=4).row(0, named=True)
    assert set(remembered) <= set(row)


def test_documents_are_compared_with_the_earlier_ones_median() -> None:
    recent = EXTRACT.summary(extract_frame([("k", an_order(a_line(unit_price=5, quantity=20)))]))
    (row,) = EXTRACT.against(recent, earlier()).to_dicts()
    assert (row["price_ratio"], row["quantity_ratio"], row["lines_ratio"]) == (2.0, 2.0, 1.0)


def test_earlier_documents_without_any_price_say_nothing_about_prices() -> None:
    recent = EXTRACT.summary(extract_frame([("k", an_order())]))
    (row,) = EXTRACT.against(recent, earlier(price="0")).to_dicts()
    assert row["price_ratio"] is None
    assert row["unpriced_rise"] == -1.0


@pytest.mark.parametrize(("quantity", "decimals"), [("10", 0), ("2.50", 1), ("0.125", 3), ("1E+2", 0)])
def test_decimals_of_quantities_are_those_that_matter(quantity: str, decimals: int) -> None:
    order = some_resolved(1)[0]
    line = order.lines[0].model_copy(update={"quantity": Decimal(quantity)})
    frame = transform_frame([order.model_copy(update={"lines": (line,)})])
    assert frame["decimals"].to_list() == [decimals]


def test_resolved_orders_add_up_and_lack_nothing() -> None:
    frame = transform_frame(some_resolved())
    assert frame["subtotal_difference"].unique().to_list() == [0.0]
    assert frame["total_difference"].unique().to_list() == [0.0]
    assert frame.select(pl.col("head_lacks", "line_lacks").count()).row(0) == (0, 0)


def test_what_is_missing_is_named() -> None:
    order = some_resolved(1)[0].model_copy(update={"customer_id": None, "company_id": None})
    assert transform_frame([order])["head_lacks"][0] == "customer, company"


def test_an_amount_of_three_digits_is_rounded_as_its_currency_is() -> None:
    order = some_resolved(1, currency="KWD")[0]
    changes = {"quantity": Decimal(1), "price_unit": Decimal("1.2345"), "subtotal": Decimal("1.235")}
    line = order.lines[0].model_copy(update=changes)
    assert transform_frame([order.model_copy(update={"lines": (line,)})])["subtotal_difference"][0] == 0


def test_an_amount_is_without_the_tax_that_its_price_includes() -> None:
    order = some_resolved(1)[0]
    changes = {"quantity": Decimal(2), "price_unit": Decimal(50), "included_tax": Decimal(25), "subtotal": Decimal(80)}
    line = order.lines[0].model_copy(update=changes)
    assert transform_frame([order.model_copy(update={"lines": (line,)})])["subtotal_difference"][0] == 0


def test_what_odoo_took_as_sent_differs_nowhere() -> None:
    frame = read_back_frame(compared(some_resolved(6)))
    assert frame["off"].sum() == 0
    assert frame.height > 60


def test_differences_stand_in_the_column_of_their_field() -> None:
    orders = some_resolved(2)
    draft = draft_with_line(orders[0], quantity=Decimal(12), discount=Decimal(5)).model_copy(update={"pricelist_id": 9})
    frame = read_back_frame(compared(orders, n0=draft)).filter(pl.col("off") > 0)
    assert sorted(frame["field"]) == ["discount", "pricelist", "quantity"]
    assert frame.filter(pl.col("count") > 0)["field"].to_list() == ["quantity"]
    assert frame.filter(pl.col("amount") > 0)["field"].to_list() == ["discount"]
    assert frame.filter(pl.col("head") > 0)["field"].to_list() == ["pricelist"]


def test_a_line_that_is_gone_is_a_matter_of_count() -> None:
    orders = some_resolved(1)
    draft = drafted(orders[0]).model_copy(update={"lines": drafted(orders[0]).lines[:1]})
    frame = read_back_frame(compared(orders, n0=draft)).filter(pl.col("off") > 0)
    assert set(frame["field"]) == {"line", "line_count"}
    assert frame["count"].null_count() == 0


def test_a_difference_that_is_not_a_number_is_a_difference() -> None:
    row = compared(some_resolved(1))[-2] | {"kind": "number", "difference": float("nan"), "tolerance": 0.01}
    assert read_back_frame([row])["off"][0] > 0


def test_a_trailer_is_compared_where_it_says_something() -> None:
    totals = DeliveryTotals("a.edi", 3, 9, Decimal("1.5"), trailer_documents=4, trailer_quantity=Decimal("1.5"))
    frame = delivery_frame([totals])
    assert frame["what"].to_list() == ["documents", "pieces"]
    assert frame["missing"].to_list() == [1.0, 0.0]


def test_no_documents_make_an_empty_frame() -> None:
    for frame in (extract_frame([]), transform_frame([]), read_back_frame([]), delivery_frame([])):
        assert frame.height == 0
        assert "external_id" in frame.columns
