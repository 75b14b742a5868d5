"""A small distributor in a fresh database of a real Odoo, one for the session: each test has order numbers of its own.

A fresh database costs a second, but each of Odoo's workers then loads its registry: a test that changes settings
sets them right again. Tests under ``in_both_protocols`` run over ``/jsonrpc`` too, in the same database.
``python -m tests.contract.odoo.older`` runs them all on an older Odoo: its copies come from there.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.odoo.older_copies import copies, protocol_of, skip_on_older
from tests.contract.odoo.world import World, a_world


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip_on_older(items)


@pytest.fixture(scope="session")
def shared_world() -> Iterator[World]:
    with copies()("contract") as copy, a_world(copy, protocol_of()) as made:
        yield made


@pytest.fixture
def world(request: pytest.FixtureRequest, shared_world: World) -> World:
    return shared_world.speaking(getattr(request, "param", protocol_of()))


@pytest.fixture(scope="module")
def own_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """For a module that changes settings for good."""
    module = request.module.__name__.rpartition("test_")[2]
    with copies()(f"contract_{module}") as copy, a_world(copy, protocol_of()) as made:
        yield made
