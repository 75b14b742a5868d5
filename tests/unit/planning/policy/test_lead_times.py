"""Lead times from receipts, shrunk to the supplier's and to the stated one."""

from datetime import timedelta

import polars as pl
import pytest

from domain.planning.lead_times import lead_times
from tests.unit.planning.plan_world import TODAY, profile, row, snapshot


def receipts(*days, sku="MUG", supplier="ACME"):
    ordered = [TODAY - timedelta(days=300 - 2 * number) for number in range(len(days))]
    return [
        {"sku": sku, "place": "WH", "supplier": supplier, "quantity": 1.0, "ordered_on": on, "received_on": on + timedelta(days=took)}
        for on, took in zip(ordered, days, strict=True)
    ]  # fmt: skip


def leads(received, settings=None, *, stated=10.0, skus=("MUG",)):
    suppliers = [{"sku": sku, "supplier": "ACME", "price": 1.0, "lead_days": stated} for sku in skus]
    stock = [{"sku": sku, "place": "WH"} for sku in skus]
    world = snapshot(items=[{"sku": sku} for sku in skus], suppliers=suppliers, stock=stock, receipts=received)
    return lead_times(world, profile(**(settings or {})))


def test_without_receipts_the_stated_lead_holds():
    one = row(leads([]), sku="MUG")
    assert (one["mean_days"], one["high_days"], one["weights"], one["receipts"]) == (10, 10, None, 0)


def test_the_profile_goes_first_and_is_certain():
    one = row(leads(receipts(*[30] * 20), {"suppliers": {"ACME": {"lead_days": 21}}}), sku="MUG")
    assert (one["mean_days"], one["high_days"], one["weights"]) == (21, 21, None)


def test_two_late_receipts_move_the_mean_a_little_and_forty_nearly_all_the_way():
    """Two receipts of 20 days: supplier 2/5 of 20 and 3/5 of 10 = 14; item 2/7 of 20 and 5/7 of 14."""
    few, many = row(leads(receipts(20, 20)), sku="MUG"), row(leads(receipts(*[20] * 40)), sku="MUG")
    assert few["mean_days"] == pytest.approx(2 / 7 * 20 + 5 / 7 * 14)
    assert 19.8 < many["mean_days"] < 20
    assert many["high_days"] == 20


def test_an_item_without_receipts_is_as_late_as_its_supplier():
    found = leads(receipts(*[20] * 30, sku="MUG"), skus=("MUG", "CUP"))
    assert row(found, sku="CUP")["mean_days"] == pytest.approx(30 / 33 * 20 + 3 / 33 * 10)


def test_weights_are_of_lead_periods_when_the_forecast_covers_one_more():
    """Leads of 7 and 21 days, a week's review: windows of 2 and 4 weeks, thus leads of 1 and 3 periods."""
    one = row(leads(receipts(*[7, 21] * 40), stated=14.0), sku="MUG")
    assert sum(one["weights"]) == pytest.approx(1)
    assert one["weights"][0] == pytest.approx(0.5, abs=0.05)
    assert one["weights"][2] == pytest.approx(0.5, abs=0.06)


def test_no_receipt_of_the_future_and_none_before_its_order_counts():
    wrong = [{**receipts(5)[0], "received_on": TODAY + timedelta(days=1)}, *receipts(-4)]
    assert row(leads(wrong), sku="MUG")["receipts"] == 0


def test_what_is_stated_nowhere_is_as_long_as_the_supplier_takes():
    assert row(leads(receipts(*[12] * 9), stated=0.0), sku="MUG")["mean_days"] == pytest.approx(12)


def test_the_order_of_rows_does_not_matter():
    some = receipts(5, 30, 12, 8, 22)
    assert leads(some).drop("weights").equals(leads(some[::-1]).drop("weights"))
    assert isinstance(leads(some)["weights"].dtype, pl.List)
