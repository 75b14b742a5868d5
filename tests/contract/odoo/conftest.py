"""A small distributor in a fresh database of a real Odoo, one for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.odoo.world import World, a_world
from tests.odoo_fixture import odoo_copy


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    name = f"contract_{request.module.__name__.rpartition('.')[2]}"[:60]
    with odoo_copy(name) as copy, a_world(copy) as made:
        yield made
