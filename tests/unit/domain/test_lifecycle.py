"""Documents move only as the lifecycle allows, end somewhere, and are always counted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.lifecycle import (
    ALLOWED,
    BUCKET,
    DELIVERY_ALLOWED,
    DOCUMENT_STATES,
    FINAL,
    FIRST_STATES,
    OPEN_QUESTION,
    check_move,
    may_move,
)

STATES = st.sampled_from(sorted(DOCUMENT_STATES))


def test_the_good_way_leads_from_captured_to_done() -> None:
    way = ["captured", "read", "mapped", "checked", "ready", "drafted", "verified", "confirmed", "done"]
    assert all(may_move(before, after) for before, after in pairwise(way))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ready", "verified"),
        ("ready", "confirmed"),
        ("drafted", "confirmed"),
        ("read", "ready"),
        ("captured", "drafted"),
        ("held", "confirmed"),
        ("held", "ready"),
        ("done", "drafted"),
        ("rejected", "read"),
        ("duplicate", "captured"),
        ("refused", "drafted"),
    ],
)
def test_no_gate_can_be_passed_by(before: str, after: str) -> None:
    assert not may_move(before, after)


@given(STATES)
def test_every_state_leads_to_a_final_one(state: str) -> None:
    seen, reached = {state}, [state]
    while reached:
        for after in ALLOWED[reached.pop()]:
            if after not in seen:
                seen.add(after)
                reached.append(after)
    assert seen & FINAL


@given(st.lists(STATES, max_size=40))
def test_whatever_is_tried_a_confirmed_document_was_verified_and_drafted_before(tried: list[str]) -> None:
    state, history = "captured", ["captured"]
    for after in tried:
        if may_move(state, after) and state != "exception":
            state = after
            history.append(after)
    if "confirmed" in history:
        place = history.index("confirmed")
        assert history[place - 1] == "verified"
        assert "drafted" in history[:place]


@given(STATES, st.text(max_size=10))
def test_states_that_do_not_exist_are_never_reached(state: str, other: str) -> None:
    if other not in DOCUMENT_STATES:
        assert not may_move(state, other)
        assert not may_move(other, state)


def test_every_state_is_counted_in_exactly_one_bucket() -> None:
    assert set(BUCKET) == set(DOCUMENT_STATES)
    assert set(BUCKET.values()) == {"done", "held", "exception", "duplicate", "rejected", "in_flight"}
    assert {state for state, bucket in BUCKET.items() if bucket == "in_flight"} == {
        "captured", "read", "mapped", "checked", "ready", "drafted", "verified", "confirmed", "refused",
    }  # fmt: skip


def test_what_is_final_is_in_no_flight_and_no_question() -> None:
    assert {BUCKET[state] for state in FINAL} == {"done", "rejected", "duplicate"}
    assert frozenset() == FINAL & OPEN_QUESTION
    assert FIRST_STATES <= DOCUMENT_STATES
    assert DELIVERY_ALLOWED["split"] == frozenset()


def test_a_move_that_is_not_allowed_is_refused_with_both_states_and_a_next_step() -> None:
    check_move("captured", "read")
    with pytest.raises(Refused, match="state done cannot become drafted") as caught:
        check_move("done", "drafted", document="PO-1")
    assert "lading trace" in str(caught.value)
    assert "PO-1" in str(caught.value)
