"""Line movements: nothing is shipped, invoiced, paid or returned that was not there before."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.movements import MOVEMENT_KINDS, Movement, MovementKind, may_follow, quantity_of


def _moved(kind: MovementKind, quantity: int | str) -> Movement:
    return Movement(kind=kind, quantity=Decimal(quantity))


ORDERED = [_moved("ordered", 10)]


@pytest.mark.parametrize(
    ("history", "following"),
    [
        ([], _moved("ordered", 10)),
        (ORDERED, _moved("changed", -3)),
        (ORDERED, _moved("released", 10)),
        ([*ORDERED, _moved("released", 6)], _moved("shipped", 6)),
        ([*ORDERED, _moved("released", 6), _moved("shipped", 6)], _moved("delivered", 5)),
        ([*ORDERED, _moved("released", 6), _moved("shipped", 6)], _moved("returned", 2)),
        (ORDERED, _moved("invoiced", 10)),
        ([*ORDERED, _moved("invoiced", 4)], _moved("paid", 4)),
        ([*ORDERED, _moved("changed", 5)], _moved("released", 15)),
    ],
)
def test_what_there_is_may_move_on(history: list[Movement], following: Movement) -> None:
    assert may_follow(history, following) == ""


@pytest.mark.parametrize(
    ("history", "following", "why"),
    [
        ([], _moved("shipped", 1), "never ordered"),
        ([], _moved("ordered", 0), "above zero"),
        (ORDERED, _moved("ordered", 1), "ordered once"),
        (ORDERED, _moved("released", 11), "only 10 ordered"),
        (ORDERED, _moved("released", -1), "above zero"),
        (ORDERED, _moved("shipped", 1), "only 0 released"),
        ([*ORDERED, _moved("invoiced", 10)], _moved("invoiced", 1), "11 would be invoiced"),
        ([*ORDERED, _moved("released", 8)], _moved("changed", -3), "8 are released"),
        (ORDERED, _moved("paid", 1), "only 0 invoiced"),
        (ORDERED, _moved("returned", 1), "only 0 shipped"),
    ],
)
def test_what_is_not_there_may_not_and_says_why(history: list[Movement], following: Movement, why: str) -> None:
    assert why in may_follow(history, following)


@given(st.lists(st.tuples(st.sampled_from(MOVEMENT_KINDS), st.integers(-20, 20)), max_size=40))
def test_whatever_is_tried_the_sums_stay_in_order(tried: list[tuple[MovementKind, int]]) -> None:
    history: list[Movement] = []
    for kind, quantity in tried:
        following = _moved(kind, quantity)
        if not may_follow(history, following):
            history.append(following)
    sums = {kind: quantity_of(history, kind) for kind in MOVEMENT_KINDS}
    assert sums["ordered"] >= sums["released"] >= sums["shipped"] >= sums["delivered"] >= 0
    assert sums["ordered"] >= sums["invoiced"] >= sums["paid"] >= 0
    assert sums["shipped"] >= sums["returned"] >= 0
