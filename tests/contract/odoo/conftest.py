"""A small distributor in a fresh database of a real Odoo.

Tests of orders share one, each with order numbers of its own; what changes settings gets a database for its module.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.contract.odoo.world import World, a_world
from tests.odoo_fixture import odoo_copy


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with odoo_copy(f"contract_{os.getpid()}") as copy, a_world(copy) as made:
        yield made


@pytest.fixture(scope="module")
def own_world(request: pytest.FixtureRequest) -> Iterator[World]:
    module = request.module.__name__.rpartition("test_")[2]
    with odoo_copy(f"contract_{module}_{os.getpid()}") as copy, a_world(copy) as made:
        yield made
