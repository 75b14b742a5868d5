"""The chain's arithmetic: any change of a row, of its place or of an earlier seal changes the head."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ledger import chain

rows = st.lists(st.binary(max_size=20), min_size=2, max_size=33, unique=True)


def head(lines: list[bytes], ids: list[int] | None = None, previous: bytes = chain.FIRST) -> bytes:
    leaves = [chain.leaf(line) for line in lines]
    return chain.link(previous, chain.place(1, 1, "0", "9"), ids or [*range(len(lines))], chain.root(leaves))


@given(rows, st.data())
def test_two_rows_exchanged_give_another_head(lines: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(lines) - 2))
    other = [*lines]
    other[first], other[first + 1] = other[first + 1], other[first]
    assert head(other) != head(lines)


@given(rows, st.data())
def test_a_row_less_gives_another_head(lines: list[bytes], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(lines) - 1))
    assert head(lines[:gone] + lines[gone + 1 :]) != head(lines)


@given(rows)
def test_an_odd_end_is_not_the_same_as_an_end_repeated(lines: list[bytes]) -> None:
    assert head([*lines, lines[-1]]) != head(lines)


@given(rows)
def test_other_ids_or_another_seal_before_give_another_head(lines: list[bytes]) -> None:
    assert head(lines, [*range(1, len(lines) + 1)]) != head(lines)
    assert head(lines, previous=b"\x01" * 32) != head(lines)


def test_leaves_stored_as_one_value_come_apart_again() -> None:
    leaves = [chain.leaf(bytes([n])) for n in range(5)]
    assert chain.split(b"".join(leaves)) == leaves
