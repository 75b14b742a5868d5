"""Control numbers: ours never repeat; of theirs, what is missing is told, and closed when it comes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.control_numbers import Known, following, judged, number_of


class Book:
    """What the ledger keeps of one sender: the same questions, answered from a list."""

    def __init__(self, most: int = 999_999_999) -> None:
        self.last: int | None = None
        self.came: list[int] = []
        self.round: list[int] = []
        self.gaps: list[tuple[int, int]] = []
        self.said: list[str] = []
        self.most = most

    def take(self, number: int) -> str:
        wraps = self.last is not None and self.last >= self.most and number <= 1
        known = Known(self.last, self.came, self.gaps, number in self.round and not wraps and self.last is not None)
        found = judged(str(number), known, most=self.most)
        if found.missing:
            self.gaps.append(found.missing)
        if wraps or found.what in {"first", "restart"}:
            self.round = []
        self.came.append(number)
        self.round.append(number)
        self.last = found.last
        self.said.append(found.what)
        return found.what

    def missing(self) -> set[int]:
        return {n for first, last in self.gaps for n in range(first, last + 1)} - set(self.came)


@given(st.lists(st.integers(1, 60), max_size=80))
def test_ours_grow_by_one_and_begin_anew_after_the_highest(steps: list[int]) -> None:
    last, given = None, []
    for _ in steps:
        last = following(last, first=5, most=40)
        given.append(last)
    assert all(after == before + 1 or (before, after) == (40, 5) for before, after in pairwise(given))
    assert all(5 <= one <= 40 for one in given)


@given(st.permutations(range(7, 20)))
def test_in_whatever_order_they_come_nothing_between_the_first_and_the_highest_stays_missing(
    numbers: list[int],
) -> None:
    book = Book()
    for number in numbers:
        book.take(number)
    assert book.missing() == set()
    assert "repeat" not in book.said
    assert book.last == 19


@given(st.lists(st.integers(2, 40), min_size=1, max_size=40))
def test_what_is_missing_is_exactly_what_did_not_come_above_the_first(numbers: list[int]) -> None:
    book = Book()
    for number in numbers:
        book.take(number)
    expected = set(range(numbers[0] + 1, max(numbers) + 1)) - set(numbers)
    assert book.missing() == expected
    assert book.said.count("repeat") == len(numbers) - len(set(numbers))


@given(st.integers(2, 30), st.integers(1, 60))
def test_an_unbroken_run_says_nothing_also_over_the_highest(begin: int, count: int) -> None:
    book, number = Book(most=30), begin
    for _ in range(count):
        book.take(number)
        number = following(number, most=30)
    assert set(book.said) <= {"first", "next"}
    assert book.gaps == []


def test_gaps_late_ones_restarts_and_what_is_no_number() -> None:
    book = Book()
    assert [book.take(n) for n in (10, 11, 14, 12, 14, 13, 15, 9, 1, 2)] == [
        "first", "next", "gap", "late", "repeat", "late", "next", "back", "restart", "next",
    ]  # fmt: skip
    assert book.gaps == [(12, 13)]
    assert judged("REF42", Known(3)).what == "odd"
    assert judged("REF42", Known(3, repeated=True)).what == "repeat"
    assert number_of(" 000000042 ") == 42
    assert number_of("٤٢") is None
    assert number_of("9" * 30) is None
