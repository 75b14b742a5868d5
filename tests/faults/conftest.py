"""A world for the fault tests: one Odoo database and one ledger a module."""

import dataclasses
from contextlib import contextmanager

import pytest

from infra.databases import drop_database, ensure_database
from infra.odoo.template import ROLE
from tests.faults.world import Nursery, furnish, make_world
from tests.odoo_fixture import _fresh_name, ledger_database, odoo_copy, servers


@pytest.fixture(scope="session")
def nursery():
    kept = Nursery()
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def furnished():
    """An Odoo with its bots and master data, to be copied: half a minute once instead of in each module."""
    with odoo_copy("lading_furnished") as odoo:
        yield odoo, furnish(odoo)


@contextmanager
def furnished_copy(furnished, name):
    """A database with bots and master data for as long as the block runs, and the bots' keys."""
    odoo, keys = furnished
    database = _fresh_name(name)
    with servers("postgres", "odoo") as stack:
        server = stack.parts.server()
        ensure_database(server, database, ROLE, template=odoo.database)
        try:
            yield dataclasses.replace(odoo, database=database, dsn=server.url(database)), keys
        finally:
            drop_database(server, database)


@pytest.fixture(scope="module")
def world(tmp_path_factory, nursery, furnished, request):
    name = request.module.__name__.rpartition(".")[2]
    with furnished_copy(furnished, f"lading_{name}") as (odoo, keys), ledger_database(f"ledger_{name}") as ledger_url:
        yield make_world(tmp_path_factory.mktemp(name), odoo, ledger_url, nursery, keys)
