"""A plan of named items is of items that there are."""

from types import SimpleNamespace

import pytest

from domain.catalogue import finding
from domain.errors import Refused
from domain.planning.frames import ITEMS
from tasks.planning.extracting import all_there


def read(*aside, findings=()):
    return SimpleNamespace(
        snapshot=SimpleNamespace(items=ITEMS.of([{"sku": "MUG"}])), set_aside=aside, findings=tuple(findings)
    )


def test_what_nobody_sells_is_refused_with_its_name():
    with pytest.raises(Refused, match="CUPP") as refused:
        all_there(["MUG", "CUPP"], read())
    assert refused.value.value == "CUPP"


def test_what_extraction_has_something_to_say_of_is_not_unknown():
    all_there([], read())
    all_there(["MUG", "CUP"], read("CUP"))
    all_there(["CUP"], read(findings=[finding("PL-MOVING-001", value="CUP")]))
