"""Sent and read, side by side."""

from decimal import Decimal

import pytest

from expectations.read_back import READ_BACK, read_back_frame
from tests.expected_documents import compared, draft_with_line, some_resolved

GROUPS = ("exists", "amount", "count", "product", "taxes", "head")


def off(frame, group):
    return frame[group].drop_nulls().max()


def test_a_draft_as_sent_is_off_nowhere():
    frame = read_back_frame(compared(some_resolved(4)))
    assert {group: off(frame, group) for group in GROUPS} == dict.fromkeys(GROUPS, 0.0)


def test_every_compared_field_belongs_to_exactly_one_expectation():
    frame = read_back_frame(compared(some_resolved(4), n0=None))
    judged = [sum(row[group] is not None for group in GROUPS) for row in frame.iter_rows(named=True)]
    assert set(judged) == {1}


def test_within_the_tolerance_is_not_off_and_beyond_it_is():
    order = some_resolved(1)[0]
    (row,) = [one for one in compared([order]) if one["path"] == "lines[1].price_unit"]
    tolerance = float(str(row["tolerance"]))
    frames = [
        read_back_frame([{**row, "difference": tolerance * factor + extra}])
        for factor, extra in ((1, 0.0), (1, 0.01), (-1, -0.01))
    ]
    assert [off(frame, "amount") for frame in frames] == pytest.approx([0.0, 0.01, 0.01])


def test_a_difference_that_cannot_be_computed_is_off():
    (row,) = [one for one in compared(some_resolved(1)) if one["path"] == "lines[1].price_unit"]
    assert off(read_back_frame([{**row, "difference": float("nan")}]), "amount") == float("inf")


def test_a_changed_quantity_shows_in_the_quantities_only():
    order = some_resolved(1)[0]
    draft = draft_with_line(order, quantity=order.lines[0].quantity + Decimal(1))
    frame = read_back_frame(compared([order], n0=draft))
    assert {group for group in GROUPS if off(frame, group)} == {"count"}


def test_a_document_differs_once_however_many_fields_do():
    orders = some_resolved(3)
    draft = draft_with_line(orders[0], quantity=Decimal(99), discount=Decimal(9), uom_id=99)
    summary = READ_BACK.summary(read_back_frame(compared(orders, n0=draft)))
    assert summary["differs"].to_list() == [1.0, 0.0, 0.0]


def test_nothing_compared_makes_an_empty_frame():
    assert read_back_frame([]).height == 0
