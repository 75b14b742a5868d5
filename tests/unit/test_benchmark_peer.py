"""The peer of the benchmark: it gets the same orders, and where it cannot be had the row has failed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from benchmarks import peer_odoo, queue_job
from benchmarks.bench_queue_job import verdict
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder


def test_the_peer_creates_what_our_rows_say_line_by_line():
    line = ResolvedLine(position=1, product_id=7, uom_id=3, quantity=Decimal(2), price_unit=Decimal("79.5"))
    order = ResolvedOrder(
        external_id="__lading__.sales_order_x", number="PO-1", customer_code="C", customer_id=5, company_id=1,
        currency="USD", ordered_at=datetime(2026, 3, 1, 4, 30, tzinfo=UTC), untaxed_total=Decimal(159),
        lines=(line, line.model_copy(update={"position": 2, "discount": Decimal(20)})), source_label="orders.csv",
    )  # fmt: skip
    values = queue_job.values_of(order)
    lines = values.pop("order_line")
    assert values == {
        "partner_id": 5, "client_order_ref": "PO-1", "origin": "orders.csv", "user_id": False, "company_id": 1,
        "date_order": "2026-03-01 04:30:00",
    }  # fmt: skip
    same = {"product_id": 7, "product_uom_id": 3, "product_uom_qty": "2", "price_unit": "79.5"}
    assert lines == [
        (0, 0, {**same, "sequence": 1, "discount": "0"}),
        (0, 0, {**same, "sequence": 2, "discount": "20"}),
    ]


def test_a_peer_that_cannot_be_fetched_is_a_failed_row_with_its_reason(tmp_path):
    parts = peer_odoo.Parts((str(tmp_path / "nowhere" / "odoo_addon_queue_job-1-py3-none-any.whl"),))

    def measure():
        peer_odoo.fetch(tmp_path / "addons", parts)
        return {1: 1000.0}

    row = verdict(100.0, measure)
    assert not row.met
    assert "there is no peer" in row.note
    assert "nowhere" in row.note
    with pytest.raises(peer_odoo.Missing):
        peer_odoo.fetch(tmp_path / "addons", parts)


def test_the_ratio_is_to_the_peers_best():
    row = verdict(100.0, lambda: {1: 5.0, 2: 20.0, 3: 10.0})
    assert row.value == 5
    assert not row.met
    assert "against 20.0/s" in row.note
    assert verdict(140.0, lambda: {1: 20.0}).met
