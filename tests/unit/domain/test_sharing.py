"""How free units are shared among channels: never more than there is, never less for anyone when there is more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.promising.sharing import ChannelRule, divided, in_order, share_out

CHANNELS = ("a", "b", "c", "d")


@st.composite
def rules(draw: st.DrawFn) -> list[ChannelRule]:
    made = []
    for name in CHANNELS[: draw(st.integers(1, len(CHANNELS)))]:
        floor = draw(st.integers(0, 6))
        made.append(
            ChannelRule(
                channel=name,
                share=draw(st.none() | st.integers(0, 100)),
                priority=draw(st.integers(1, 3)),
                floor=floor,
                cap=draw(st.none() | st.integers(floor, 30)),
            )
        )
    return in_order(made)


def _shared(free: int, held: list[ChannelRule]) -> list[int]:
    return share_out(free, held, [0] * len(held))


@given(rules(), st.integers(0, 200))
def test_no_part_is_negative_the_sum_is_what_there_is_at_most_and_caps_hold(held: list[ChannelRule], free: int) -> None:
    parts = _shared(free, held)
    assert all(part >= 0 for part in parts)
    assert sum(parts) <= free
    assert all(rule.cap is None or part <= rule.cap for rule, part in zip(held, parts, strict=True))


@given(rules(), st.integers(0, 200))
def test_with_one_unit_more_no_channel_gets_less(held: list[ChannelRule], free: int) -> None:
    less, more = _shared(free, held), _shared(free + 1, held)
    assert all(one <= other for one, other in zip(less, more, strict=True))


@given(rules(), st.integers(0, 200))
def test_floors_are_filled_in_the_order_of_priority(held: list[ChannelRule], free: int) -> None:
    left = free
    for rule, part in zip(held, _shared(free, held), strict=True):
        assert part >= min(rule.floor, left)
        left = max(0, left - rule.floor)


@given(st.integers(0, 500), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_units_are_divided_without_a_rest_and_nobody_is_a_whole_unit_short(units: int, weights: list[int]) -> None:
    parts = divided(units, weights)
    assert sum(parts) == units
    assert all(part >= units * weight // sum(weights) for part, weight in zip(parts, weights, strict=True))


def test_shares_come_after_floors_and_the_rest_goes_by_priority() -> None:
    held = in_order(
        [
            ChannelRule("shop", share=50, priority=1),
            ChannelRule("edi", floor=4, priority=2),
            ChannelRule("portal", priority=3, cap=10),
        ]
    )
    assert dict(zip((one.channel for one in held), _shared(20, held), strict=True)) == {
        "shop": 8,
        "edi": 12,
        "portal": 0,
    }


def test_channels_without_a_rule_divide_evenly_and_what_a_cap_leaves_goes_to_the_others() -> None:
    held = in_order([ChannelRule("a"), ChannelRule("b", cap=2), ChannelRule("c")])
    assert dict(zip((one.channel for one in held), _shared(12, held), strict=True)) == {"a": 5, "b": 2, "c": 5}


def test_shares_of_more_than_a_hundred_percent_are_shares_of_all() -> None:
    held = in_order([ChannelRule("a", share=100), ChannelRule("b", share=100)])
    assert _shared(10, held) == [5, 5]


def test_what_a_channel_has_from_elsewhere_counts_for_floor_and_cap() -> None:
    held = in_order([ChannelRule("a", floor=5, cap=6), ChannelRule("b")])
    assert share_out(10, held, [5, 0]) == [1, 9]
