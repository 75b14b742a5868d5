"""The short set is what it says: samples, with the first case of each; and what it names is there."""

from __future__ import annotations

from pathlib import Path

from tests.short_set import EVERY, LONG, left_out

TESTS = Path(__file__).parents[1]


def test_what_is_named_is_there() -> None:
    assert [file for file in EVERY if not (TESTS / file.partition("::")[0]).exists()] == []
    named = [one.split("::") for one in LONG]
    assert [name for file, name in named if f"def {name}(" not in (TESTS / file).read_text()] == []


def test_every_nth_parameter_stays_and_the_first_one_always() -> None:
    file = "faults/test_changes_cut.py"
    nodes = [f"{file}::test_a[{number}]" for number in range(9)] + [f"{file}::test_b", "unit/test_c.py::test_d[1]"]
    left = left_out([*nodes, "unit/test_c.py::test_d[2]"])
    assert left == {nodes[number] for number in range(1, 8)}


def test_a_test_of_the_long_set_is_left_out() -> None:
    assert left_out(LONG) == LONG
