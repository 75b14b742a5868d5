from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.odoo.pace import Pace


@given(st.lists(st.integers(0, 4000), max_size=60))
def test_every_item_is_in_exactly_one_batch_in_its_order(sizes: list[int]) -> None:
    items = list(enumerate(sizes))

    batches = list(Pace(lines_per_second=200).cut(items, lambda item: item[1]))

    assert [item for batch in batches for item in batch] == items
    assert all(batches)


def test_batches_are_cut_by_lines_and_one_large_item_stands_alone() -> None:
    batches = list(Pace(lines_per_second=100, aim_seconds=1).cut([50, 50, 10, 500, 10], lambda lines: lines))

    assert batches == [[50], [50, 10], [500], [10]]
    assert all(sum(batch) <= 100 for batch in batches if len(batch) > 1)


def test_batches_are_even_so_that_no_small_rest_is_left() -> None:
    sizes = [len(batch) for batch in Pace(lines_per_second=100, aim_seconds=1).cut(range(110), lambda _: 1)]

    assert sizes == [55, 55]


def test_there_are_as_many_batches_as_calls_at_once_unless_they_would_be_tiny() -> None:
    pace = Pace(lines_per_second=10_000)

    assert [len(batch) for batch in pace.cut(range(200), lambda _: 1, parts=2)] == [100, 100]
    assert [len(batch) for batch in pace.cut(range(50), lambda _: 1, parts=2)] == [50]


def test_batches_are_cut_by_items_too() -> None:
    assert [len(batch) for batch in Pace(lines_per_second=10**6, items_max=3).cut(range(7), lambda _: 1)] == [3, 3, 1]


def test_slow_calls_make_later_batches_smaller_and_a_failed_call_teaches_nothing() -> None:
    pace = Pace(lines_per_second=1000, aim_seconds=1)
    before = pace.lines_now()
    with pytest.raises(ValueError, match="failed"), pace.measured(100):
        raise ValueError("failed")
    assert pace.lines_now() == before

    with pace.measured(2):
        time.sleep(0.05)

    assert pace.lines_now() < before / 2
