"""A small distributor in a fresh database of a real Odoo, one for the session: each test has order numbers of its own.

A fresh database costs a second, but each of Odoo's workers then loads its registry: a test that changes settings
sets them right again.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.odoo.world import World, a_world
from tests.odoo_fixture import odoo_copy


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with odoo_copy("contract") as copy, a_world(copy) as made:
        yield made


@pytest.fixture(scope="module")
def own_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """For a module that changes settings for good."""
    module = request.module.__name__.rpartition("test_")[2]
    with odoo_copy(f"contract_{module}") as copy, a_world(copy) as made:
        yield made
