"""A world for the fault tests: one Odoo database and one ledger a module."""

import pytest

from tests.faults.world import Nursery, make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import ledger_database


@pytest.fixture(scope="session")
def nursery():
    kept = Nursery()
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory, nursery, request):
    name = request.module.__name__.rpartition(".")[2]
    with furnished_copy(f"lading_{name}") as (odoo, keys), ledger_database(f"ledger_{name}") as ledger_url:
        yield make_world(tmp_path_factory.mktemp(name), odoo, ledger_url, nursery, keys)
