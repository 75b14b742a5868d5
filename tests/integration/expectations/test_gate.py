"""The gate on real Great Expectations: who is set aside, who goes on, in threads, in time."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from expectations.gate import run_gate, warm
from expectations.odoo_rows import TRANSFORM, transform_frame
from expectations.read_back import READ_BACK, read_back_frame
from expectations.sales_order import EXTRACT, extract_frame
from tests.builders import a_line, an_order
from tests.expected_documents import compared, draft_with_line, earlier, keyed, some_orders, some_resolved, with_line


def test_right_documents_pass_every_gate() -> None:
    results = [
        run_gate(EXTRACT, extract_frame(keyed(some_orders())), population=earlier()),
        run_gate(TRANSFORM, transform_frame(some_resolved())),
        run_gate(READ_BACK, read_back_frame(compared(some_resolved()))),
    ]
    for result in results:
        assert result.passed
        assert not result.warnings
        assert result.documents == 30
        assert all(row.rows for row in result.table), [row for row in result.table if not row.rows]


def test_a_bad_document_leaves_the_others_alone() -> None:
    orders = keyed(some_orders())
    bad = an_order(a_line(1), a_line(1, sku="NUT-M8"), number="PO-bad")
    result = run_gate(EXTRACT, extract_frame([*orders[:7], ("bad", bad), *orders[7:]]))
    assert set(result.bad) == {"bad"}
    (found,) = result.bad["bad"]
    assert (found.code, found.path, found.value) == ("GT-EX-002", "lines[1].position", "1")
    assert "place 2" in found.message
    (row,) = [row for row in result.table if row.code == "GT-EX-002"]
    assert (row.rows, row.failed, row.sample) == (42, 1, ("bad",))


def test_a_head_with_many_lines_is_told_once_and_many_bad_lines_not_by_the_thousand() -> None:
    head = an_order(*[a_line(position) for position in range(1, 40)], number="\u202eoops")
    lines = an_order(*[a_line(position, unit_price=Decimal("1.2345678901234567")) for position in range(1, 40)])
    result = run_gate(EXTRACT, extract_frame([("head", head), ("lines", lines)]))
    assert len(result.bad["head"]) == 1
    assert len(result.bad["lines"]) == 20
    assert "\u202e" not in result.bad["head"][0].message


def test_three_orders_never_stop_a_channel() -> None:
    orders = [an_order(a_line(sku="", unit_price=0), number=f"PO-{one}", customer={}) for one in range(3)]
    assert not run_gate(EXTRACT, extract_frame(keyed(orders))).stops


def test_a_stream_of_small_batches_stops_once_the_last_twenty_have_jumped() -> None:
    dear = [an_order(a_line(unit_price=250), number=f"PO-{one}") for one in range(5)]
    frame = extract_frame(keyed(dear))
    before = earlier(200)
    jumped = earlier(15, price="250").with_columns(external_id="dear-" + earlier(15)["external_id"])
    assert not run_gate(EXTRACT, frame, population=before).stops
    stops = run_gate(EXTRACT, frame, population=jumped.vstack(before)).stops
    assert [one.code for one in stops] == ["GT-EX-103"]
    assert "100 times" in stops[0].message


@pytest.mark.parametrize(
    ("differing", "documents", "stopped"), [(5, 19, False), (5, 20, False), (6, 20, True), (20, 20, True)]
)
def test_the_read_back_stops_at_thirty_percent_of_twenty(differing: int, documents: int, stopped: bool) -> None:
    orders = some_resolved(documents)
    drafts = {f"n{place}": draft_with_line(orders[place], discount=Decimal(10)) for place in range(differing)}
    result = run_gate(READ_BACK, read_back_frame(compared(orders, **drafts)))
    assert bool(result.stops) is stopped
    assert len(result.bad) == differing


def test_a_difference_says_field_sent_and_read() -> None:
    orders = some_resolved(1)
    draft = draft_with_line(orders[0], price_unit=Decimal("2.75"))
    (found,) = run_gate(READ_BACK, read_back_frame(compared(orders, n0=draft))).bad[orders[0].external_id]
    assert found.path == "lines[1].price_unit"
    assert found.message == "lines[1].price_unit is 2.75 in the system of record; 2.50 was sent."
    assert "release" in found.next_step


def test_a_difference_within_tolerance_passes() -> None:
    orders = some_resolved(1)
    total = orders[0].lines[0].subtotal + Decimal("0.01")
    draft = draft_with_line(orders[0], subtotal=total)
    assert run_gate(READ_BACK, read_back_frame(compared(orders, n0=draft))).passed


def test_gates_in_threads_do_not_mix_their_results() -> None:
    frames = []
    for bad in range(8):
        orders = some_resolved(12)
        orders[bad] = with_line(orders[bad], product_id=None)
        frames.append((orders[bad].external_id, transform_frame(orders)))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda one: run_gate(TRANSFORM, one[1]), frames * 3))
    assert [set(result.bad) for result in results] == [{key} for key, _ in frames * 3]


def test_no_documents_pass() -> None:
    for suite, frame in (
        (EXTRACT, extract_frame([])),
        (TRANSFORM, transform_frame([])),
        (READ_BACK, read_back_frame([])),
    ):
        result = run_gate(suite, frame)
        assert result.passed
        assert result.documents == 0


def test_a_batch_of_three_hundred_orders_costs_a_fraction_of_a_second() -> None:
    warm()
    frame = extract_frame(keyed(some_orders(300)))
    run_gate(EXTRACT, frame, population=earlier())
    began = time.process_time()
    for _ in range(3):
        run_gate(EXTRACT, frame, population=earlier())
    assert (time.process_time() - began) / 3 < 0.2


def test_the_suites_are_at_hand_without_the_seconds_that_great_expectations_takes() -> None:
    code = (
        "import sys, expectations.gate, expectations.sales_order, expectations.odoo_rows, expectations.read_back, "
        "expectations.delivery; sys.exit('great_expectations' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
